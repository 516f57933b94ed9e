"""The kernel: a pool of loans becomes monthly vectors of principal, interest, defaults and losses.

Per loan and month, with `c` its contractual balance had nobody prepaid or defaulted and `s` the share of it
that still performs (both known at the beginning of the month, `c'` the contractual balance at its end):

    default    d = s c mdr
    interest   (s c - d) rate / 12
    scheduled  (1 - mdr) s (c - c')          on the survivors
    prepaid    s c' smm                      defaults not taken out first
    survival   s' = s (1 - mdr - smm)        the ending balance is s' c'
    loss       severity x d, recovery the rest of the liquidated balance, both `recovery_lag` months later

With defaults taken out first, prepaid is (1 - mdr) s c' smm and survival s (1 - mdr) (1 - smm).

What `c` is, the type of a loan decides and nothing else: `contracts.months` unrolls it, and every type is projected by
this one recursion. Loans behind with their payments are kept beside it (`arrears`).

The monthly prepayment rate gives way where smm + mdr would exceed one, so that no balance falls below zero.

Loans are sorted by remaining term and taken in parts of a fixed size, whose vectors are added in order: so the totals
are the same wherever the parts are projected, in this process or in others. Nothing is kept per loan.

Source: BMA Uniform Practices, Standard Formulas, SF-16 to SF-19; the choices are named in
`loans.Conventions`.

It knows arrays, not deals: no dates, no currency, no rounding.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Protocol, TypeVar

import numpy as np

from tallystick.cashflow.kernels.engines import compiled, plain
from tallystick.cashflow.kernels.flows import Pace, PoolFlows
from tallystick.cashflow.kernels.loans import DefaultBase, LoanArrays, LoanArraysError, MonthArray
from tallystick.cashflow.kernels.speeds import Axis, FloatArray, SingleArray

__all__ = ["Engine", "LoanFlows", "Spread", "falls_back", "loan_flows", "pool_flows", "unplaced_defaults"]

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_PART = 8192
_WORTH_COMPILING = 5_000_000
_ROUNDED = 1e-9


class Engine(StrEnum):
    """Who computes. Law: both give the same vectors, to 1e-12 relative."""

    PLAIN = "plain"
    """NumPy; always there."""
    COMPILED = "compiled"
    """numba; where the `fast` extra is installed. Advanced liquidation it hands to the plain engine, which takes some
    five times as long: 100,000 loans half a second where the compiled one takes a tenth."""


class Spread(Protocol):
    """How parts are projected: like `map`, results in the order of the parts; an executor's own `map` will do."""

    def __call__(self, project: Callable[[_Given], _Made], parts: Iterable[_Given], /) -> Iterable[_Made]:
        """Project every part."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """Some loans of a pool, longest remaining term first, and all that is needed to project them."""

    loans: LoanArrays
    severity: FloatArray
    pace: Pace
    engine: Engine


def pool_flows(
    loans: LoanArrays,
    pace: Pace,
    *,
    severity: FloatArray | Fraction | float = 0.0,
    engine: Engine | None = None,
    spread: Spread = map,
) -> PoolFlows:
    """Project every loan month by month and add up.

    Args:
        loans: the pool.
        pace: speeds, lag and conventions.
        severity: loss as a share of the balance at default, 0 to 1; one for all rows or one a row.
        engine: who computes; absent: the compiled one where it is installed and the pool large enough to be worth
            its start.
        spread: how the parts are projected; absent: here, one after another.

    Returns:
        Vectors until nothing is owed or waits for liquidation; of an empty pool, of none.

    Raises:
        LoanArraysError: a severity is out of range.
        EngineMissingError: the compiled engine was asked for and numba is not installed.
    """
    lost_share = np.broadcast_to(np.asarray(severity, dtype=np.float64), loans.balance.shape)
    if not np.all((lost_share >= 0) & (lost_share <= 1)):
        message = "a severity is outside 0 to 1: nobody loses less than nothing or more than all"
        raise LoanArraysError(message)
    if loans.balance.size == 0:
        return PoolFlows.nothing(0)
    parts = _parts(loans, lost_share, pace, engine or _fitting(loans))
    flows = reduce(add, spread(_project, parts), PoolFlows.nothing(0))
    return flows if pace.is_advanced else flows.liquidated(pace.liquidation)


def unplaced_defaults(loans: LoanArrays, pace: Pace) -> tuple[FloatArray, FloatArray]:
    """Return what defaults of the original balance ask for by month, and the part for which too little performs.

    Months that a vector lists ask of every loan, ended or not; its last rate, held on, of those that have a payment
    ahead. Rates of what performs can always happen: they ask for nothing here.

    Args:
        loans: the pool.
        pace: speeds and conventions.
    """
    if pace.conventions.default_base is not DefaultBase.ORIGINAL or loans.balance.size == 0:
        return np.zeros(0), np.zeros(0)
    rates, by_age = pace.default.rates, pace.default.axis is Axis.LOAN_MONTH
    listed = 0 if by_age or rates.size == 1 else rates.size
    asked = np.zeros(max(int(loans.remaining_term.max()), listed))
    for month in range(asked.size):
        bearing = np.ones_like(loans.balance) if month < listed else loans.remaining_term > month
        rate = rates.take(loans.age + month if by_age else month, mode="clip")
        asked[month] = (rate * loans.balance * bearing).sum()
    flows = pool_flows(loans, pace)
    placed = (flows.defaulted - flows.rolled)[: asked.size]
    unplaced = asked.copy()
    unplaced[: placed.size] -= placed
    return asked, np.where(unplaced > _ROUNDED * asked, unplaced, 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoanFlows:
    """What each loan does, a row a month and a column a loan; single precision, for there is a lot of it.

    Attributes:
        loans: which row of the pool each column is, longest remaining term first.
        balance: owed at the end of the month, of what is not in default.
        cash: principal, interest and fees paid in the month, late or when due.
    """

    loans: MonthArray
    balance: SingleArray
    cash: SingleArray


def loan_flows(loans: LoanArrays, pace: Pace, *, engine: Engine | None = None, spread: Spread = map) -> LoanFlows:
    """Project every loan month by month and keep each by itself: eight bytes a loan and month.

    Args:
        loans: the pool.
        pace: speeds and conventions; with arrears the table is as many months longer as there are buckets.
        engine: as in `pool_flows`.
        spread: how the parts are projected, in this process: `map` or the map of a pool of threads.

    Raises:
        EngineMissingError: the compiled engine was asked for and numba is not installed.
    """
    months = int(loans.remaining_term.max()) + pace.months_late if loans.balance.size else 0
    kept = np.zeros((2, months, loans.balance.size), dtype=np.float32)
    order = _longest_first(loans)
    nothing_lost = np.zeros_like(loans.balance)
    parts = _parts(loans, nothing_lost, pace, engine or _fitting(loans))

    def keep(numbered: tuple[int, _Part]) -> None:
        number, part = numbered
        _project(part, kept[:, :, number * _PART : number * _PART + part.loans.balance.size])

    for _ in spread(keep, enumerate(parts)):
        pass
    return LoanFlows(loans=order, balance=kept[0], cash=kept[1])


def _longest_first(loans: LoanArrays) -> MonthArray:
    shorter = loans.remaining_term.max(initial=0) - loans.remaining_term
    # NumPy sorts sixteen bits by their digits, in a tenth of the time.
    narrow = shorter.astype(np.uint16) if shorter.max(initial=0) <= np.iinfo(np.uint16).max else shorter
    return np.argsort(narrow, kind="stable")


def _fitting(loans: LoanArrays) -> Engine:
    worth = int(loans.remaining_term.sum()) >= _WORTH_COMPILING
    return Engine.COMPILED if worth and compiled.is_installed() else Engine.PLAIN


def falls_back(loans: LoanArrays, pace: Pace) -> bool:
    """Whether loans are worth the compiled engine, and their conventions are ones that only the plain one knows."""
    return pace.is_advanced and _fitting(loans) is Engine.COMPILED


def _parts(loans: LoanArrays, severity: FloatArray, pace: Pace, engine: Engine) -> Iterator[_Part]:
    longest_first = _longest_first(loans)
    for start in range(0, longest_first.size, _PART):
        places = longest_first[start : start + _PART]
        yield _Part(loans=loans.rows(places), severity=severity[places], pace=pace, engine=engine)


def _project(part: _Part, kept: SingleArray | None = None) -> PoolFlows:
    if part.engine is Engine.COMPILED and not part.pace.is_advanced:
        return compiled.project_part(part.loans, part.severity, part.pace, kept)
    return plain.project_part(part.loans, part.severity, part.pace, kept)
