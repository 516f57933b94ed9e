"""Acts of the filing room, one a file."""

__all__: list[str] = []
