"""How the deal does beside what was filed: forecast against actual, losses of the year, and what the law asks then."""

__all__: list[str] = []
