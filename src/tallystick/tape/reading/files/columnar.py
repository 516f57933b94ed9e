"""Parquet: typed columns become a table of texts again, each value exactly as it is stored.

Whole numbers, decimals, days and texts have one text each. A binary fraction has the shortest decimal that reads back
as itself, which is what was written before it was stored; that a column is one is said. A moment at midnight of its own
zone is the day; a column of moments in a zone (UTC, as most writers store them) all of which are midnight in Beijing is
a column of days there, and is said to be read so. A column of the null type is empty. Nested values are refused.
Source: Apache Parquet format specification, logical types.
"""

import io
from collections.abc import Iterator
from typing import Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.tape.faults import fault_rows
from tallystick.tape.reading.files.table import BLANK, Limits, Table, padded, table_of

__all__ = ["SIGNATURE", "read_parquet"]

SIGNATURE: Final = b"PAR1"
_BEIJING: Final = "Asia/Shanghai"
_ROOM = 4
"""How many times larger the texts of a file may be than the largest file itself."""


def read_parquet(content: bytes, *, file: str, limits: Limits) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read a Parquet file as texts.

    Returns:
        The table, or None where the file as a whole cannot be used, and the findings about the file as a whole.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        columns = dict(lazy.collect_schema())
        rows = int(lazy.select(pl.len()).collect().item())
        found = tuple(_about(columns, rows, file=file, limits=limits))
        if any(each.code != "tape.column-binary" for each in found):
            return None, found
        zoned = _of_beijing(lazy, columns)
        found = (*found, *(_told_of_zone(name, columns[name], file) for name in zoned))
        lazy = lazy.with_columns(pl.col(name).dt.convert_time_zone(_BEIJING) for name in zoned)
        texts = lazy.select(_text(name, kind) for name, kind in columns.items())
        size = sum(texts.select(pl.all().str.len_bytes().sum()).collect().row(0))
        if size > limits.size * _ROOM:
            return None, (*found, finding("tape.file-too-large", file=file, limit=limits.size))
        cells = texts.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, OverflowError) as error:
        return None, (
            finding("tape.file-damaged", file=file, kind="Parquet", detail=parser_problem(str(error).splitlines()[0])),
        )
    dates = frozenset(name.strip(BLANK) for name, kind in columns.items() if _is_day(kind))
    texts_of = [name.strip(BLANK) for name, kind in columns.items() if not (kind.is_numeric() or kind.is_temporal())]
    return _table(cells, dates, texts_of, limits), found


def _about(columns: dict[str, pl.DataType], rows: int, *, file: str, limits: Limits) -> Iterator[Finding]:
    if len(columns) > limits.columns:
        yield finding("tape.columns-too-many", file=file, found=len(columns), limit=limits.columns)
    if rows > limits.rows:
        yield finding("tape.rows-too-many", file=file, limit=limits.rows)
    if rows == 0:
        yield finding("tape.rows-missing", file=file, rows=0)
    names = [name.strip(BLANK) for name in columns]
    for place, name in enumerate(names, start=1):
        if not name:
            yield finding("tape.head-empty", file=file, position=place)
        elif name in names[: place - 1]:
            first = names.index(name) + 1
            yield finding("tape.head-twice", file=file, column=name, position=place, first=first)
    for name, kind in columns.items():
        if kind.is_nested() or kind in {pl.Binary, pl.Object, pl.Duration, pl.Time}:
            yield finding("tape.column-nested", file=file, column=name, kind=str(kind))
        elif kind.is_float():
            yield finding("tape.column-binary", file=file, column=name)


def _of_beijing(lazy: pl.LazyFrame, columns: dict[str, pl.DataType]) -> tuple[str, ...]:
    """Return the columns in a zone that are no days there, and are days in Beijing, every one of them."""
    zoned = [name for name, kind in columns.items() if isinstance(kind, pl.Datetime) and kind.time_zone is not None]
    if not zoned:
        return ()

    def at_midnight(value: pl.Expr) -> pl.Expr:
        return (value.dt.time() == pl.time(0)).all()

    own = lazy.select(at_midnight(pl.col(name)) for name in zoned).collect().row(0)
    there = lazy.select(at_midnight(pl.col(name).dt.convert_time_zone(_BEIJING)) for name in zoned).collect().row(0)
    return tuple(name for name, here, beijing in zip(zoned, own, there, strict=True) if beijing and not here)


def _told_of_zone(name: str, kind: pl.DataType, file: str) -> Finding:
    zone = kind.time_zone if isinstance(kind, pl.Datetime) else None
    return finding("tape.column-zoned", file=file, column=name, name=name, zone=zone or "-")


def _is_day(kind: pl.DataType) -> bool:
    return kind == pl.Date or isinstance(kind, pl.Datetime)


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if isinstance(kind, pl.Datetime):
        at_midnight = value.dt.time() == pl.time(0)
        value = pl.when(at_midnight).then(value.dt.strftime("%Y-%m-%d")).otherwise(value.dt.to_string("iso"))
    elif kind == pl.Date:
        value = value.dt.strftime("%Y-%m-%d")
    elif kind.is_float():
        written = value.cast(pl.String)
        value = pl.when(value == value.floor()).then(written.str.strip_suffix(".0")).otherwise(written)
    return value.cast(pl.String).fill_null("").alias(name.strip(BLANK))


def _table(cells: pl.DataFrame, dates: frozenset[str], texts: list[str], limits: Limits) -> Table:
    """Make the table; only what was stored as text can have white space around it."""
    numbers = pl.int_range(1, cells.height + 1, eager=True)
    wide = tuple(padded(cells.select(texts), numbers))
    cells = cells.with_columns(pl.col(texts).str.strip_chars(BLANK))
    blank = cells.select(pl.all_horizontal(pl.all() == "")).to_series()
    faults = fault_rows("tape.row-blank", ((row, "", "", "") for row in numbers.filter(blank)))
    kept = cells.filter(~blank)
    return table_of(
        "parquet",
        kept,
        numbers.filter(~blank),
        cells.height,
        (*wide, faults),
        limits=limits,
        dates=dates & set(cells.columns),
    )
