"""The verbs of the law room, as a group: `law show`, `law clock` and `law impact`."""

__all__: list[str] = []
