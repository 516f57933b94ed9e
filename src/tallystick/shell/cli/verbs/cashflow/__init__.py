"""Verbs of the cash-flow engine: what a deal will pay, and the same beside what others published."""

__all__: list[str] = []
