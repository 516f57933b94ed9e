"""Verbs of those who watch live deals."""

__all__: list[str] = []
