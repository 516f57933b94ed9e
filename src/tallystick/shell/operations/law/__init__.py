"""Acts of the law room, one a file."""

__all__: list[str] = []
