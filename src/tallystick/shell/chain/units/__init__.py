"""Units as a token's events tell them: minted, redeemed and held, by a token of ours or of another maker."""

__all__: list[str] = []
