"""The kernel asked for a pool at a pace, each part of the pace by its name."""

from tallystick.cashflow.kernels import pool
from tallystick.cashflow.kernels.flows import Pace, PoolFlows
from tallystick.cashflow.kernels.loans import LoanArrays

_HOW = ("severity", "engine", "spread")


def pool_flows(loans: LoanArrays, **named) -> PoolFlows:
    """Split what is named between `Pace` and the kernel's own arguments; `severity` is that of the rows."""
    how = {name: named.pop(name) for name in _HOW if name in named}
    return pool.pool_flows(loans, Pace(**named), **how)
