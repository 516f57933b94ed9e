"""What anybody can establish without a home: from an address, a node and what crossed."""

__all__: list[str] = []
