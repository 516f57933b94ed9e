"""Made markets: deals and loans from a seed, with planted faults and near-misses, and the list of them kept apart.

`make` writes a market as a monthly run reads it; `score` holds the alerts of a run against the list. Nothing of the
product may import this: what finds a fault must not know how it was planted.
"""
