"""A run over a market as the desk reads it later: kept whole, told in words, followed down to a loan."""

__all__: list[str] = []
