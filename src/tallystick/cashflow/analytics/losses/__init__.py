"""Losses: how badly a pool may do, and what its history says.

`gaussian` has the normal distribution in operations that every machine rounds alike, `draws` numbers from a seed,
`one_factor` the distribution of defaults in closed form and by simulation, `vintages` curves from static pools.
"""
