"""What is found for the ten obligations: in the filing, on the ledger, in payments and in the acts on record."""

__all__: list[str] = []
