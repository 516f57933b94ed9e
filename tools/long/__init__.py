"""Long runs: what takes too long for `make test`.

`make test-long` runs them all; `python -m tools.long fuzz --minutes 2` runs one alone.

A kind is a module here with `MINUTES`, the time it takes when nobody says, and `run(asked)`, which looks for faults
until the time is over and returns an `Outcome`. Each run writes one page, docs/results/<date>-<kind>.md: figures,
seed, machine, duration and every failure in full, so that what was found can become an example in the test that
missed it.
"""
