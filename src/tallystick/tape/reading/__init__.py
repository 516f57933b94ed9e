"""From bytes to a typed tape, with everything that is wrong on the way as faults and findings.

The stages, each a module: `delimited` turns bytes into a table of texts, `mapping` says which source column is which,
`cells` turns texts into exact values and back, `tapes` joins them, adds constants and derived columns, and hands out
the `Tape`. Nothing is repaired: a cell that cannot be read is empty in the tape and named in a fault.
"""

__all__: list[str] = []
