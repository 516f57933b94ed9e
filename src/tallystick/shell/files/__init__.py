"""Folders, archives, log tiles and content-addressed objects."""

__all__: list[str] = []
