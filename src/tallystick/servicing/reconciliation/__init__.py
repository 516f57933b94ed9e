"""What was reported beside what others saw: the tape's roll-forward, the bank's statement; every difference a break.

statement (camt.053 or CSV) -> cash received  ┐
tape before, tape after -> roll-forward       ├ beside the collections file -> breaks, each with owner and age
sweeps out of the collection account          ┘ commingling exposure
"""

__all__: list[str] = []
