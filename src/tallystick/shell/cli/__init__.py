"""The command line: one verb a file."""

__all__: list[str] = []
