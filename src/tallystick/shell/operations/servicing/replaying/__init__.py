"""Months recomputed from files alone, beside what was reported and paid."""

__all__: list[str] = []
