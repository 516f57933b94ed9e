"""Acts of the cashflow room, one a file."""

__all__: list[str] = []
