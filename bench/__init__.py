"""Benches: hot paths timed against plain twins that compute the same.

A bench is a module `bench/bench_<subject>.py` with `results()`, which yields a `Result` for each thing it times;
`bench.timing.compare` makes one. `make bench` finds them all and writes build/bench.json.
"""
