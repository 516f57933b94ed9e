"""Watching one deal: its life from acts and files, what its months and its ledger show, and acts of telling."""

__all__: list[str] = []
