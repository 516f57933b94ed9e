"""Cells: texts become exact stored values, and stored values texts, column by column.

    money      12500.50          -> 1,250,050 minor units      (scale 10000 for a column in 万元)
    rate       6.85% | 6.85 | 0.0685 -> 6,850,000 units of 10^-8   (percent-sign, percent, fraction)
    quantity   0.3515            -> 351,500 units of 10^-6
    integer    36                -> 36
    date       2026-08-31, or another fixed form                -> the day
    choice     one of the column's words; identifier, text      -> themselves

A text is read exactly or not at all: no separators, no exponents, no more decimals than the stored unit can hold
(zeros beyond it are harmless), and a date only if writing it again gives the same text. What cannot be read is null in
the column and named in a fault. No float is made on the way.
Law: reading what `written` wrote gives the same value.
Source: ISO 8601-1 for dates; ISO 4217 for minor units.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from tallystick.tape.schemas import Column, Kind
from tallystick.units.money import Currency

__all__ = [
    "DATE_FORM",
    "FORMS",
    "LAST_YEAR",
    "SERIAL_FORM",
    "STORED",
    "UNREADABLE",
    "decimal_places",
    "is_date_form",
    "read_cells",
    "scale_places",
    "written",
]

FORMS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MONEY: ("money",),
    Kind.RATE: ("percent-sign", "percent", "fraction"),
    Kind.QUANTITY: ("quantity",),
    Kind.INTEGER: ("integer",),
    Kind.DATE: ("date",),
    Kind.CHOICE: ("choice",),
    Kind.TEXT: ("text",),
    Kind.IDENTIFIER: ("identifier",),
}
"""How a column of each kind may be written; the first is how the tape itself writes it."""

STORED: Final[Mapping[Kind, pl.DataType]] = {
    Kind.MONEY: pl.Int64(),
    Kind.RATE: pl.Int64(),
    Kind.QUANTITY: pl.Int64(),
    Kind.INTEGER: pl.Int64(),
    Kind.DATE: pl.Date(),
    Kind.CHOICE: pl.String(),
    Kind.TEXT: pl.String(),
    Kind.IDENTIFIER: pl.String(),
}
"""The polars type in which each kind is stored."""

UNREADABLE: Final[Mapping[Kind, str]] = {
    Kind.MONEY: "tape.money-unreadable",
    Kind.RATE: "tape.rate-unreadable",
    Kind.QUANTITY: "tape.quantity-unreadable",
    Kind.INTEGER: "tape.integer-unreadable",
    Kind.DATE: "tape.date-unreadable",
    Kind.CHOICE: "tape.choice-unknown",
    Kind.TEXT: "tape.identifier-unreadable",
    Kind.IDENTIFIER: "tape.identifier-unreadable",
}
"""The fault of a cell that is not of its kind."""

DATE_FORM: Final = "%Y-%m-%d"
SERIAL_FORM: Final = "excel"
"""Days as a spreadsheet counts them, where a column of dates was saved as numbers: 46265 is 2026-08-31."""
LAST_YEAR: Final = 9999

_QUANTITY_PLACES = 6
_RATE_PLACES = {"percent-sign": 6, "percent": 6, "fraction": 8}
_NUMBER = r"^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,40})?$"
_LONGEST_NUMBER = 18
_IDENTIFIER = r"^[^\s\p{Cc}\p{Cf}]{1,64}$"
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = (61, 2_958_465)
"""From 1900-03-01, before which spreadsheets count a day that never was, to 9999-12-31."""
_DATE_FORM = re.compile(r"(?:%Y|%-?[md]|%b|[-/. 年月日])+")


def is_date_form(form: str) -> bool:
    """Whether a form has one four-digit year, one month and at most one day.

    Allowed are ``%Y``, ``%m``, ``%-m`` or ``%b`` (English), ``%d`` or ``%-d``, with ``- / .``, a space or 年月日
    between.
    Without a day it means the first of the month. Or it is `SERIAL_FORM`.
    """
    if form == SERIAL_FORM:
        return True
    months = sum(form.count(part) for part in ("%m", "%-m", "%b"))
    days = sum(form.count(part) for part in ("%d", "%-d"))
    return bool(_DATE_FORM.fullmatch(form)) and form.count("%Y") == 1 and months == 1 and days <= 1


def scale_places(scale: str) -> int:
    """Return the decimal places of a scale: 4 for ``10000`` (a column in 万元).

    Raises:
        ValueError: the scale is not 1 followed by at most eight zeros.
    """
    if not re.fullmatch("10{0,8}", scale):
        raise ValueError(scale)
    return len(scale) - 1


def decimal_places(kind: Kind, currency: Currency, *, form: str, places: int) -> int:
    """Return how many decimals of a written number its stored unit holds: 2 for ``12500.50 CNY``, 6 for ``6.85%``.

    Args:
        kind: of the column, one of numbers.
        currency: whose minor units money is counted in.
        form: one of `FORMS` of the kind.
        places: how many places money is scaled up by, from `scale_places`.
    """
    match kind:
        case Kind.MONEY:
            return currency.exponent + places
        case Kind.RATE:
            return _RATE_PLACES[form]
        case Kind.QUANTITY:
            return _QUANTITY_PLACES
        case _:
            return 0


def read_cells(
    text: pl.Expr, column: Column, currency: Currency, *, form: str, date_form: str = DATE_FORM, places: int = 0
) -> pl.Expr:
    """Return the stored values of a column of texts; null where a text is not one.

    Args:
        text: the texts; null stays null.
        column: what they are to be.
        currency: whose minor units money is counted in.
        form: one of `FORMS` of the column's kind.
        date_form: the form of dates, as `is_date_form` allows.
        places: how many places money is scaled up by, from `scale_places`.
    """
    match column.kind:
        case Kind.RATE if form == "percent-sign":
            value = _whole_number(text.str.strip_suffix("%"), _RATE_PLACES[form])
            return pl.when(text.str.ends_with("%")).then(value)
        case Kind.MONEY | Kind.RATE | Kind.QUANTITY | Kind.INTEGER:
            return _whole_number(text, decimal_places(column.kind, currency, form=form, places=places))
        case Kind.DATE:
            return _date(text, date_form)
        case Kind.CHOICE:
            return pl.when(text.is_in(list(column.choices))).then(text)
        case Kind.IDENTIFIER:
            return pl.when(text.str.contains(_IDENTIFIER)).then(text)
        case _:
            return text


def written(column: Column, currency: Currency) -> pl.Expr:
    """Return the texts of a typed column, as the tape itself writes them: ``12500.50``, ``6.85%``, ``2026-08-31``."""
    return _texts(column, currency).alias(column.name)


def _texts(column: Column, currency: Currency) -> pl.Expr:
    value = pl.col(column.name)
    match column.kind:
        case Kind.MONEY:
            return _decimal(value, currency.exponent)
        case Kind.RATE:
            trimmed = _decimal(value, _RATE_PLACES["percent-sign"]).str.replace(r"(\.[0-9]{2}[0-9]*?)0+$", "$1")
            return trimmed + pl.lit("%")
        case Kind.QUANTITY:
            return _decimal(value, _QUANTITY_PLACES).str.replace(r"\.?0+$", "")
        case Kind.DATE:
            return value.dt.to_string(DATE_FORM)
        case Kind.INTEGER:
            return value.cast(pl.String)
        case _:
            return value


def _whole_number(text: pl.Expr, places: int) -> pl.Expr:
    digits = text.str.extract(r"^-?([0-9]+)")
    decimals = text.str.extract(r"\.([0-9]+)$").fill_null("").str.strip_chars_end("0")
    figure = digits + decimals.str.pad_end(places, "0")
    fits = (decimals.str.len_chars() <= places) & (figure.str.len_chars() <= _LONGEST_NUMBER)
    size = pl.when(text.str.contains(_NUMBER) & fits).then(figure).cast(pl.Int64, strict=False)
    return pl.when(text.str.starts_with("-")).then(-size).otherwise(size)


def _date(text: pl.Expr, form: str) -> pl.Expr:
    if form == SERIAL_FORM:
        days = pl.when(text.str.contains(r"^[1-9][0-9]{1,6}$")).then(text).cast(pl.Int32, strict=False)
        return pl.lit(_SERIAL_ZERO) + pl.duration(days=pl.when(days.is_between(*_SERIALS)).then(days))
    whole = text if "d" in form else pl.lit("01 ") + text
    day = whole.str.to_date(form if "d" in form else f"%d {form}", strict=False)
    return pl.when((day.dt.to_string(form) == text) & day.dt.year().is_between(1, LAST_YEAR)).then(day)


def _decimal(value: pl.Expr, places: int) -> pl.Expr:
    digits = value.abs().cast(pl.String)
    if places:
        digits = digits.str.zfill(places + 1)
        digits = digits.str.head(-places) + pl.lit(".") + digits.str.tail(places)
    return pl.when(value < 0).then(pl.lit("-") + digits).otherwise(digits)
