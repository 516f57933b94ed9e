"""Rates per year and shares of a whole, exact.

Both are written with a percent sign and held as a Fraction: ``4.50%`` is 9/200. The sign is required, because
``4.5`` may be meant as 4.5 % or as 450 %. A value whose percentage does not end is written as a fraction,
``100/3%``, so that text and value are always the same thing.

It does not compound, and it knows no calendar: `daycounts` says what part of a year has run.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Self

from tallystick.units.money import Money, Rounding
from tallystick.units.refusals import UnitError

__all__ = ["Rate", "RateError", "Share"]

_PERCENT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+|/[1-9][0-9]*)?%", re.ASCII)
_LONGEST = 1000
_HIGHEST = 10


class RateError(UnitError):
    """A rate or share that cannot be read or cannot be meant."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Rate:
    """A rate of interest or of a fee, per year, simple.

    Laws: ``Rate.computed(str(rate)) == rate``; within 1000 % up or down, ``Rate.parse(str(rate)) == rate``.

    Attributes:
        per_annum: as a fraction of the principal: 9/200 is 4.50%. Of any size: a formula over a balance that is nearly
            repaid comes to thousands of per cent and is owed all the same.
    """

    per_annum: Fraction

    def __post_init__(self) -> None:
        """Refuse an inexact rate."""
        _check_exact(self.per_annum)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a rate that somebody wrote, such as ``4.50%`` or ``-0.25%``, exactly.

        Raises:
            RateError: no percent sign, anything else than an ASCII number before it, or more than can be meant: above
                1000 %, up or down.
        """
        rate = cls.computed(text)
        if abs(rate.per_annum) > _HIGHEST:
            raise RateError(
                problem="rate.bound",
                what=f"A rate of {rate} a year is beyond 1000%.",
                why="Such a rate is almost surely a percentage that was multiplied by a hundred twice.",
                remedy="Write 4.5 per cent as '4.50%'.",
            )
        return rate

    @classmethod
    def computed(cls, text: str) -> Self:
        """Read a rate that a program computed and wrote, of any size.

        Raises:
            RateError: no percent sign, or anything else than an ASCII number before it.
        """
        return cls(per_annum=_parsed(text))

    def interest(self, amount: Money, fraction_of_year: Fraction, *, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """Simple interest on an amount, rounded once to the minor unit.

        Args:
            amount: the principal.
            fraction_of_year: the part of a year that has run, from `daycounts.year_fraction`.
            rounding: half-up unless the documents say otherwise.

        Raises:
            MoneyError: the result is beyond the bound of Money.
        """
        return amount.times(self.per_annum * fraction_of_year, rounding=rounding)

    def __add__(self, other: Self) -> Self:
        """A rate and a margin together."""
        return type(self)(per_annum=self.per_annum + other.per_annum)

    def __sub__(self, other: Self) -> Self:
        """The margin of this rate over another."""
        return type(self)(per_annum=self.per_annum - other.per_annum)

    def __str__(self) -> str:
        """The percentage with at least two decimals, which `parse` reads back."""
        return _percent(self.per_annum, 2)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Share:
    """A part of a whole, from none to all of it.

    Law: ``Share.parse(str(share)) == share``.

    Attributes:
        value: between 0 and 1: 1/20 is 5%.
    """

    value: Fraction

    def __post_init__(self) -> None:
        """Refuse an inexact share and one outside the whole."""
        _check_exact(self.value)
        if not 0 <= self.value <= 1:
            raise RateError(
                problem="share.bound",
                what=f"A share of {_percent(self.value, 0)} is not between 0% and 100%.",
                why="A part cannot be less than nothing or more than the whole.",
                remedy="Check the figure; a multiple above one is a ratio, not a share.",
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a share such as ``5%``, exactly.

        Raises:
            RateError: no percent sign, anything else than an ASCII number before it, or outside 0% to 100%.
        """
        return cls(value=_parsed(text))

    def of(self, amount: Money, *, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """This share of an amount, rounded once to the minor unit."""
        return amount.times(self.value, rounding=rounding)

    def complement(self) -> Self:
        """What is left of the whole."""
        return type(self)(value=1 - self.value)

    def __str__(self) -> str:
        """The percentage with as many decimals as it needs, which `parse` reads back."""
        return _percent(self.value, 0)


def _check_exact(value: object) -> None:
    if not isinstance(value, Fraction):
        raise RateError(
            problem="rate.inexact",
            what=f"{value!r} is not a Fraction.",
            why="A float or a bare number would leave it open whether 4.5 means 4.5% or 450%.",
            remedy="Pass a Fraction, or read text with parse.",
        )


def _parsed(text: str) -> Fraction:
    if not isinstance(text, str):
        raise _no_percentage("rate.not-text", f"{text!r} is not text.")
    if len(text) > _LONGEST:
        raise _no_percentage("rate.form", f"A percentage of {len(text)} characters is not read.")
    if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text, re.ASCII):
        raise _no_percentage("rate.percent-sign", f"{text!r} has no percent sign.")
    if not _PERCENT.fullmatch(text):
        raise _no_percentage("rate.form", f"{text!r} is not a percentage.")
    return Fraction(text.removesuffix("%")) / 100


def _no_percentage(problem: str, what: str) -> RateError:
    return RateError(
        problem=problem,
        what=what,
        why="Without an exact number and its sign, 4.5 could mean 4.5% or 450%.",
        remedy="Write it like '4.50%': ASCII digits, a point, no spaces, the percent sign.",
    )


def _percent(value: Fraction, least: int) -> str:
    percentage = value * 100
    places, rest = 0, percentage.denominator
    while (common := gcd(rest, 10)) > 1:
        rest //= common
        places += 1
    if rest != 1:
        return f"{percentage}%"
    places = max(places, least)
    digits = str(abs(percentage.numerator) * 10**places // percentage.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[: len(digits) - places]}{'.' if places else ''}{digits[len(digits) - places :]}%"
