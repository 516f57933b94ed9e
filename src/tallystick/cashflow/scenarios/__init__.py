"""Scenarios: a deal run again and again under assumptions that are stated, and what its classes come to.

`class_figures` says what one run means to a class, `sweeps` runs grids and shocks, `solving` seeks the input at which
something just holds, `likelihood` sets classes beside a distribution of defaults, `history` reads static pools,
`funding_terms` and `funding` compare what two ways of funding one pool cost.

Every run goes through the same projection and the same waterfalls as the filed forecast.
"""
