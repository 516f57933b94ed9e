"""What a holder is told of their own entitlement, and how they check it against the ledger."""

__all__: list[str] = []
