"""What is watched: duties, events, cross-deal checks, reconciliation and the tally."""

__all__: list[str] = []
