"""The plain engine: whole columns of NumPy, one month after another.

Loans still alive are always the first of a part, so that a month is a few operations on the heads of arrays. It serves
every loan type and convention, needs nothing but NumPy, and is what the compiled engine is held against.

It knows arrays, not deals: no dates, no currency, no rounding.
"""

from dataclasses import dataclass

import numpy as np

from tallystick.cashflow.kernels.arrears import Behind
from tallystick.cashflow.kernels.contracts.months import ContractMonth, contract_months, living_rows
from tallystick.cashflow.kernels.flows import Pace, PoolFlows
from tallystick.cashflow.kernels.loans import (
    DefaultBase,
    InterestBase,
    LoanArrays,
    MonthArray,
    PrepaymentBase,
    SeverityBase,
)
from tallystick.cashflow.kernels.speeds import Axis, Curve, FloatArray, SingleArray

__all__ = ["project_part"]


def project_part(loans: LoanArrays, severity: FloatArray, pace: Pace, kept: SingleArray | None = None) -> PoolFlows:
    """Project a part of a pool and add it up; losses stand in the month of their default unless advanced.

    Args:
        loans: at least one, longest remaining term first.
        severity: loss as a share of the balance at default, one a row.
        pace: speeds, lag and conventions.
        kept: where given, filled by month and loan: the balance at the end, and the cash paid.
    """
    buckets = 0 if pace.arrears is None else len(pace.arrears.roll)
    flows = PoolFlows.nothing(int(loans.remaining_term[0]) + (pace.recovery_lag if pace.is_advanced else buckets))
    survival = np.ones_like(loans.balance)
    foreclosed = _Foreclosed(loans.balance.size, pace)
    paid = np.ones_like(loans.balance) if loans.dilution is None else 1 - loans.dilution
    behind = None if pace.arrears is None else Behind(pace.arrears, paid)
    living = living_rows(loans.remaining_term)
    for month, owed in enumerate(contract_months(loans)):
        alive = owed.begin.size
        cost = severity * _severity_rate(pace, loans, month)
        moves = _moves(loans, owed, survival[:alive], month, living, pace)
        begin, end = owed.begin, owed.end
        scheduled, prepaid = moves.paying * (begin - end), moves.prepaying * end
        defaulted = moves.defaulting * (end if pace.conventions.default_base is DefaultBase.AFTER_SCHEDULED else begin)
        flows.beginning[month] += moves.share @ begin
        flows.scheduled[month] += scheduled @ paid[:alive]
        flows.prepaid[month] += prepaid @ paid[:alive]
        if loans.dilution is not None:
            flows.diluted[month] += (scheduled + prepaid) @ loans.dilution[:alive]
        interest = moves.bearing * owed.interest * (1 if month else pace.conventions.first_period)
        if owed.accrued is not None:
            interest += moves.prepaying * owed.accrued
        flows.interest[month] += interest.sum()
        if owed.fee is not None:
            flows.fees[month] += moves.paying @ owed.fee
        flows.ending[month] += moves.surviving @ end
        if kept is not None:
            kept[0, month, :alive] = moves.surviving * end
            kept[1, month, :alive] = (scheduled + prepaid) * paid[:alive] + interest
            if owed.fee is not None:
                kept[1, month, :alive] += moves.paying * owed.fee
        flows.defaulted[month] += defaulted.sum()
        if pace.is_advanced:
            foreclosed.advance(month, moves.defaulting, owed, cost[:alive], flows)
        else:
            flows.lost[month] += defaulted @ cost[:alive]
        survival[:alive] = moves.surviving
        if behind is not None:
            survival[:alive] += behind.step(month, moves.falling, owed, cost, flows)
    if behind is not None:
        behind.run_out(flows, lambda month: severity * _severity_rate(pace, loans, month))
    return flows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Moves:
    """Shares of each loan's contract, by what they do this month: of `share`, defaulting, falling behind or paying.

    Of the paying, some prepay what is left; `bearing` pays interest; the surviving are there next month.
    """

    share: FloatArray
    defaulting: FloatArray
    falling: FloatArray
    paying: FloatArray
    bearing: FloatArray
    prepaying: FloatArray
    surviving: FloatArray


def _moves(
    loans: LoanArrays, owed: ContractMonth, share: FloatArray, month: int, living: list[int], pace: Pace
) -> _Moves:
    how, age = pace.conventions, loans.age[: share.size]
    span = 1.0 if month else how.first_period
    mdr = _default_rate(pace, age, month, living, span)
    smm = _lasting(_monthly(pace.prepayment, age, month), span)
    if how.default_base is DefaultBase.ORIGINAL:
        performing = share * owed.begin
        safe = np.where(performing > 0, performing, 1)
        mdr = np.where(performing > 0, np.minimum(mdr * loans.balance[: share.size], performing) / safe, mdr)
    missing = np.zeros_like(mdr)
    if pace.arrears is not None:
        missing = np.minimum(_lasting(_monthly(pace.arrears.entry, age, month), span), 1 - mdr)
    staying = 1 - mdr - missing
    if how.prepayment_base is PrepaymentBase.AFTER_DEFAULTS:
        early = staying * smm
    elif how.prepayment_base is PrepaymentBase.BEFORE_DEFAULTS:
        early = np.minimum(smm, staying)
    else:
        safe = np.where(owed.end > 0, owed.end, 1)
        early = np.minimum(smm * owed.begin, staying * owed.end) / safe
    paying = share - share * missing if how.default_base is DefaultBase.AFTER_SCHEDULED else share * staying
    bears_all = how.interest_base is InterestBase.BEGINNING
    return _Moves(
        share=share,
        defaulting=share * mdr,
        falling=share * missing,
        paying=paying,
        bearing=share - share * missing if bears_all else paying,
        prepaying=share * early,
        surviving=share * (staying - early),
    )


class _Foreclosed:
    """Defaulted loans waiting for liquidation while the servicer advances what they owe.

    Kept as shares of the contractual balance, so that they amortise with it. In a month, those that defaulted
    `lag` months ago are liquidated; the others, with this month's, have principal and interest advanced.
    """

    def __init__(self, loans: int, pace: Pace) -> None:
        self._lag = pace.recovery_lag
        self._on_default = pace.conventions.severity_base is SeverityBase.AT_DEFAULT
        size = (self._lag + 1, loans if pace.is_advanced else 0)
        self._shares, self._cost = np.zeros(size), np.zeros(size)

    def advance(self, month: int, new: FloatArray, owed: ContractMonth, cost: FloatArray, flows: PoolFlows) -> None:
        """Take in this month's defaults, liquidate the oldest and advance for the rest."""
        alive, places, begin = new.size, self._lag + 1, owed.begin
        self._shares[month % places, :alive] = new
        self._cost[month % places, :alive] = new * begin * cost if self._on_default else cost
        oldest = (month - self._lag) % places
        waiting = self._shares[:, :alive].sum(axis=0)
        liquidated = self._shares[oldest, :alive] * begin
        loss = self._cost[oldest, :alive]
        lost = np.minimum(loss, liquidated) if self._on_default else loss * liquidated
        flows.lost[month] += lost.sum()
        flows.recovered[month] += (liquidated - lost).sum()
        flows.advanced_interest[month] += (waiting * begin * owed.rate).sum()
        self._shares[oldest, :alive] = 0
        flows.advanced_principal[month] += (self._shares[:, :alive].sum(axis=0) * (begin - owed.end)).sum()


def _default_rate(pace: Pace, age: MonthArray, month: int, living: list[int], span: float) -> FloatArray:
    rate = _lasting(_monthly(pace.default, age, month), span)
    if not pace.conventions.default_free_tail:
        return rate
    before_tail = living[min(month + pace.recovery_lag, len(living) - 1)]
    return np.where(np.arange(age.size) < before_tail, rate, 0)


def _severity_rate(pace: Pace, loans: LoanArrays, month: int) -> FloatArray | float:
    return 1.0 if pace.severity is None else _monthly(pace.severity, loans.age, month)


def _lasting(rate: FloatArray, months: float) -> FloatArray:
    """Return the rate of a period of so many months, from that of one."""
    return rate if months == 1 else 1 - (1 - rate) ** months


def _monthly(curve: Curve, age: MonthArray, month: int) -> FloatArray:
    """Read a curve for the projection's month (0 is the first), one rate a loan."""
    if curve.axis is Axis.PROJECTION_MONTH:
        return np.full(age.size, curve.rates[min(month, curve.rates.size - 1)])
    return curve.rates.take(age + month, mode="clip")
