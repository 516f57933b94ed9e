"""Acts as evidence: performed once, signed, stored and put into the log."""

__all__: list[str] = []
