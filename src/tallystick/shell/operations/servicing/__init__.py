"""Acts of the servicing room, one a file."""

__all__: list[str] = []
