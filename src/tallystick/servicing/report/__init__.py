"""The investor report of a month, from the same ledger as its payment: a document, sheets, JSON, ESMA fields."""

__all__: list[str] = []
