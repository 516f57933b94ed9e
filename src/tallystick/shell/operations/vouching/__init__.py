"""Every head of a home, and who vouches for each: witnesses, and an authority that stamps it."""

__all__: list[str] = []
