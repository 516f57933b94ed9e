"""What people send, while it comes in."""

__all__: list[str] = []
