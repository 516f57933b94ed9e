"""Editing a deal on its page: steps, fields that keep themselves, items, and the diagram of what they make."""

__all__: list[str] = []
