"""Blinded matching: the acts of the filer and those of the desk, each on files."""

__all__: list[str] = []
