"""Verbs on months of collections, beside closing and confirming them."""

__all__: list[str] = []
