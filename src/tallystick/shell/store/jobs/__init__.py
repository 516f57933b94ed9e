"""Jobs and recurring duties: a queue in the same database as the acts, so that both are written or neither."""

__all__: list[str] = []
