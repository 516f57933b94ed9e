"""Money over the border: what was sent, on what basis, what it cost, what it became, and what was left over."""

__all__: list[str] = []
