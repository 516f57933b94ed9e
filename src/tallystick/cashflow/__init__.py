"""Cash flow: what the loans will pay, and to whom.

A pool of loans or representative lines (`replines`, `pool`) and `assumptions` become a `projection` of exact
monthly collections; floats live only in `kernels` and `analytics`. Collections, projected or real, run
through the waterfalls that were filed and become payments with their clauses. `tieout` sets a run beside
published figures.

The room looks back to the deal and its units, and never ahead to filing, issuance or servicing.
"""
