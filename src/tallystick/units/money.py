"""Money: a whole number of minor units of one currency, and the only ways to round and divide it.

``120000000.00 USD`` is 12,000,000,000 cents. Sums and differences are exact; a product with a rational is
rounded once, in a direction that is named; a division among weights loses no unit:

    part_i = floor(amount * w_i / sum(w)); the units left over go to the largest remainders, earlier first.

Source: ISO 4217 for currencies and their minor units; Hamilton's method (largest remainder) for division.

It does not convert between currencies, and it knows no float and no decimal context.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Self

from tallystick.units.refusals import UnitError

__all__ = ["BOUND", "Currency", "CurrencyMismatchError", "Money", "MoneyError", "Rounding", "total"]

BOUND = 10**18
"""Every amount has fewer minor units than this, so that it fits a signed 64-bit column."""

_AMOUNT = re.compile(r"(?P<sign>-?)(?P<whole>0|[1-9][0-9]*)(?:\.(?P<decimals>[0-9]+))?", re.ASCII)
_LONGEST = 40
_SCALES = {"元": 0, "万元": 4, "亿元": 8, "thousand": 3, "million": 6}
_EXACT = "An amount is read exactly or not at all, so that the filed and the paid figure cannot differ by a guess."
_FORM = "Write it like '120000000.00 USD': digits, a point, no separators, a space, the ISO 4217 code."


class MoneyError(UnitError):
    """An amount that cannot be read, held or divided as asked."""


class CurrencyMismatchError(MoneyError):
    """Two amounts of different currencies met where only one currency makes sense."""


class Currency(StrEnum):
    """A currency that a deal may collect or pay in.

    Source: ISO 4217.
    """

    CNY = "CNY"
    USD = "USD"
    HKD = "HKD"
    EUR = "EUR"
    GBP = "GBP"
    SGD = "SGD"
    JPY = "JPY"

    @property
    def exponent(self) -> int:
        """Decimal places of the minor unit: 2 for cents and fen, 0 for the yen."""
        return 0 if self is Currency.JPY else 2


_CHINESE = {
    Currency.CNY: "人民币{}元",
    Currency.USD: "{}美元",
    Currency.HKD: "{}港元",
    Currency.EUR: "{}欧元",
    Currency.GBP: "{}英镑",
    Currency.SGD: "{}新加坡元",
    Currency.JPY: "{}日元",
}


class Rounding(StrEnum):
    """The direction in which a rational becomes a whole number of minor units."""

    HALF_UP = "half-up"
    """To the nearest; a half goes away from zero: what loan documents mean unless they say otherwise."""
    HALF_EVEN = "half-even"
    """To the nearest; a half goes to the even neighbour."""
    DOWN = "down"
    """Towards zero."""
    UP = "up"
    """Away from zero."""

    def whole(self, value: Fraction) -> int:
        """Round a rational to an integer in this direction, the same way on both sides of zero."""
        size, sign = abs(value), (-1 if value < 0 else 1)
        below = size.numerator // size.denominator
        match self:
            case Rounding.DOWN:
                rounded = below
            case Rounding.UP:
                rounded = below if size == below else below + 1
            case Rounding.HALF_EVEN:
                rounded = round(size)
            case _:  # half-up
                rounded = below + 1 if 2 * (size - below) >= 1 else below
        return sign * rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A whole number of minor units of one currency.

    Laws: ``Money.parse(str(m)) == m``; ``total(m.allocate(w), m.currency) == m``; amounts of different
    currencies are never equal and never added or ordered.

    Attributes:
        minor: cents, fen or yen; may be negative; ``abs(minor) < BOUND``.
        currency: what they are units of.
    """

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        """Refuse anything but an integer within bounds of a known currency."""
        if type(self.minor) is not int or not isinstance(self.currency, Currency):
            raise MoneyError(
                problem="money.type",
                what=f"Money cannot be made of minor={self.minor!r}, currency={self.currency!r}.",
                why="Minor units are whole: a truth value or a fraction in their place would be paid out.",
                remedy="Pass an int and a Currency; Money.parse reads text, Money.rounded takes a fraction.",
            )
        if abs(self.minor) >= BOUND:
            raise MoneyError(
                problem="money.bound",
                what=f"{self.minor} minor units of {self.currency} is beyond the bound of {BOUND}.",
                why="No deal is that large, and such an amount fits neither a store nor a token contract.",
                remedy="Look for a figure in the wrong unit (yuan for 万元) or one multiplied twice.",
            )

    @classmethod
    def zero(cls, currency: Currency) -> Self:
        """Nothing, in `currency`."""
        return cls(minor=0, currency=currency)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an amount with its currency, exactly.

        Args:
            text: such as ``120000000.00 USD``; fewer decimals than the currency has are filled with zeros.

        Raises:
            MoneyError: anything else: separators, exponents, signs other than ``-``, too many decimals,
                full-width digits, NaN, an unknown or missing currency, a value that is not text.
        """
        if not isinstance(text, str):
            raise _unreadable(problem="money.not-text", what=f"{text!r} is not text.")
        amount, space, code = text.rpartition(" ")
        if not space:
            raise _unreadable(problem="money.currency-missing", what=f"{text!r} has no currency.")
        if code not in Currency.__members__:
            known = ", ".join(Currency)
            raise _unreadable(
                problem="money.currency-unknown", what=f"{text!r} ends in {code!r}, which is none of {known}."
            )
        return cls.parse_amount(amount, Currency(code))

    @classmethod
    def parse_amount(cls, text: str, currency: Currency) -> Self:
        """Read an amount whose currency stands elsewhere, such as a column of a collections file.

        Args:
            text: such as ``-1250.5``; at most as many decimals as `currency` has.
            currency: what the figures are units of.

        Raises:
            MoneyError: as for `parse`.
        """
        if not isinstance(text, str):
            raise _unreadable(problem="money.not-text", what=f"{text!r} is not text.")
        found = _AMOUNT.fullmatch(text)
        if found is None:
            problem, what = _fault(text)
            raise _unreadable(problem=problem, what=what)
        if len(text) > _LONGEST:
            raise _unreadable(problem="money.bound", what=f"A figure of {len(text)} characters is not read.")
        decimals = found["decimals"] or ""
        if len(decimals) > currency.exponent:
            raise _unreadable(
                problem="money.decimals",
                what=f"{text!r} has {len(decimals)} decimals; {currency} has {currency.exponent}.",
            )
        minor = int(found["whole"] + decimals.ljust(currency.exponent, "0"))
        return cls(minor=-minor if found["sign"] else minor, currency=currency)

    @classmethod
    def rounded(cls, major: Fraction, currency: Currency, *, rounding: Rounding = Rounding.HALF_UP) -> Self:
        """Round an exact amount to the minor unit.

        Args:
            major: in whole currency units (dollars, not cents).
            currency: what `major` counts.
            rounding: the direction; half-up unless the documents say otherwise.

        Raises:
            MoneyError: the result is beyond `BOUND`.
        """
        return cls(minor=rounding.whole(major * 10**currency.exponent), currency=currency)

    @property
    def major(self) -> Fraction:
        """The exact amount in whole currency units."""
        return Fraction(self.minor, 10**self.currency.exponent)

    def is_zero(self) -> bool:
        """Whether this is nothing."""
        return self.minor == 0

    def is_negative(self) -> bool:
        """Whether this is below zero; zero is not."""
        return self.minor < 0

    def is_positive(self) -> bool:
        """Whether this is above zero; zero is not."""
        return self.minor > 0

    def times(self, factor: Fraction | int, *, rounding: Rounding = Rounding.HALF_UP) -> Self:
        """Multiply and round once.

        Args:
            factor: exact; a float is refused.
            rounding: the direction; half-up unless the documents say otherwise.

        Raises:
            MoneyError: the factor is not exact, or the result is beyond `BOUND`.
        """
        exact = Fraction(self.minor) * _exact(factor)
        return type(self)(minor=rounding.whole(exact), currency=self.currency)

    def ratio_to(self, whole: Self) -> Fraction:
        """This amount as an exact multiple of another of the same currency.

        Raises:
            CurrencyMismatchError: the currencies differ.
            MoneyError: `whole` is zero.
        """
        denominator = self._minor_of(whole)
        if denominator == 0:
            raise MoneyError(
                problem="money.ratio-to-zero",
                what=f"{self} has no ratio to {whole}.",
                why="A share or a coverage of nothing is not zero and not infinite: it does not exist.",
                remedy="Decide what the documents say for an empty pool or a repaid class before asking.",
            )
        return Fraction(self.minor, denominator)

    def allocate(self, weights: Sequence[Fraction | int]) -> tuple[Self, ...]:
        """Divide among weights by largest remainder, losing no unit; a tie goes to the earlier.

        Args:
            weights: exact and not negative, in any unit; one part is returned for each.

        Returns:
            Parts in the order of the weights, adding up to this amount; a weight of zero gets nothing.

        Raises:
            MoneyError: a weight is negative or not exact, or all are zero while there is something to divide.

        Source: Hamilton's method.
        """
        exact = [_exact(weight) for weight in weights]
        whole = sum(exact, Fraction(0))
        if min(exact, default=Fraction(0)) < 0 or (whole == 0 and self.minor != 0):
            raise MoneyError(
                problem="money.weights",
                what=f"{self} cannot be divided by the weights {', '.join(map(str, exact)) or '(none)'}.",
                why="Dividing by them would lose money or make someone owe who should receive.",
                remedy="Give weights that are not negative, at least one of them above zero.",
            )
        # In whole numbers from here: ten thousand holders are ten thousand fractions, each reduced at every step.
        scale = lcm(*(weight.denominator for weight in exact))
        counts = [weight.numerator * (scale // weight.denominator) for weight in exact]
        among = sum(counts) or 1
        shares = [divmod(abs(self.minor) * count, among) for count in counts]
        units = [unit for unit, _ in shares]
        left = abs(self.minor) - sum(units) if whole else 0
        for place in sorted(range(len(shares)), key=lambda i: -shares[i][1])[:left]:
            units[place] += 1
        sign = -1 if self.minor < 0 else 1
        return tuple(type(self)(minor=sign * unit, currency=self.currency) for unit in units)

    def text(self, language: str) -> str:
        """Write the amount for a reader: ``USD 1,250.50``, or ``1,250.50美元`` and ``人民币1,250.50元``.

        Args:
            language: a tag whose first part is ``en`` or ``zh``.

        Raises:
            MoneyError: another language.
        """
        figure = _grouped(self.minor, self.currency.exponent)
        match language.partition("-")[0]:
            case "en":
                return f"{self.currency} {figure}"
            case "zh":
                return _CHINESE[self.currency].format(figure)
            case _:
                raise MoneyError(
                    problem="money.language",
                    what=f"Amounts are not written in {language!r}.",
                    why="A figure in a form that nobody checked may be misread by a factor of a thousand.",
                    remedy="Ask for 'en' or 'zh'.",
                )

    def in_units(self, unit: str) -> str:
        """The bare figure for a table whose heading names the unit, half-up to two decimals.

        Args:
            unit: one of 元, 万元, 亿元, thousand, million.

        Raises:
            MoneyError: another unit.
        """
        if unit not in _SCALES:
            raise MoneyError(
                problem="money.unit",
                what=f"{unit!r} is not a unit for tables.",
                why="A column in an unknown unit cannot be compared with any other.",
                remedy=f"Use one of {', '.join(_SCALES)}.",
            )
        return _grouped(Rounding.HALF_UP.whole(self.major * 100 / 10 ** _SCALES[unit]), 2)

    def _minor_of(self, other: object) -> int:
        if not isinstance(other, Money):
            message = f"{self} can only be combined or compared with Money, not with {other!r}: name its currency."
            raise TypeError(message)
        if other.currency is not self.currency:
            raise CurrencyMismatchError(
                problem="money.currency-mismatch",
                what=f"{self} and {other} are of different currencies.",
                why="Adding or ordering them would treat one unit of each as worth the same.",
                remedy="Convert one of them first, at the rate the documents name.",
            )
        return other.minor

    def __add__(self, other: Self) -> Self:
        """Add an amount of the same currency."""
        return type(self)(minor=self.minor + self._minor_of(other), currency=self.currency)

    def __sub__(self, other: Self) -> Self:
        """Take away an amount of the same currency."""
        return type(self)(minor=self.minor - self._minor_of(other), currency=self.currency)

    def __neg__(self) -> Self:
        """The same amount the other way."""
        return type(self)(minor=-self.minor, currency=self.currency)

    def __abs__(self) -> Self:
        """The size of the amount."""
        return type(self)(minor=abs(self.minor), currency=self.currency)

    def __lt__(self, other: Self) -> bool:
        """Whether this is less than an amount of the same currency."""
        return self.minor < self._minor_of(other)

    def __le__(self, other: Self) -> bool:
        """Whether this is at most an amount of the same currency."""
        return self.minor <= self._minor_of(other)

    def __gt__(self, other: Self) -> bool:
        """Whether this is more than an amount of the same currency."""
        return self.minor > self._minor_of(other)

    def __ge__(self, other: Self) -> bool:
        """Whether this is at least an amount of the same currency."""
        return self.minor >= self._minor_of(other)

    def __str__(self) -> str:
        """The canonical text, which `parse` reads back."""
        return f"{_plain(self.minor, self.currency.exponent)} {self.currency}"


def total(moneys: Iterable[Money], currency: Currency) -> Money:
    """Add up amounts that must all be of one currency; of none, the total is zero of that currency.

    Raises:
        CurrencyMismatchError: one of them is of another currency.
        MoneyError: the total is beyond `BOUND`.
    """
    zero = Money.zero(currency)
    return Money(minor=sum(zero._minor_of(money) for money in moneys), currency=currency)  # noqa: SLF001 - same module


def _exact(factor: Fraction | int) -> Fraction:
    if isinstance(factor, bool) or not isinstance(factor, Fraction | int):
        raise MoneyError(
            problem="money.inexact",
            what=f"{factor!r} is not an exact number.",
            why="A float carries an error that shows up as a cent on a large balance.",
            remedy="Pass an int or a Fraction; read text with Rate.parse or Share.parse.",
        )
    return Fraction(factor)


def _plain(minor: int, exponent: int) -> str:
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}" if exponent else f"{sign}{digits}"


def _grouped(minor: int, exponent: int) -> str:
    whole, point, decimals = _plain(abs(minor), exponent).partition(".")
    return f"{'-' if minor < 0 else ''}{int(whole):,}{point}{decimals}"


def _fault(text: str) -> tuple[str, str]:
    if not text.isascii():
        return (
            "money.not-ascii",
            f"{text!r} has characters outside ASCII, such as full-width digits or a currency sign.",
        )
    if re.search(r"[,_']|[0-9] [0-9]", text):
        return "money.separators", f"{text!r} has thousands separators."
    if re.fullmatch(r"[-+]?[0-9.]+[eE][-+]?[0-9]+", text):
        return "money.exponent", f"{text!r} is in exponent notation."
    return "money.form", f"{text!r} is not an amount."


def _unreadable(*, problem: str, what: str) -> MoneyError:
    return MoneyError(problem=problem, what=what, why=_EXACT, remedy=_FORM)
