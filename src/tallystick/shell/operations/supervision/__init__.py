"""Acts of the supervision room, one a file."""

__all__: list[str] = []
