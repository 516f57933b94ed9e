"""The report of an issue that was completed."""

__all__: list[str] = []
