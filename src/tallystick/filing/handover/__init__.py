"""Selective disclosure: a part of a filed version handed to an overseas authority, and what must be on record first."""

__all__: list[str] = []
