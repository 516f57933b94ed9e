"""A market on disk."""

__all__: list[str] = []
