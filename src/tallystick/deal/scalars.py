"""The scalar types of a deal file: each reads one text exactly or says what it expected.

`Annotated` types for the frozen models of this room. A text becomes a value here and nowhere else: amounts
through `Money.parse`, rates and shares with their per cent sign, dates as ISO 8601 days, whole numbers
without sign or separator. Where a text cannot be read, the error carries the finding code of the catalogue.

Source: ISO 8601-1 (calendar dates); STYLE of amounts is that of `units.money`.
"""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Final, cast

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tallystick.units.money import Currency, Money
from tallystick.units.periods import Period
from tallystick.units.rates import Rate, Share

__all__ = [
    "BOUNDS",
    "ComputedRateText",
    "CurrencyText",
    "DateText",
    "ExchangeRateText",
    "FractionText",
    "Identifier",
    "MeasuredText",
    "MoneyText",
    "PeriodText",
    "PriceText",
    "RateText",
    "Record",
    "ShareText",
    "Text",
    "Whole",
    "YesNo",
]

_IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_FRACTION = r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?"
_EXCHANGE_RATE = r"[0-9]{1,9}(\.[0-9]{1,9})?"
_PRICE = r"[0-9]{1,3}(\.[0-9]{1,6})?%"


class Record(BaseModel):
    """A frozen part of a deal; unknown keys are findings."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


BOUNDS: Final = {
    "rate.bound": "deal.rate-bound-unreadable",
    "share.bound": "deal.share-bound-unreadable",
    "money.bound": "deal.money-bound-unreadable",
    "money.decimals": "deal.money-decimals-unreadable",
}
"""A figure that can be read and cannot be meant has a reason of its own."""


def _reads(parse: Callable[[str], Any], code: str) -> PlainValidator:
    """Return a validator that reads a text with `parse` and names `code` where it cannot."""

    def read(value: object) -> Any:  # noqa: ANN401 - one door for every scalar type
        if not isinstance(value, str):
            raise PydanticCustomError("deal.scalar-expected", "a single value is expected here")
        try:
            return parse(value)
        except ValueError as error:
            bound = BOUNDS.get(getattr(error, "problem", ""), code)
            raise PydanticCustomError(bound, "unreadable", {"value": value}) from error

    return PlainValidator(read)


def _matching(pattern: str, convert: Callable[[str], Any]) -> Callable[[str], Any]:
    compiled = re.compile(pattern)

    def parse(text: str) -> Any:  # noqa: ANN401 - the converter's own type
        if compiled.fullmatch(text) is None:
            raise ValueError(text)
        return convert(text)

    return parse


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError(value)
    return value


def _positive(text: str) -> Fraction:
    value = Fraction(text)
    if value == 0:
        raise ValueError(text)
    return value


def _measured(text: str) -> Money | Fraction:
    return Money.parse(text) if text[-1:].isalpha() else cast("Fraction", _matching(_FRACTION, Fraction)(text))


def _price(text: str) -> Fraction:
    return _positive(text.removesuffix("%")) / 100


def _price_text(value: Fraction) -> str:
    """Write a price as a percentage without trailing zeros; the inverse of reading it."""
    return f"{_decimal_text(value * 100)}%"


def _decimal_text(value: Fraction) -> str:
    """Write a decimal of at most nine places without trailing zeros; the inverse of reading it."""
    whole, part = divmod(value.numerator * 10**9 // value.denominator, 10**9)
    return f"{whole}.{part:09d}".rstrip("0").rstrip(".")


def _schema(pattern: str, description: str, *, also: str | None = None) -> WithJsonSchema:
    """The JSON Schema of a text; `also` is what an editor's YAML takes it for where nobody quotes it."""
    kind = "string" if also is None else ["string", also]
    return WithJsonSchema({"type": kind, "pattern": f"^{pattern}$", "description": description})


_AS_TEXT = PlainSerializer(str, return_type=str)

MoneyText = Annotated[
    Money,
    _reads(Money.parse, "deal.money-unreadable"),
    _AS_TEXT,
    _schema(r"-?[0-9]+(\.[0-9]+)? [A-Z]{3}", "an amount and its currency, e.g. 120000000.00 USD"),
]
RateText = Annotated[
    Rate, _reads(Rate.parse, "deal.rate-unreadable"), _AS_TEXT, _schema(r"-?[0-9.]+%", "a rate a year, 4.50%")
]
ComputedRateText = Annotated[
    Rate, _reads(Rate.computed, "deal.rate-unreadable"), _AS_TEXT, _schema(r"-?[0-9./]+%", "a rate a year, computed")
]
ShareText = Annotated[
    Share, _reads(Share.parse, "deal.share-unreadable"), _AS_TEXT, _schema(r"[0-9.]+%", "a share, 5%")
]
DateText = Annotated[
    date,
    _reads(_matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat), "deal.date-unreadable"),
    PlainSerializer(date.isoformat, return_type=str),
    _schema(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day, YYYY-MM-DD"),
]
PeriodText = Annotated[
    Period,
    _reads(Period.parse, "deal.period-unreadable"),
    _AS_TEXT,
    _schema("[0-9]{4}-[0-9]{2}", "a month, YYYY-MM"),
]
CurrencyText = Annotated[
    Currency, _reads(Currency, "deal.currency-unknown"), _AS_TEXT, _schema("[A-Z]{3}", "ISO 4217 code")
]
Identifier = Annotated[
    str,
    _reads(_matching(_IDENTIFIER, str), "deal.identifier-unreadable"),
    _schema(_IDENTIFIER, "an identifier"),
]
Text = Annotated[str, _reads(_text, "deal.text-empty"), WithJsonSchema({"type": "string", "minLength": 1})]
Whole = Annotated[
    int,
    _reads(_matching("[0-9]{1,9}", int), "deal.whole-unreadable"),
    _AS_TEXT,
    _schema("[0-9]{1,9}", "a whole number", also="integer"),
]
YesNo = Annotated[
    bool,
    _reads(_matching("yes|no", "yes".__eq__), "deal.yes-no-unreadable"),
    PlainSerializer(lambda value: "yes" if value else "no", return_type=str),
    WithJsonSchema({"enum": ["yes", "no"]}),
]
ExchangeRateText = Annotated[
    Fraction,
    _reads(_matching(_EXCHANGE_RATE, _positive), "deal.exchange-rate-unreadable"),
    PlainSerializer(_decimal_text, return_type=str),
    _schema(_EXCHANGE_RATE, "units of the paid currency for one of the received currency", also="number"),
]
FractionText = Annotated[
    Fraction,
    _reads(_matching(_FRACTION, Fraction), "deal.value-unreadable"),
    _AS_TEXT,
    _schema(_FRACTION, "an exact number, 1/3"),
]
MeasuredText = Annotated[
    Money | Fraction,
    _reads(_measured, "deal.value-unreadable"),
    _AS_TEXT,
    _schema(rf"(-?[0-9]+(\.[0-9]+)? [A-Z]{{3}}|{_FRACTION})", "an amount with its currency, or an exact number, 1/3"),
]
PriceText = Annotated[
    Fraction,
    _reads(_matching(_PRICE, _price), "deal.price-unreadable"),
    PlainSerializer(_price_text, return_type=str),
    _schema(_PRICE, "a price in per cent of principal, 99.25%"),
]
