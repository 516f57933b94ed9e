"""Acts of the deal room, one a file."""

__all__: list[str] = []
