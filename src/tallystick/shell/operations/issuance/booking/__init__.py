"""The book of an issue before it is priced."""

__all__: list[str] = []
