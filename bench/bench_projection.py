"""Projection: the block kernel against whole arrays with a power every month, on a hundred thousand mortgages."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from bench.timing import Result, compare
from tallystick.cashflow.kernels.flows import Pace
from tallystick.cashflow.kernels.loans import LoanArrays
from tallystick.cashflow.kernels.pool import pool_flows
from tallystick.cashflow.kernels.speeds import Curve, psa_curve, sda_curve

__all__ = ["results"]

_LOANS = 100_000
_SEVERITY, _LAG, _MONTHS = 0.2, 12, 480


def results() -> Iterator[Result]:
    """Yield the time of a projection of 100,000 loans, 21 million loan-months."""
    yield compare("projection.100k-loans", _blocks, twin=_whole_arrays, against="whole arrays, pow a month", runs=5)


@cache
def _pool() -> LoanArrays:
    random = np.random.default_rng(20260831)
    return LoanArrays(
        balance=random.uniform(1e6, 1e8, _LOANS),
        annual_rate=random.uniform(0.02, 0.12, _LOANS),
        remaining_term=random.integers(60, 361, _LOANS),
        age=random.integers(0, 120, _LOANS),
    )


@cache
def _curves() -> tuple[Curve, Curve]:
    return psa_curve(1.5, _MONTHS), sda_curve(1.0, _MONTHS)


def _blocks() -> tuple[str, ...]:
    smm, mdr = _curves()
    flows = pool_flows(_pool(), Pace(prepayment=smm, default=mdr, recovery_lag=_LAG), severity=_SEVERITY)
    vectors = (flows.scheduled, flows.prepaid, flows.defaulted, flows.interest, flows.lost, flows.recovered)
    return tuple(f"{vector.sum():.9e}" for vector in vectors)


def _whole_arrays() -> tuple[str, ...]:
    """The same month by month on whole arrays, the level payment recomputed with a power each time."""
    pool, (smm_curve, mdr_curve) = _pool(), _curves()
    balance, rate = pool.balance.copy(), pool.annual_rate / 12
    totals = np.zeros(4)
    for month in range(int(pool.remaining_term.max())):
        left = pool.remaining_term - month
        alive = left > 0
        safe = np.where(alive, left, 1)
        life = np.minimum(pool.age + month, _MONTHS - 1)
        smm, mdr = smm_curve.rates[life], mdr_curve.rates[life]
        share = np.where(alive, rate / ((1 + rate) ** safe - 1), 0)
        defaulted = balance * mdr * alive
        scheduled = (balance - defaulted) * share
        prepaid = balance * (1 - share) * smm * alive
        interest = (balance - defaulted) * rate * alive
        totals += (scheduled.sum(), prepaid.sum(), defaulted.sum(), interest.sum())
        balance = (balance - scheduled - prepaid - defaulted) * alive
    lost = totals[2] * _SEVERITY
    return tuple(f"{amount:.9e}" for amount in (*totals, lost, totals[2] - lost))
