"""Documents that people hand in: what they are, whether they may be taken in, and what they say."""

__all__: list[str] = []
