"""A ledger that is not our own: keys in another process, fees with caps, acts final after some blocks."""

__all__: list[str] = []
