"""The fault table: what was done to the product, how often, what came of it and what it said; `python -m tools.faults`.

Rows are run, never written: `docs/faults.md` and its Chinese twin come out of one run of all of them.
"""

__all__: list[str] = []
