"""Verbs of the issuance room."""

__all__: list[str] = []
