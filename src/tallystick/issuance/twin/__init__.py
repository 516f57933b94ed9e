"""The contracts' arithmetic once more, in whole numbers, for whoever wants to hold the ledger against it."""
