"""The entry point: chooses the side, builds the one `Operations` object and hands it to the doors."""

__all__: list[str] = []
