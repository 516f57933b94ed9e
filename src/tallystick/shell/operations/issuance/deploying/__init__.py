"""What an issue puts on the ledger for each class: a token of our own, or an adapter for one of another maker."""

__all__: list[str] = []
