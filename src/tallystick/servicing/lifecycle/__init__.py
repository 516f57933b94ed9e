"""What happens to the pool and to those who look after it, beside collections: events, each with its checks."""

__all__: list[str] = []
