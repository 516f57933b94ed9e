"""What is kept beside the register's log: the tree of SM3 over the same leaves, and the confidential log."""

__all__: list[str] = []
