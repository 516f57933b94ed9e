"""How an edition that arrived is read, and who must have acted for it to count."""

__all__: list[str] = []
