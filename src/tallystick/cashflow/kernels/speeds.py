"""Speeds: what a prepayment or default convention means as a share of one month.

Each convention becomes a curve of monthly rates, one a month of a loan's life (month 1 is the first month
after origination, so that a loan of age `a` lives its month `a + 1` next):

    SMM = 1 - (1 - CPR)^(1/12)                         MDR = 1 - (1 - CDR)^(1/12)
    ABS: SMM(m) = ABS / (1 - ABS (m - 1))              m from origination; 1 once the pool is exhausted
    PSA: CPR(m) = speed x 0.2 % x min(m, 30)
    SDA: CDR(m) = speed x (0.02 % m to 30, 0.60 % to 60, then 0.0095 % less a month to 120, 0.03 % after)

Source: BMA Uniform Practices, Standard Formulas (1 February 1999), SF-5 to SF-15 and SF-20 to SF-22.

It knows no loan: the month in which a curve is read is the kernel's business. SDA's months without new
defaults at the end of a loan's life are `Conventions.default_free_tail`, because they hang on the term and
not on the speed.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

__all__ = [
    "Axis",
    "Curve",
    "FloatArray",
    "SingleArray",
    "SpeedError",
    "absolute_curve",
    "absolute_speed",
    "annual_from_monthly",
    "flat_curve",
    "monthly_from_annual",
    "psa_curve",
    "psa_speed",
    "sda_curve",
    "smm_between_factors",
]

FloatArray = npt.NDArray[np.float64]
SingleArray = npt.NDArray[np.float32]

_PSA_STEP = 0.002
_PSA_RAMP = 30
_SDA_STEP = 0.0002
_SDA_PEAK = 0.006
_SDA_PLATEAU_UNTIL = 60
_SDA_DECLINE = 0.000095
_SDA_DECLINE_UNTIL = 120
_SDA_TAIL = 0.0003


class SpeedError(ValueError):
    """A speed that is no rate: below zero, above one where it is a share, or not finite."""


class Axis(StrEnum):
    """What the months of a curve count."""

    LOAN_MONTH = "loan-month"
    """Months of each loan's life, from origination."""
    PROJECTION_MONTH = "projection-month"
    """Months of the projection, the same for every loan."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Monthly rates, one a month from month 1; the last holds for every later month.

    Attributes:
        rates: shares of one month, each from 0 to 1; at least one.
        axis: what its months count.
    """

    rates: FloatArray
    axis: Axis

    def __post_init__(self) -> None:
        """Refuse an empty curve and a rate that is no share."""
        if self.rates.ndim != 1 or self.rates.size == 0:
            message = "a curve needs one row of at least one monthly rate, or no month has a rate to read"
            raise SpeedError(message)
        if not np.all((self.rates >= 0) & (self.rates <= 1)):
            message = "a monthly rate is outside 0 to 1: it would prepay or default more than there is"
            raise SpeedError(message)


def monthly_from_annual(annual: FloatArray | float) -> FloatArray:
    """Turn a conditional annual rate (CPR, CDR) into the monthly one (SMM, MDR).

    Args:
        annual: shares of a year, 0 to 1; above 1 counts as 1.

    Source: SF-6, SF-22.
    """
    return 1 - (1 - np.clip(np.asarray(annual, dtype=np.float64), 0, 1)) ** (1 / 12)


def annual_from_monthly(monthly: FloatArray | float) -> FloatArray:
    """Turn a monthly rate (SMM, MDR) into the conditional annual one (CPR, CDR).

    Source: SF-6.
    """
    return 1 - (1 - np.asarray(monthly, dtype=np.float64)) ** 12


def flat_curve(rate: float) -> Curve:
    """Return the curve of one monthly rate for all months.

    Raises:
        SpeedError: the rate is not from 0 to 1.
    """
    return Curve(rates=np.array([rate], dtype=np.float64), axis=Axis.PROJECTION_MONTH)


def absolute_curve(speed: float, months: int) -> Curve:
    """Return the SMM of an absolute (ABS) speed: the same share of the first loans prepays each month.

    Args:
        speed: share of the original number of loans a month, 0 to 1; 0.013 is 1.3 % ABS.
        months: how many months of a loan's life to give, at least 1.

    Raises:
        SpeedError: the speed is not from 0 to 1.

    Source: SF-13.
    """
    _check(speed, at_most=1)
    left = 1 - speed * np.arange(months, dtype=np.float64)
    exhausted = left <= speed
    rates = np.where(exhausted, 1 if speed else 0, speed / np.where(exhausted, 1, left))
    return Curve(rates=rates, axis=Axis.LOAN_MONTH)


def absolute_speed(smm: float, month: int) -> float:
    """Return the ABS speed that an SMM in a month of a loan's life stands for.

    Source: SF-13, solved for ABS.
    """
    return smm / (1 + smm * (month - 1))


def psa_curve(speed: float, months: int) -> Curve:
    """Return the SMM of a PSA speed.

    Args:
        speed: multiple of the standard: 1.5 is 150 % PSA; at most what makes 6 % a year the whole.
        months: how many months of a loan's life to give, at least 1.

    Raises:
        SpeedError: the speed is negative, not finite or beyond what the standard allows.

    Source: SF-7.
    """
    _check(speed, at_most=1 / (_PSA_STEP * _PSA_RAMP))
    month = np.arange(1, months + 1, dtype=np.float64)
    return Curve(rates=monthly_from_annual(speed * _PSA_STEP * np.minimum(month, _PSA_RAMP)), axis=Axis.LOAN_MONTH)


def psa_speed(cpr: float, month: int) -> float:
    """Return the PSA multiple that a CPR in a month of a loan's life stands for.

    Source: SF-8.
    """
    return cpr / (_PSA_STEP * min(max(month, 1), _PSA_RAMP))


def sda_curve(speed: float, months: int) -> Curve:
    """Return the MDR of a standard default assumption.

    Args:
        speed: multiple of the standard: 1 is 100 % SDA; at most what makes 0.6 % a year the whole.
        months: how many months of a loan's life to give, at least 1.

    Raises:
        SpeedError: the speed is negative, not finite or beyond what the standard allows.

    Source: SF-20 to SF-22.
    """
    _check(speed, at_most=1 / _SDA_PEAK)
    month = np.arange(1, months + 1, dtype=np.float64)
    rise = np.minimum(_SDA_STEP * month, _SDA_PEAK)
    fall = _SDA_PEAK - _SDA_DECLINE * (month - _SDA_PLATEAU_UNTIL)
    annual = np.where(month <= _SDA_PLATEAU_UNTIL, rise, np.where(month <= _SDA_DECLINE_UNTIL, fall, _SDA_TAIL))
    return Curve(rates=monthly_from_annual(speed * annual), axis=Axis.LOAN_MONTH)


def smm_between_factors(*, first: float, second: float, annual_rate: float, remaining_terms: tuple[int, int]) -> float:
    """Return the SMM that took a level-pay pool from one factor to the next.

    Args:
        first: pool factor at the beginning of the month.
        second: pool factor at its end.
        annual_rate: gross coupon, a share a year, above 0.
        remaining_terms: months left at the beginning and at the end.

    Source: SF-5 (survival factors).
    """
    growth = 1 + annual_rate / 12
    before, after = (1 - growth**-months for months in remaining_terms)
    scheduled = first * after / before
    return (scheduled - second) / scheduled


def _check(speed: float, *, at_most: float = np.inf) -> None:
    if not (np.isfinite(speed) and 0 <= speed <= at_most):
        message = f"a speed of {speed} cannot be meant: it must be finite, not negative and at most {at_most}"
        raise SpeedError(message)
