"""The plain engine: whole columns of NumPy, one month after another.

Loans still alive are always the first of a part, so that a month is a few operations on the heads of arrays. It serves
every convention, needs nothing but NumPy, and is what the compiled engine is held against.

It knows arrays, not deals: no dates, no currency, no rounding.
"""

import numpy as np

from tallystick.cashflow.kernels.flows import Pace, PoolFlows
from tallystick.cashflow.kernels.loans import (
    Amortisation,
    InterestBase,
    LiquidationBase,
    LoanArrays,
    MonthArray,
    PrepaymentBase,
)
from tallystick.cashflow.kernels.speeds import Axis, Curve, FloatArray

__all__ = ["contractual_payment", "project_part"]


def project_part(loans: LoanArrays, severity: FloatArray, pace: Pace) -> PoolFlows:
    """Project a part of a pool and add it up.

    Args:
        loans: at least one, longest remaining term first.
        severity: loss as a share of the balance at default, one a row.
        pace: speeds, lag and conventions.
    """
    flows = PoolFlows.nothing(int(loans.remaining_term[0]) + pace.recovery_lag)
    monthly_rate = loans.annual_rate / 12
    payment = contractual_payment(loans, monthly_rate)
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
    return flows


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


def contractual_payment(loans: LoanArrays, monthly_rate: FloatArray) -> FloatArray:
    """Return what each loan pays a month: payment, principal for equal principal, nothing for bullet.

    Args:
        loans: in any order.
        monthly_rate: their coupons, a share a month.
    """
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


def _default_rate(pace: Pace, loans: LoanArrays, month: int, living: list[int]) -> FloatArray:
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
