"""The market: every deal of a home beside the others, month by month."""

__all__: list[str] = []
