"""Names as they are written: one name in several scripts and spellings, and lists of names with their versions."""

__all__: list[str] = []
