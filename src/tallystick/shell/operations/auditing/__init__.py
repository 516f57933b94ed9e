"""The confidential log: what is done with it, and by whom."""

__all__: list[str] = []
