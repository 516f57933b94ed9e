"""Kernels: a pool of loans, as float64 arrays, projected month by month.

This is the one folder besides `analytics` where floats are allowed. `speeds` turns a convention (ABS, CPR,
PSA, SDA) into monthly curves, `loans` holds the arrays and names every choice that markets make differently,
`pool` does the projecting, and `rounding` is the only door back to Money.

Kernels know arrays, not deals: nothing here reads a file, a date or a class.
"""
