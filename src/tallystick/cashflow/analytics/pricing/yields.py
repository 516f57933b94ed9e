"""Price and yield of a stream, and how the one moves with the other.

    dirty price(y) = sum(amount(i) x (1 + y/m)^(-m t(i)))          clean = dirty - accrued
    Macaulay       = sum(t(i) x present value(i)) / dirty          in years
    modified       = Macaulay / (1 + y/m)                           = -(dP/dy) / P
    convexity      = (d2P/dy2) / P                                  in years squared

m is the compounding: 1 annual, 2 semi-annual (bond-equivalent), 4 quarterly, 12 monthly. As no amount is negative,
the price falls strictly with the yield, so a price has at most one yield; it is sought from -99 % to 1000 % a year
by bisection within which Newton's steps are taken.

Source: Standard Securities Calculation Methods (SIFMA), formulas for more than one coupon; F. J. Fabozzi, Bond
Markets, Analysis, and Strategies, chapters on price volatility (modified duration and convexity measure).

It does not choose a convention: the caller names it.
"""

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from math import pow as power

from tallystick.cashflow.analytics.pricing.stream import Stream
from tallystick.cashflow.analytics.refusals import AnalyticsError, settled
from tallystick.evidence.findings import finding

__all__ = ["HIGHEST", "LOWEST", "Compounding", "Sensitivity", "price_at", "sensitivity", "yield_at"]

LOWEST, HIGHEST = -0.99, 10.0
_STEPS = 200
_CLOSE = 1e-15


class Compounding(IntEnum):
    """How many times a year a yield compounds."""

    ANNUAL = 1
    SEMI_ANNUAL = 2
    QUARTERLY = 4
    MONTHLY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How a price moves with the yield. Law: modified x (1 + yield / compounding) = Macaulay.

    Attributes:
        macaulay: years.
        modified: share of the dirty price lost for one more unit of yield.
        convexity: second derivative over the dirty price, years squared; not halved.
    """

    macaulay: Fraction
    modified: Fraction
    convexity: Fraction


def price_at(stream: Stream, annual_yield: Fraction, compounding: Compounding, *, clean: bool = True) -> Fraction:
    """Return the price per hundred of balance at a yield.

    Args:
        stream: what is paid.
        annual_yield: above -99 % and at most 1000 %.
        compounding: of the yield.
        clean: without accrued interest.

    Raises:
        AnalyticsError: the yield is out of range.
    """
    value = float(annual_yield)
    if not LOWEST <= value <= HIGHEST:
        raise AnalyticsError(finding("cashflow.yield-range", value=_percent(annual_yield)))
    return settled(_price(stream, value, compounding) - (stream.accrued if clean else 0.0), figure="price")


def yield_at(stream: Stream, price: Fraction, compounding: Compounding, *, clean: bool = True) -> Fraction:
    """Return the yield a year at which the stream has a price.

    Args:
        stream: what is paid.
        price: per hundred of balance, above zero.
        compounding: of the yield.
        clean: whether the price is without accrued interest.

    Raises:
        AnalyticsError: the price is not above zero, or no yield from -99 % to 1000 % gives it.
    """
    if price <= 0:
        raise AnalyticsError(finding("cashflow.price-zero", value=str(price)))
    dirty = float(price) + (stream.accrued if clean else 0.0)
    if not _price(stream, HIGHEST, compounding) <= dirty <= _price(stream, LOWEST, compounding):
        raise AnalyticsError(finding("cashflow.yield-none", price=_two(price)))
    return settled(_solved(stream, dirty, compounding), figure="yield")


def sensitivity(stream: Stream, annual_yield: Fraction, compounding: Compounding) -> Sensitivity:
    """Return durations and convexity at a yield.

    Raises:
        AnalyticsError: the yield is out of range.
    """
    dirty = float(price_at(stream, annual_yield, compounding, clean=False))
    growth = 1 + float(annual_yield) / compounding
    present = [
        (time, amount * power(growth, -compounding * time))
        for time, amount in zip(stream.times, stream.amounts, strict=True)
    ]
    macaulay = sum(time * value for time, value in present) / dirty
    curved = sum(time * (time + 1 / compounding) * value for time, value in present) / dirty
    return Sensitivity(
        macaulay=settled(macaulay, figure="duration"),
        modified=settled(macaulay / growth, figure="duration"),
        convexity=settled(curved / growth**2, figure="convexity"),
    )


def _price(stream: Stream, value: float, compounding: int) -> float:
    growth = 1 + value / compounding
    pairs = zip(stream.times, stream.amounts, strict=True)
    return sum(amount * power(growth, -compounding * time) for time, amount in pairs)


def _slope(stream: Stream, value: float, compounding: int) -> float:
    growth = 1 + value / compounding
    pairs = zip(stream.times, stream.amounts, strict=True)
    return -sum(time * amount * power(growth, -compounding * time - 1) for time, amount in pairs)


def _solved(stream: Stream, dirty: float, compounding: int) -> float:
    low, high, guess = LOWEST, HIGHEST, 0.05
    for _ in range(_STEPS):
        over = _price(stream, guess, compounding) - dirty
        low, high = (guess, high) if over > 0 else (low, guess)
        newton = guess - over / _slope(stream, guess, compounding)
        following = newton if low < newton < high else (low + high) / 2
        if abs(following - guess) <= _CLOSE * max(1.0, abs(guess)):
            return following
        guess = following
    return guess


def _percent(value: Fraction) -> str:
    return f"{float(value * 100):.4f}%"


def _two(value: Fraction) -> str:
    return f"{float(value):.4f}"
