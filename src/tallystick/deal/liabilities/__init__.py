"""The liabilities as data: the steps of a waterfall, what stands around them, and how holders are paid.

`steps` and `provisions` are put together into vehicles by `deal.structure`; `settlement` checks the rails. Every key is
optional beyond the first schema, so that a deal filed before it reads, runs and hashes as it did. docs/waterfall.md has
an example of each step and provision.
"""

__all__: list[str] = []
