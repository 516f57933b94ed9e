"""Verbs that stay up: pages, workers, and all of it together."""

__all__: list[str] = []
