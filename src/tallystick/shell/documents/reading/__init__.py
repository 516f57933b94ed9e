"""Reading documents that others made, where a library outside the base install is needed for it."""

__all__: list[str] = []
