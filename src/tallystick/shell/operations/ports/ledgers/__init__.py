"""What an installation does on a ledger, and what it reads there."""

__all__: list[str] = []
