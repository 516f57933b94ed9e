"""A sheet as Parquet: columns named for programs, numbers as numbers, days as days, amounts as exact decimals.

A column whose values are of several kinds, such as a table of figures and lives, is text, as CSV has it. Source: the
Apache Parquet format, written by polars without compression statistics of the machine.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import polars as pl

from tallystick.evidence.wording import Language
from tallystick.shell.operations.ports.sheets import Cell, Sheet, exact
from tallystick.units.money import Money

__all__ = ["long_table", "parquet"]

_DIGITS = 38


def parquet(sheet: Sheet, language: Language) -> bytes:
    """Return one sheet as Parquet."""
    names = [column.id for column in sheet.columns]
    columns = [_column(name, [row[place] for row in sheet.rows], language) for place, name in enumerate(names)]
    written = io.BytesIO()
    pl.DataFrame(columns).write_parquet(written, compression="zstd")
    return written.getvalue()


def long_table(columns: Mapping[str, Sequence[object]], *, parquet: bool) -> bytes:
    """Return columns of equal length, arrays among them, as Parquet or as CSV."""
    written = io.BytesIO()
    frame = pl.DataFrame(columns)
    if parquet:
        frame.write_parquet(written, compression="zstd")
    else:
        frame.write_csv(written)
    return written.getvalue()


def _column(name: str, cells: list[Cell], language: Language) -> pl.Series:
    present = [cell for cell in cells if cell is not None]
    if present and all(isinstance(cell, date) for cell in present):
        return pl.Series(name, cells, dtype=pl.Date)
    if present and all(isinstance(cell, Money) for cell in present):
        places = max(cell.currency.exponent for cell in present if isinstance(cell, Money))
        return _texts(name, cells, language).cast(pl.Decimal(_DIGITS, places))
    if present and all(isinstance(cell, int) for cell in present):
        return pl.Series(name, cells, dtype=pl.Int64)
    if present and all(isinstance(cell, int | Fraction) for cell in present):
        values = [float(cell) if isinstance(cell, int | Fraction) else None for cell in cells]
        return pl.Series(name, values, dtype=pl.Float64)
    return _texts(name, cells, language)


def _texts(name: str, cells: list[Cell], language: Language) -> pl.Series:
    return pl.Series(name, [None if cell is None else exact(cell, language) for cell in cells], dtype=pl.String)
