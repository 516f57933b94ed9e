"""One claim of a deal: the words that announce it, and the values that agree with it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tallystick.evidence.persons import Name
from tallystick.units.money import Money

__all__ = ["NUMBERED", "Claim", "ClaimKind", "either", "head", "major"]

_ROUNDED = 4
NUMBERED = r"(\d{1,3}(?:,\d{3})+|\d+)\s?"
"""A whole number in documents; the first group."""


class ClaimKind(StrEnum):
    """What kind of value a claim is about, and so how it is found in a sentence."""

    AMOUNT = "amount"
    DAY = "day"
    SHARE = "share"
    RATIO = "ratio"
    COUNT = "count"
    MONTHLY = "monthly"
    TENOR = "tenor"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a deal says; `path` is where.

    Attributes:
        about: pattern of the words that announce the value, in both languages.
        of: pattern of what it is said of; None of the whole deal.
        values: every value that agrees: exact amounts in major units, days, shares, numbers or words.
        currency: of amounts.
        pattern: of what a claim of a word or a count is answered by; the first group is compared.
        unless: pattern of a sentence that says something else with the same words; empty where there is none.
        at: the day it is true of; a sentence that names another day says something else.
        together: whether it is said of all classes together, whichever of them the sentence names.
        at_once: whether only a value that follows the words at once is meant.
        rounded: whether a share agrees that its value rounds to.
    """

    kind: ClaimKind
    path: str
    title: Name
    about: str
    values: tuple[Fraction | date | str, ...]
    of: str | None = None
    currency: str = ""
    pattern: str = ""
    unless: str = ""
    at: date | None = None
    together: bool = False
    at_once: bool = False
    rounded: bool = False

    def worded(self) -> str:
        """Return the values as people read them."""
        return " / ".join(_worded(value, self) for value in self.values)


def _worded(value: Fraction | date | str, claim: Claim) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if claim.kind is ClaimKind.SHARE:
        return f"{_decimal(value * 100)}%"
    return f"{claim.currency} {_decimal(value)}".strip()


def _decimal(value: Fraction) -> str:
    """Return a number as decimals: exact where a few places hold it, and else rounded to four, which `≈` says."""
    exact = next((places for places in (0, 2, 3, 4) if (value * 10**places).denominator == 1), None)
    places = _ROUNDED if exact is None else exact
    whole, part = divmod(abs(round(value * 10**places)), 10**places)
    sign = ("≈" if exact is None else "") + ("-" if value < 0 else "")
    return f"{sign}{whole:,}" + (f".{part:0{places}d}" if places else "")


def head(text: str) -> str:
    """Return what a name is called by: without what stands in brackets or after a comma."""
    return re.split(r"[（(,，:：]", text, maxsplit=1)[0].strip()


def either(*words: str) -> str:
    """Return a pattern of words as they stand alone: ``vat`` is no part of *private*."""
    heads = [head(word) for word in words if word]
    return "|".join(rf"\b{each}\b" if each.isascii() else re.escape(each) for each in map(_spaced, heads) if each)


def _spaced(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"\s+") if words.isascii() else words


def major(money: Money) -> Fraction:
    """Return an amount in major units."""
    return Fraction(money.minor, 10**money.currency.exponent)
