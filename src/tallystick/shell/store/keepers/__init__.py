"""Keepers of accounts and of work under way, on the rows of a home."""

__all__: list[str] = []
