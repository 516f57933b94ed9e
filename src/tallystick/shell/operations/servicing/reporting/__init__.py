"""The investor report of a month, made from files alone."""

__all__: list[str] = []
