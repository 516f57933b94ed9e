"""Acts of the tape room, one a file."""

__all__: list[str] = []
