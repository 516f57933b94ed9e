"""Months on the ledger: their reports and entitlements anchored, and units redeemed when nothing is left."""

__all__: list[str] = []
