"""Tasks that a worker does in the background; each asks the same operation as its verb, and tells how far it is."""

__all__: list[str] = []
