"""The door of the kernels: exact rates and money go in and become arrays and curves.

Everything outside is a Fraction, a Money or a whole number of months; here, and only here, it turns into
float64.

It does not read documents: `replines` and the tape room do.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

import numpy as np

from tallystick.cashflow.kernels.loans import Amortisation, LoanArrays
from tallystick.cashflow.kernels.rounding import float_from_money
from tallystick.cashflow.kernels.speeds import (
    Axis,
    Curve,
    SpeedError,
    absolute_curve,
    monthly_from_annual,
    psa_curve,
    sda_curve,
)
from tallystick.units.money import Money

__all__ = ["DefaultKind", "PrepaymentKind", "default_curve", "loan_arrays", "prepayment_curve"]


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


def loan_arrays(
    *,
    balances: Sequence[Money],
    annual_rates: Sequence[Fraction],
    remaining_terms: Sequence[int],
    ages: Sequence[int],
    amortisation: Amortisation = Amortisation.LEVEL_PAY,
    payments: Sequence[Money] | None = None,
) -> LoanArrays:
    """Return loans as arrays; one entry a loan in every sequence.

    Args:
        balances: principal outstanding, all of one currency.
        annual_rates: coupons, shares a year.
        remaining_terms: whole months left.
        ages: whole months since origination.
        amortisation: how all of them repay.
        payments: contractual monthly payments; computed when absent.

    Raises:
        RoundingError: a balance is too large to be exact as a float.
        LoanArraysError: lengths differ or a value is out of range.
    """
    return LoanArrays(
        balance=np.array([float_from_money(balance) for balance in balances], dtype=np.float64),
        annual_rate=_floats(annual_rates),
        remaining_term=np.array(remaining_terms, dtype=np.int64),
        age=np.array(ages, dtype=np.int64),
        amortisation=amortisation,
        payment=None if payments is None else np.array([float_from_money(payment) for payment in payments]),
    )


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


def _floats(rates: Sequence[Fraction]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([float(rate) for rate in rates], dtype=np.float64)
