"""The bargain as data: parties, assets, legal chain, structure, token plan and documents."""

__all__: list[str] = []
