"""Executors that do the same work in one process or in a pool of them."""

__all__: list[str] = []
