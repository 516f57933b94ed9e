"""A projection: the pool's months in exact Money.

The kernel's floats are rounded by running totals, and then two ledgers are kept in whole units, each closed
by its last entry:

    performing    ending  = beginning - defaulted - prepaid - scheduled
    in default    waiting = waiting + defaulted - advanced - recovered - lost

An amount never exceeds what its ledger still holds, and the unit or two of rounding that may be left at the
end go with the last scheduled payment and the last loss. So principal in is principal out, to the unit.

Source: DESIGN.md section 2, principle 6 (the two lanes and the bridge between them).

It does not know classes: `waterfall` pays them from these collections.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.kernels.flows import PoolFlows
from tallystick.cashflow.kernels.pool import pool_flows
from tallystick.cashflow.kernels.rounding import round_vector
from tallystick.cashflow.pool import Pool
from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["PoolPeriod", "Projection", "project_pool"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolPeriod:
    """One month of a pool.

    Laws: ending = beginning - scheduled - prepaid - defaulted; no amount is negative.

    Attributes:
        number: 1 for the first month.
        month: the calendar month in which it is collected.
        beginning: performing principal at the beginning.
        scheduled: principal paid as scheduled.
        prepaid: principal paid early.
        defaulted: principal that stopped performing.
        interest: interest paid.
        recovered: proceeds of liquidated loans.
        lost: principal of liquidated loans that nobody pays.
        advanced_principal: scheduled principal of defaulted loans advanced by the servicer.
        advanced_interest: likewise for interest.
        ending: performing principal at the end.
    """

    number: int
    month: Period
    beginning: Money
    scheduled: Money
    prepaid: Money
    defaulted: Money
    interest: Money
    recovered: Money
    lost: Money
    advanced_principal: Money
    advanced_interest: Money
    ending: Money

    @property
    def principal(self) -> Money:
        """All principal collected: scheduled, advanced, prepaid and recovered."""
        return self.scheduled + self.advanced_principal + self.prepaid + self.recovered

    def collections(self) -> Mapping[str, Money]:
        """What the month brings in, by collection item; advances count as what they stand for."""
        return {
            "scheduled-principal": self.scheduled + self.advanced_principal,
            "prepaid-principal": self.prepaid,
            "interest": self.interest + self.advanced_interest,
            "recoveries": self.recovered,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """What a pool is expected to do. Law: principal, recoveries and losses of all months are the opening balance.

    Attributes:
        opening: principal at the beginning.
        assumptions: under which it was projected.
        periods: month by month, until nothing is left or expected.
    """

    opening: Money
    assumptions: Assumptions
    periods: tuple[PoolPeriod, ...]


def project_pool(pool: Pool, assumptions: Assumptions, *, first: Period) -> Projection:
    """Project a pool, exactly to the unit.

    Args:
        pool: the loans.
        assumptions: speeds, severity, lag and conventions.
        first: the first month in which it is collected.

    Raises:
        SpeedError: a speed is out of range.
        LoanArraysError: the lag is out of range.
        RoundingError: an amount is too large to be exact.
    """
    flows = reduce(
        add,
        (pool_flows(loans, assumptions.pace(pool.months), severity=assumptions.severity.value) for loans in pool.loans),
        PoolFlows.nothing(0),
    )
    periods = tuple(_exact_periods(flows, pool.balance, first))
    return Projection(opening=pool.balance, assumptions=assumptions, periods=periods)


def _exact_periods(flows: PoolFlows, opening: Money, first: Period) -> Iterator[PoolPeriod]:
    """Keep the two ledgers in whole units."""
    zero = Money.zero(opening.currency)
    rounded = {name: round_vector(getattr(flows, name), opening.currency) for name in _VECTORS}
    months = flows.beginning.size
    last_payment = max((month for month in range(months) if flows.beginning[month] > 0), default=-1)
    performing, waiting = opening, zero
    for month in range(months):
        beginning = performing
        entries = {}
        for name in ("defaulted", "prepaid", "scheduled"):
            entries[name] = min(rounded[name][month], performing)
            performing -= entries[name]
        if month == last_payment:
            entries["scheduled"] += performing
            performing = zero
        waiting += entries["defaulted"]
        for name in ("advanced_principal", "recovered", "lost"):
            entries[name] = min(rounded[name][month], waiting)
            waiting -= entries[name]
        if month == months - 1:
            entries["lost"] += waiting
        interest = {name: rounded[name][month] for name in ("interest", "advanced_interest")}
        yield PoolPeriod(
            number=month + 1, month=first.add(month), beginning=beginning, ending=performing, **entries, **interest
        )


_VECTORS = (
    "scheduled",
    "prepaid",
    "defaulted",
    "interest",
    "recovered",
    "lost",
    "advanced_principal",
    "advanced_interest",
)
