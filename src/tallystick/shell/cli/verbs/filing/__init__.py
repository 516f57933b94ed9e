"""Verbs about documents and versions of a filing."""

__all__: list[str] = []
