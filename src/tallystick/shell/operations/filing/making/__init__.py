"""What a package is made of: the assets as described, the report's pages, annexes and papers."""

__all__: list[str] = []
