"""Executors that run the same projection in one process, a pool or a cluster."""

__all__: list[str] = []
