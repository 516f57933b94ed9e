"""Checks between the values of a deal: names, sums and wholeness (`consistency`), paths of cash (`cash_paths`)."""

__all__: list[str] = []
