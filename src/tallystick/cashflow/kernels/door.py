"""The door of the kernels: exact rates and money go in and become arrays and curves.

Everything outside is a Fraction, a Money or a whole number of months; here, and only here, it turns into
float64.

It does not read documents: `replines` and the tape room do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import numpy as np

from tallystick.cashflow.kernels.loans import Amortisation, Floating, LoanArrays, LoanArraysError, MonthArray
from tallystick.cashflow.kernels.rounding import float_from_money
from tallystick.cashflow.kernels.speeds import (
    Axis,
    Curve,
    FloatArray,
    SpeedError,
    absolute_curve,
    monthly_from_annual,
    psa_curve,
    sda_curve,
)
from tallystick.units.money import Currency, Money

__all__ = [
    "DefaultKind",
    "FloatingColumns",
    "LoanColumns",
    "PrepaymentKind",
    "balance_of",
    "default_curve",
    "following",
    "found_in",
    "loan_arrays",
    "months_long",
    "numbers",
    "partitioned",
    "places",
    "prepayment_curve",
    "share_curve",
    "with_income",
]


class PrepaymentKind(StrEnum):
    """How a prepayment speed is quoted."""

    ABS = "abs"
    """A share of the original number of loans a month, counted from origination."""
    CPR = "cpr"
    """A share of the balance a year."""
    SMM = "smm"
    """A share of the balance a month."""
    PSA = "psa"
    """A multiple of the PSA standard."""


class DefaultKind(StrEnum):
    """How a default speed is quoted."""

    CDR = "cdr"
    """A share of the performing balance a year."""
    MDR = "mdr"
    """A share of the performing balance a month."""
    SDA = "sda"
    """A multiple of the standard default assumption."""
    CUMULATIVE = "cumulative"
    """Shares of the first balance, one a month, and none after; with `DefaultBase.ORIGINAL`."""


def prepayment_curve(kind: PrepaymentKind, rates: Sequence[Fraction], axis: Axis, months: int) -> Curve:
    """Return the monthly prepayment rates of a speed.

    Args:
        kind: how the speed is quoted.
        rates: one speed; for CPR and SMM also one a month.
        axis: what the months of several rates count.
        months: how many months of a loan's life a standard must cover.

    Raises:
        SpeedError: a rate out of range, or several where the convention takes one.
    """
    match kind:
        case PrepaymentKind.ABS:
            return absolute_curve(_single(kind, rates), months)
        case PrepaymentKind.PSA:
            return psa_curve(_single(kind, rates), months)
        case PrepaymentKind.CPR:
            return _annual(rates, axis)
        case PrepaymentKind.SMM:
            return Curve(rates=_floats(rates), axis=axis)


def default_curve(kind: DefaultKind, rates: Sequence[Fraction], axis: Axis, months: int) -> Curve:
    """Return the monthly default rates of a speed; the arguments are those of `prepayment_curve`.

    Raises:
        SpeedError: a rate out of range, or several where the convention takes one.
    """
    match kind:
        case DefaultKind.SDA:
            return sda_curve(_single(kind, rates), months)
        case DefaultKind.CDR:
            return _annual(rates, axis)
        case DefaultKind.MDR:
            return Curve(rates=_floats(rates), axis=axis)
        case DefaultKind.CUMULATIVE:
            return Curve(rates=_floats((*rates, Fraction(0))), axis=axis)


def share_curve(rates: Sequence[Fraction], axis: Axis) -> Curve:
    """Return a curve of shares, one a month, the last holding on.

    Raises:
        SpeedError: a share out of range, or none.
    """
    return Curve(rates=_floats(rates), axis=axis)


def months_long(months: Fraction) -> float:
    """Return the length of a period in months."""
    return float(months)


def numbers(shares: Sequence[Fraction]) -> tuple[float, ...]:
    """Return shares as numbers."""
    return tuple(float(share) for share in shares)


def partitioned(count: int, claims: Sequence[Sequence[MonthArray]]) -> tuple[MonthArray, ...]:
    """Return the rows that belong to each claim, the first that names a row having it; last, those nobody claims.

    Args:
        count: how many rows there are.
        claims: the rows that each names.
    """
    owner = np.full(count, len(claims), dtype=np.int64)
    for number in reversed(range(len(claims))):
        for rows in claims[number]:
            owner[rows] = number
    return tuple(np.flatnonzero(owner == number) for number in range(len(claims) + 1))


def found_in(rows: MonthArray, wanted: MonthArray) -> MonthArray:
    """Return the places of `rows` at which a wanted row stands."""
    return np.flatnonzero(np.isin(rows, wanted))


def places(numbers: Sequence[int]) -> MonthArray:
    """Return row numbers, or months, as an array."""
    return np.array(numbers, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatingColumns:
    """The terms of coupons that follow an index, one entry a loan; see `kernels.loans.Floating`."""

    margins: Sequence[Fraction]
    caps: Sequence[Fraction]
    floors: Sequence[Fraction]
    steps: Sequence[Fraction]
    next_resets: Sequence[int]
    resets_every: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanColumns:
    """Loans of one currency and one way of repaying, exact, one entry a loan in every column; see `LoanArrays`.

    A column that says nothing of any loan may be left out: no months without principal, no balloon, payments every
    month, no fee, no dilution, a fixed coupon.
    """

    balances: Sequence[Money]
    annual_rates: Sequence[Fraction]
    remaining_terms: Sequence[int]
    ages: Sequence[int]
    amortisation: Amortisation = Amortisation.LEVEL_PAY
    payments: Sequence[Money] | None = None
    interest_only: Sequence[int] | None = None
    balloons: Sequence[Money] | None = None
    intervals: Sequence[int] | None = None
    in_advance: Sequence[int] | None = None
    fees: Sequence[Money] | None = None
    dilutions: Sequence[Fraction] | None = None
    floating: FloatingColumns | None = None
    listed: Sequence[Sequence[Money]] | None = None
    incomes: Sequence[Sequence[Fraction]] | None = None


def loan_arrays(columns: LoanColumns) -> LoanArrays:
    """Return loans as arrays.

    Raises:
        RoundingError: a balance is too large to be exact as a float.
        LoanArraysError: lengths differ or a value is out of range.
    """
    longest = max(columns.remaining_terms, default=0)
    terms, without = _until_last_payment(columns)
    return LoanArrays(
        balance=_amounts(columns.balances),
        annual_rate=_floats(columns.annual_rates),
        remaining_term=terms,
        age=places(columns.ages),
        amortisation=columns.amortisation,
        payment=None if columns.payments is None else _amounts(columns.payments),
        interest_only=without,
        balloon=None if columns.balloons is None else _amounts(columns.balloons),
        interval=None if columns.intervals is None else places(columns.intervals),
        in_advance=None if columns.in_advance is None else places(columns.in_advance),
        fee=None if columns.fees is None else _amounts(columns.fees),
        dilution=None if columns.dilutions is None else _floats(columns.dilutions),
        floating=None if columns.floating is None else _floating(columns.floating),
        listed=None if columns.listed is None else _table([_amounts(row) for row in columns.listed], longest),
        income=None if columns.incomes is None else _table([_floats(row) for row in columns.incomes], longest),
    )


_RENTS = frozenset({Amortisation.LEVEL_PAY, Amortisation.EQUAL_PRINCIPAL})


def _until_last_payment(columns: LoanColumns) -> tuple[MonthArray, MonthArray | None]:
    """Return remaining terms and months without principal, ended where the last payment falls.

    Payments in advance fall due in the first month and every interval from then on, so that the last one stands at the
    beginning of the last interval, and nothing is owed after it. The kernels count payments back from the last.
    """
    terms = places(columns.remaining_terms)
    without = None if columns.interest_only is None else places(columns.interest_only)
    if columns.in_advance is None or columns.intervals is None or columns.amortisation not in _RENTS:
        return terms, without
    interval = np.maximum(places(columns.intervals), 1)
    last = np.where(places(columns.in_advance) == 1, (terms - 1) // interval * interval + 1, terms)
    return last, None if without is None else np.minimum(without, last)


def following(loans: LoanArrays, index: Sequence[Fraction]) -> LoanArrays:
    """Return floating loans with the path of their index.

    Args:
        loans: with floating terms.
        index: rates a year, one a month of the projection, the last holding on.

    Raises:
        LoanArraysError: the path is empty, or the loans do not float.
    """
    if loans.floating is None:
        message = "loans with a fixed coupon follow no index"
        raise LoanArraysError(message)
    return replace(loans, floating=replace(loans.floating, index=_floats(index)))


def balance_of(loans: LoanArrays, currency: Currency) -> Money:
    """Return what loans owe together, exactly: each balance is a whole number of units."""
    return Money(minor=sum(int(balance) for balance in loans.balance), currency=currency)


def with_income(loans: LoanArrays, multiple: Fraction) -> LoanArrays:
    """Return rights to income that bring a multiple of what they were expected to."""
    return loans if loans.income is None else replace(loans, income=loans.income * float(multiple))


_UNTIL_GIVEN = np.zeros(1)


def _floating(columns: FloatingColumns) -> Floating:
    return Floating(
        index=_UNTIL_GIVEN,
        margin=_floats(columns.margins),
        cap=_floats(columns.caps),
        floor=_floats(columns.floors),
        step=_floats(columns.steps),
        next_reset=places(columns.next_resets),
        reset_every=places(columns.resets_every),
    )


def _amounts(amounts: Sequence[Money]) -> FloatArray:
    return np.array([float_from_money(amount) for amount in amounts], dtype=np.float64)


def _table(rows: Sequence[FloatArray], months: int) -> FloatArray:
    table = np.zeros((len(rows), max(months, *(row.size for row in rows)) if rows else months))
    for place, row in enumerate(rows):
        table[place, : row.size] = row
    return table


def _single(kind: StrEnum, rates: Sequence[Fraction]) -> float:
    if len(rates) != 1:
        message = f"{kind} takes one speed, not {len(rates)}: it already says how the rate moves with age"
        raise SpeedError(message)
    return float(rates[0])


def _annual(rates: Sequence[Fraction], axis: Axis) -> Curve:
    annual = _floats(rates)
    if not np.all((annual >= 0) & (annual <= 1)):
        message = "an annual rate is outside 0 to 1: it would prepay or default more than there is"
        raise SpeedError(message)
    return Curve(rates=monthly_from_annual(annual), axis=axis)


def _floats(rates: Sequence[Fraction]) -> FloatArray:
    return np.array([float(rate) for rate in rates], dtype=np.float64)
