"""The laws that no ready-made tool holds, one a module; each is `breaches(root)` over a checked-out tree.

`python -m tools.laws` runs those that only read; `--examples` adds the examples that the documents show.
tests/laws runs the same functions, and tests/laws/test_laws_bite.py proves that each one bites.
"""
