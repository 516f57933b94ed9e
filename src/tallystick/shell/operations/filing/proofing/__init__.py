"""Proofreading: documents held against the deal, an edited report against the sealed one, a version against another."""

__all__: list[str] = []
