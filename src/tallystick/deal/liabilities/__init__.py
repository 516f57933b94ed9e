"""The liabilities as data: the steps of a waterfall (`steps`) and what stands around them (`provisions`).

`deal.structure` puts them together into vehicles. Every key is optional beyond the first schema, so that a deal filed
before it reads, runs and hashes as it did. docs/waterfall.md has an example of each.
"""

__all__: list[str] = []
