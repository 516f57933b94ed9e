"""A part of a filed version handed to an overseas authority: consents, giving, taking, and the receipts of both."""

__all__: list[str] = []
