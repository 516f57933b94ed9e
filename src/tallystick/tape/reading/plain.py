r"""Plain cells: what nearly every cell of an honest export looks like, read all at once.

    12500.50    an amount: digits without leading zeros, at most as many decimals as are stored
    6.85%       a rate, with or without its sign as the column has it
    2026-08-31  a day whose year, month and day have four, two and two digits

A column of few texts, however often they recur, has each of them read once. Any other is read plainly first; only what
is not plain is read with the care of `cells`, which alone says what can be read and what cannot. A million amounts cost
two passes this way, not ten.
Law: a cell that is read plainly has the value that `cells` gives it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.tape.reading.cells import STORED, decimal_places, read_cells
from tallystick.tape.schemas import Column, Kind
from tallystick.units.money import Currency

__all__ = ["CellReader", "read_columns", "read_plain"]

_DIGITS: Final = 18
_SAMPLE: Final = 5_000
_FEW: Final = 500
_NUMBERS: Final = frozenset({Kind.MONEY, Kind.RATE, Kind.QUANTITY, Kind.INTEGER})
_FORMED: Final = _NUMBERS | {Kind.DATE}
_PARTS: Final = {"%Y": "[1-9][0-9]{3}", "%m": "[0-9]{2}", "%d": "[0-9]{2}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReader:
    """What makes stored values of the texts of one column; the attributes are the arguments of `cells.read_cells`."""

    column: Column
    currency: Currency
    form: str
    date_form: str
    places: int

    def __call__(self, text: pl.Expr, *, plainly: bool) -> pl.Expr:
        """Return the values; null where a text is not one, or not a plain one."""
        read = read_plain if plainly else read_cells
        how = {"form": self.form, "date_form": self.date_form}
        value = read(text, self.column, self.currency, **how, places=self.places)
        return value.cast(STORED[self.column.kind])


def read_columns(texts: pl.DataFrame, readers: Mapping[str, CellReader]) -> pl.DataFrame:
    """Read columns of texts, each with its reader."""
    values = texts.select(_values(texts[name], reader).alias(name) for name, reader in readers.items())
    return values.with_columns(
        _with_care(texts[name], values[name], readers[name])
        for name in values.columns
        if values[name].null_count() > texts[name].null_count()
    )


def _values(text: pl.Series, reader: CellReader) -> pl.Expr:
    """Return the values of a column whose texts recur by what each is, and of any other as far as they are plain."""
    formed = reader.column.kind in _FORMED
    if formed and text.len() > _SAMPLE and text.head(_SAMPLE).n_unique() < _FEW:
        distinct = text.drop_nulls().unique()
        if distinct.len() < _FEW:
            values = distinct.to_frame(text.name).select(reader(pl.col(text.name), plainly=False)).to_series()
            return pl.col(text.name).replace_strict(distinct, values, default=None, return_dtype=values.dtype)
    return reader(pl.col(text.name), plainly=True)


def read_plain(text: pl.Expr, column: Column, currency: Currency, *, form: str, date_form: str, places: int) -> pl.Expr:
    """Return the stored values of plain texts; null where a text is null or not plain.

    Kinds whose texts are their values, and days in other forms, are read as `cells.read_cells` reads them.
    """
    if column.kind in _NUMBERS:
        percent = form == "percent-sign" and column.kind is Kind.RATE
        return _number(text, decimal_places(column.kind, currency, form=form, places=places), percent=percent)
    if column.kind is Kind.DATE and all(part in date_form for part in _PARTS):
        shape = re.sub("%[Ymd]", lambda part: _PARTS[part[0]], re.escape(date_form).replace(r"\%", "%"))
        return pl.when(text.str.contains(f"^{shape}$")).then(text).str.to_date(date_form, strict=False)
    return read_cells(text, column, currency, form=form, date_form=date_form, places=places)


def _number(text: pl.Expr, places: int, *, percent: bool) -> pl.Expr:
    decimals = f"(?:\\.[0-9]{{1,{places}}})?" if places else ""
    shape = f"^-?(?:0|[1-9][0-9]{{0,{_DIGITS - 1 - places}}}){decimals}{'%' if percent else ''}$"
    plain = pl.when(text.str.contains(shape)).then(text.str.strip_suffix("%") if percent else text)
    if not places:
        return plain.cast(pl.Int64, strict=False)
    return plain.cast(pl.Decimal(38, places), strict=False).to_physical().cast(pl.Int64, strict=False)


def _with_care(text: pl.Series, value: pl.Series, reader: CellReader) -> pl.Series:
    left = (text.is_not_null() & value.is_null()).arg_true()
    cells = text.gather(left).alias("text").to_frame()
    careful = cells.select(reader(pl.col("text"), plainly=False)).to_series()
    return value.scatter(left, careful) if careful.null_count() < careful.len() else value
