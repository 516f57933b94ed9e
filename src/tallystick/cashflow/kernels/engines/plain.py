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

_NONE: FloatArray = np.zeros(1)
"""Nothing falls behind: the same for every loan."""


def project_part(loans: LoanArrays, severity: FloatArray, pace: Pace, kept: SingleArray | None = None) -> PoolFlows:
    """Project a part of a pool and add it up; losses stand in the month of their default unless advanced.

    Args:
        loans: at least one, longest remaining term first.
        severity: loss as a share of the balance at default, one a row.
        pace: speeds, lag and conventions.
        kept: where given, filled by month and loan: the balance at the end, and the cash paid.
    """
    later = pace.recovery_lag if pace.is_advanced else pace.months_late
    flows = PoolFlows.nothing(int(loans.remaining_term[0]) + later)
    survival = np.ones_like(loans.balance)
    foreclosed = _Foreclosed(loans.balance.size, pace)
    paid = None if loans.dilution is None else 1 - loans.dilution
    behind = None
    if pace.arrears is not None:
        behind = Behind(pace.arrears, np.ones_like(survival) if paid is None else paid, kept)
    living = living_rows(loans.remaining_term)
    for month, owed in enumerate(contract_months(loans, pace.conventions.first_period)):
        alive = owed.begin.size
        cost = severity if pace.severity is None else severity * _monthly(pace.severity, loans.age + month, month)
        moves = _moves(loans, owed, survival[:alive], month, living, pace)
        begin, end = owed.begin, owed.end
        repaid = begin - end
        at_default = end if pace.conventions.default_base is DefaultBase.AFTER_SCHEDULED else begin
        flows.beginning[month] += moves.share @ begin
        if paid is None:
            flows.scheduled[month] += moves.paying @ repaid
            flows.prepaid[month] += moves.prepaying @ end
        else:
            flows.scheduled[month] += (moves.paying * repaid) @ paid[:alive]
            flows.prepaid[month] += (moves.prepaying * end) @ paid[:alive]
        if loans.dilution is not None:
            flows.diluted[month] += (moves.paying * repaid + moves.prepaying * end) @ loans.dilution[:alive]
        flows.interest[month] += moves.bearing @ owed.interest
        if owed.accrued is not None:
            flows.interest[month] += moves.prepaying @ owed.accrued
        if owed.fee is not None:
            flows.fees[month] += moves.paying @ owed.fee
        flows.ending[month] += moves.surviving @ end
        if kept is not None:
            kept[0, month, :alive] = moves.surviving * end
            kept[1, month, :alive] = _cash(moves, owed, paid)
        defaulted = moves.defaulting * at_default
        flows.defaulted[month] += defaulted.sum()
        if pace.is_advanced:
            foreclosed.advance(month, moves.defaulting, owed, cost[:alive], flows)
        else:
            flows.lost[month] += defaulted @ cost[:alive]
        survival = moves.surviving
        if behind is not None:
            survival = survival + behind.step(month, moves.falling, owed, cost, flows)
    if behind is not None:
        behind.run_out(flows, lambda month: severity * _severity_rate(pace, loans, month))
    return flows


def _cash(moves: "_Moves", owed: ContractMonth, paid: FloatArray | None) -> FloatArray:
    """Return what each loan pays in a month."""
    principal = moves.paying * (owed.begin - owed.end) + moves.prepaying * owed.end
    cash = principal if paid is None else principal * paid[: principal.size]
    cash = cash + moves.bearing * owed.interest
    if owed.accrued is not None:
        cash += moves.prepaying * owed.accrued
    return cash if owed.fee is None else cash + moves.paying * owed.fee


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
    how, age = pace.conventions, loans.age[: share.size] + month
    span = 1.0 if month else how.first_period
    mdr = _default_rate(pace, age, month, living, 1.0 if how.default_base is DefaultBase.ORIGINAL else span)
    smm = _lasting(_monthly(pace.prepayment, age, month), span)
    if how.default_base is DefaultBase.ORIGINAL:
        performing = share * owed.begin
        safe = np.where(performing > 0, performing, 1)
        mdr = np.where(performing > 0, np.minimum(mdr * loans.balance[: share.size], performing) / safe, mdr)
    staying, entering, falling = 1 - mdr, share, _NONE
    if pace.arrears is not None:
        missing = np.minimum(_lasting(_monthly(pace.arrears.entry, age, month), span), staying)
        staying, falling = staying - missing, share * missing
        entering = share - falling
    if how.prepayment_base is PrepaymentBase.AFTER_DEFAULTS:
        early = staying * smm
    elif how.prepayment_base is PrepaymentBase.BEFORE_DEFAULTS:
        early = np.minimum(smm, staying)
    else:
        safe = np.where(owed.end > 0, owed.end, 1)
        early = np.minimum(smm * owed.begin, staying * owed.end) / safe
    prepaying, remaining = share * early, share * staying
    paying = entering if how.default_base is DefaultBase.AFTER_SCHEDULED else remaining
    return _Moves(
        share=share,
        defaulting=share * mdr,
        falling=falling,
        paying=paying,
        bearing=entering if how.interest_base is InterestBase.BEGINNING else paying,
        prepaying=prepaying,
        surviving=remaining - prepaying,
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
    return 1.0 if pace.severity is None else _monthly(pace.severity, loans.age + month, month)


def _lasting(rate: FloatArray, months: float) -> FloatArray:
    """Return the rate of a period of so many months, from that of one."""
    return rate if months == 1 else 1 - (1 - rate) ** months


def _monthly(curve: Curve, age: MonthArray, month: int) -> FloatArray:
    """Read a curve for the projection's month (0 is the first), one rate a loan of the age it then has."""
    if curve.axis is Axis.PROJECTION_MONTH:
        return np.full(age.size, curve.rates[min(month, curve.rates.size - 1)])
    return curve.rates.take(age, mode="clip")
