"""Deals that are not walked to their end."""

__all__: list[str] = []
