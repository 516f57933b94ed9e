"""What is sold: terms, holders, bookbuilding and closing, allotment and the mint plan."""

__all__: list[str] = []
