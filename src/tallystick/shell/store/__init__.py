"""What is remembered: the rows, and the selectors that return them as frozen values."""

__all__: list[str] = []
