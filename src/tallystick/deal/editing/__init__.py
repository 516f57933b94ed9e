"""Editing a deal file one value at a time, so that several people can, and the rest stays as it was written."""

__all__: list[str] = []
