"""The confidential log: what it commits to, what of it can be erased, and what is proved of it to others."""

__all__: list[str] = []
