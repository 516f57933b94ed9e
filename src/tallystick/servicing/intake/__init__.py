"""How what a servicer's system sends comes in."""

__all__: list[str] = []
