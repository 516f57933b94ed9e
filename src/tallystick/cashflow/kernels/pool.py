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

The monthly prepayment rate gives way where smm + mdr would exceed one, so that no balance falls below zero.

Loans are sorted by remaining term and taken in blocks that fit the cache, so that those still alive are
always the first of a block; totals are added up as blocks go by and nothing is kept per loan.

Source: BMA Uniform Practices, Standard Formulas, SF-16 to SF-19; the choices are named in
`loans.Conventions`.

It knows arrays, not deals: no dates, no currency, no rounding.
"""

from dataclasses import dataclass, fields
from fractions import Fraction

import numpy as np

from tallystick.cashflow.kernels.loans import (
    Amortisation,
    Conventions,
    InterestBase,
    LiquidationBase,
    LoanArrays,
    LoanArraysError,
    MonthArray,
    PrepaymentBase,
)
from tallystick.cashflow.kernels.speeds import Axis, Curve, FloatArray

__all__ = ["PoolFlows", "pool_flows"]

_BLOCK = 8192


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PoolFlows:
    """What the pool does, one entry a month from the first projected month; minor units.

    Laws, up to float error: ending = beginning - scheduled - prepaid - defaulted; the next beginning is the
    ending; over the life, defaulted = advanced_principal + recovered + lost.

    Attributes:
        beginning: performing balance at the beginning of the month.
        scheduled: principal paid as scheduled by borrowers.
        prepaid: principal paid early.
        defaulted: principal that stopped performing this month.
        interest: interest paid by borrowers.
        recovered: proceeds of loans liquidated this month.
        lost: principal of loans liquidated this month that nobody pays.
        ending: performing balance at the end of the month.
        advanced_principal: scheduled principal of defaulted loans that the servicer advanced; 0 unless
            advanced.
        advanced_interest: likewise for interest.
    """

    beginning: FloatArray
    scheduled: FloatArray
    prepaid: FloatArray
    defaulted: FloatArray
    interest: FloatArray
    recovered: FloatArray
    lost: FloatArray
    ending: FloatArray
    advanced_principal: FloatArray
    advanced_interest: FloatArray

    @classmethod
    def nothing(cls, months: int) -> "PoolFlows":
        """Return flows of zero, to add blocks to."""
        return cls(**{field.name: np.zeros(months) for field in fields(cls)})

    def __add__(self, other: "PoolFlows") -> "PoolFlows":
        """Add two pools month by month; the shorter is done when it ends."""
        months = max(self.beginning.size, other.beginning.size)
        both = {}
        for field in fields(self):
            both[field.name] = np.zeros(months)
            for flows in (self, other):
                vector = getattr(flows, field.name)
                both[field.name][: vector.size] += vector
        return PoolFlows(**both)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pace:
    """What every block needs beside its loans."""

    prepayment: Curve
    default: Curve
    recovery_lag: int
    conventions: Conventions


def pool_flows(
    loans: LoanArrays,
    *,
    prepayment: Curve,
    default: Curve,
    severity: FloatArray | Fraction | float = 0.0,
    recovery_lag: int = 0,
    conventions: Conventions = Conventions(),  # noqa: B008 - a frozen value
) -> PoolFlows:
    """Project every loan month by month and add up.

    Args:
        loans: the pool.
        prepayment: monthly prepayment rates (SMM).
        default: monthly default rates (MDR).
        severity: loss as a share of the balance at default, 0 to 1; one for all rows or one a row.
        recovery_lag: months from default to liquidation, 0 or above.
        conventions: the choices that markets make differently.

    Returns:
        Vectors of `max(remaining_term) + recovery_lag` months; of an empty pool, of none.

    Raises:
        LoanArraysError: a severity or the lag is out of range.
    """
    lost_share = np.broadcast_to(np.asarray(severity, dtype=np.float64), loans.balance.shape)
    if recovery_lag < 0 or not np.all((lost_share >= 0) & (lost_share <= 1)):
        message = f"severity must be from 0 to 1 and the lag ({recovery_lag} months) not negative"
        raise LoanArraysError(message)
    if loans.balance.size == 0:
        return PoolFlows.nothing(0)
    pace = _Pace(prepayment=prepayment, default=default, recovery_lag=recovery_lag, conventions=conventions)
    flows = PoolFlows.nothing(int(loans.remaining_term.max()) + recovery_lag)
    longest_first = np.argsort(-loans.remaining_term, kind="stable")
    for start in range(0, longest_first.size, _BLOCK):
        places = longest_first[start : start + _BLOCK]
        _project_block(loans.rows(places), lost_share[places], pace, flows)
    return flows


def _project_block(loans: LoanArrays, severity: FloatArray, pace: _Pace, flows: PoolFlows) -> None:
    """Add one block, longest remaining term first, to `flows`."""
    monthly_rate = loans.annual_rate / 12
    payment = _payment(loans, monthly_rate)
    contractual = loans.balance.copy()
    survival = np.ones_like(contractual)
    additive = pace.conventions.prepayment_base is PrepaymentBase.BEFORE_DEFAULTS
    on_survivors = pace.conventions.interest_base is InterestBase.SURVIVORS
    advanced = pace.conventions.liquidation_base is LiquidationBase.ADVANCED
    foreclosed = _Foreclosed(loans.balance.size, pace.recovery_lag)
    living = _living(loans.remaining_term)
    for month, alive in enumerate(living[:-1]):
        begin, rate, share = contractual[:alive], monthly_rate[:alive], survival[:alive]
        end = _next_contractual(loans, begin, rate, payment[:alive])
        end[living[month + 1] :] = 0
        mdr = _default_rate(pace, loans, month, living)
        smm = _monthly(pace.prepayment, loans.age[:alive], month)
        if additive:
            smm = np.minimum(smm, 1 - mdr)
            prepaying, surviving = share * smm, share * (1 - mdr - smm)
        else:
            prepaying, surviving = share * (1 - mdr) * smm, share * (1 - mdr) * (1 - smm)
        performing, paying, defaulting = share * begin, share * (1 - mdr), share * mdr

        flows.beginning[month] += performing.sum()
        flows.scheduled[month] += paying @ (begin - end)
        flows.prepaid[month] += prepaying @ end
        flows.interest[month] += (paying * begin if on_survivors else performing) @ rate
        flows.ending[month] += surviving @ end
        defaulted = defaulting @ begin
        flows.defaulted[month] += defaulted
        if advanced:
            foreclosed.advance(month, defaulting, begin, end, rate, severity[:alive], flows)
        elif defaulted:
            lost = (defaulting * begin) @ severity[:alive]
            flows.lost[month + pace.recovery_lag] += lost
            flows.recovered[month + pace.recovery_lag] += defaulted - lost
        survival[:alive], contractual[:alive] = surviving, end


class _Foreclosed:
    """Defaulted loans waiting for liquidation while the servicer advances what they owe.

    Kept as shares of the contractual balance, so that they amortise with it. In a month, those that defaulted
    `lag` months ago are liquidated; the others, with this month's, have principal and interest advanced.
    """

    def __init__(self, loans: int, lag: int) -> None:
        self._lag = lag
        self._shares = np.zeros((lag + 1, loans))
        self._defaulted = np.zeros((lag + 1, loans))

    def advance(
        self,
        month: int,
        new: FloatArray,
        begin: FloatArray,
        end: FloatArray,
        rate: FloatArray,
        severity: FloatArray,
        flows: PoolFlows,
    ) -> None:
        """Take in this month's defaults, liquidate the oldest and advance for the rest."""
        alive, places = new.size, self._lag + 1
        self._shares[month % places, :alive] = new
        self._defaulted[month % places, :alive] = new * begin
        oldest = (month - self._lag) % places
        waiting = self._shares[:, :alive].sum(axis=0)
        liquidated = self._shares[oldest, :alive] * begin
        lost = np.minimum(self._defaulted[oldest, :alive] * severity, liquidated)
        flows.lost[month] += lost.sum()
        flows.recovered[month] += (liquidated - lost).sum()
        flows.advanced_interest[month] += (waiting * begin * rate).sum()
        self._shares[oldest, :alive] = 0
        flows.advanced_principal[month] += (self._shares[:, :alive].sum(axis=0) * (begin - end)).sum()


def _payment(loans: LoanArrays, monthly_rate: FloatArray) -> FloatArray:
    """Return what each loan pays a month: payment, principal for equal principal, nothing for bullet."""
    term = loans.remaining_term.astype(np.float64)
    match loans.amortisation:
        case Amortisation.BULLET:
            return np.zeros_like(loans.balance)
        case Amortisation.EQUAL_PRINCIPAL:
            return loans.balance / term
        case Amortisation.LEVEL_PAY:
            if loans.payment is not None:
                return loans.payment
            discount = -np.expm1(-term * np.log1p(monthly_rate))
            interest_free = monthly_rate == 0
            safe = np.where(interest_free, 1, discount)
            return np.where(interest_free, loans.balance / term, loans.balance * monthly_rate / safe)


def _next_contractual(loans: LoanArrays, begin: FloatArray, rate: FloatArray, payment: FloatArray) -> FloatArray:
    """Return the contractual balance a month later: never below zero and never above what it was."""
    if loans.amortisation is Amortisation.LEVEL_PAY:
        payment = payment - begin * rate
    return begin - np.minimum(np.maximum(payment, 0), begin)


def _default_rate(pace: _Pace, loans: LoanArrays, month: int, living: list[int]) -> FloatArray:
    rate = _monthly(pace.default, loans.age[: living[month]], month)
    if not pace.conventions.default_free_tail:
        return rate
    before_tail = living[min(month + pace.recovery_lag, len(living) - 1)]
    return np.where(np.arange(living[month]) < before_tail, rate, 0)


def _monthly(curve: Curve, age: MonthArray, month: int) -> FloatArray:
    """Read a curve for the projection's month (0 is the first), one rate a loan."""
    if curve.axis is Axis.PROJECTION_MONTH:
        return np.full(age.size, curve.rates[min(month, curve.rates.size - 1)])
    return curve.rates.take(age + month, mode="clip")


def _living(longest_first: MonthArray) -> list[int]:
    """Return how many loans are still alive in each month, and the zero of the month after the last."""
    months = np.arange(1, int(longest_first[0]) + 2)
    return [int(count) for count in np.searchsorted(-longest_first, -months, side="right")]
