"""An excess made good: by two people, on a paper, and never in silence."""

__all__: list[str] = []
