"""A table of texts: what every reader of tapes makes of its file, before any column is known.

Cells are texts without the white space around them; rows keep their number in the file; what no honest export holds
(over-long cells, control characters, signs that nobody sees, U+FFFD) is a fault with its row and column.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from tallystick.tape.faults import fault_rows, gathered

__all__ = ["BLANK", "Layout", "Limits", "Table", "padded", "table_of"]

BLANK = " \t\r\n\u3000\u00a0"
"""What is no part of a cell at its ends."""

_CONTROL = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}--\t\n\r]"
_STRANGE = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\x{fffd}--\t\n\r]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a tape may be before it is refused, so that a hostile file cannot exhaust the machine.

    Attributes:
        size: bytes of the file.
        rows: rows below the head.
        columns: columns of the head.
        cell: characters of one cell, at most 131,072 (what the CSV reader holds).
    """

    size: int = 1 << 30
    rows: int = 5_000_000
    columns: int = 500
    cell: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What is known of a file beforehand; each part matters to some kinds of file only.

    Attributes:
        encoding: of delimited text.
        delimiter: of delimited text.
        sheet: of a workbook that has several.
        rows: the element that is one row of an XML file.
        folded: whether a choice of value or reason in XML is one column, as in ISO 20022.
        wanted: the columns of an XML file to be kept; None for all.
        header: an element of an XML file outside its rows whose text is kept.
        used: the columns of delimited text that matter, so that the others need not be kept; None for all.
        head: the line of delimited text, or the row of a sheet, in which the head stands, from 1.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    rows: str | None = None
    folded: bool = False
    wanted: frozenset[str] | None = None
    header: str | None = None
    used: frozenset[str] | None = None
    head: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A file as texts.

    Laws: `numbers` ascends; every row of the file is in `cells`, blank, or named in `faults`.

    Attributes:
        encoding: how the bytes were read: ``utf-8``, ``gb18030``, ``parquet``, ``xlsx`` or ``xml``.
        cells: one text column for each column of the head, under its name there; empty cells are empty texts.
        numbers: the row in the file of each row, from 1, the head not counted.
        rows_in_file: all rows up to the last that is not blank, also those left out.
        faults: what is wrong with rows and cells as texts.
        dates: columns whose cells are days in the file itself, and so are written as ISO 8601 here.
        beyond: how many rows have each column that was not wanted.
        header: the text of the element that was asked for; empty where there is none.
        head: all columns of the file in its order, where `cells` holds only some of them.
    """

    encoding: str
    cells: pl.DataFrame
    numbers: pl.Series
    rows_in_file: int
    faults: pl.DataFrame
    dates: frozenset[str] = frozenset()
    beyond: Mapping[str, int] = field(default_factory=dict)
    header: str = ""
    head: tuple[str, ...] = ()


def table_of(
    encoding: str,
    cells: pl.DataFrame,
    numbers: pl.Series,
    rows_in_file: int,
    faults: Iterable[pl.DataFrame] = (),
    *,
    limits: Limits,
    dates: frozenset[str] = frozenset(),
) -> Table:
    """Return a table of cells.

    Args:
        encoding: how the file was read.
        cells: one text column for each of its columns.
        numbers: the row in the file of each row.
        rows_in_file: all rows, also those left out.
        faults: what the reader found already.
        limits: how long a cell may be.
        dates: columns whose cells are days in the file itself.
    """
    numbers = numbers.cast(pl.Int64).alias("source_row")
    found = gathered((*faults, *_strange_cells(cells, numbers, limits.cell)))
    return Table(encoding=encoding, cells=cells, numbers=numbers, rows_in_file=rows_in_file, faults=found, dates=dates)


def padded(cells: pl.DataFrame, numbers: pl.Series) -> Iterator[pl.DataFrame]:
    """Yield a fault for each cell that has white space around its text, which is read without it.

    Args:
        cells: as they stand in the file.
        numbers: the row in the file of each row.
    """
    for name in cells.columns:
        text = cells[name]
        bare = text.str.strip_chars(BLANK)
        wider = (text.str.len_bytes() > bare.str.len_bytes()) & (bare != "")
        if wider.any():
            found = zip(numbers.filter(wider), text.filter(wider), bare.filter(wider), strict=True)
            yield fault_rows("tape.cell-padded", ((row, name, value, read) for row, value, read in found))


def _strange_cells(cells: pl.DataFrame, numbers: pl.Series, longest: int) -> Iterator[pl.DataFrame]:
    """Yield faults for cells no honest export holds: too long, with control characters, with U+FFFD."""
    for name in _suspects(cells, longest):
        text = cells[name]
        for code, strange in (
            ("tape.cell-too-long", text.str.len_chars() > longest),
            ("tape.character-control", text.str.contains(_CONTROL)),
            ("tape.character-replaced", text.str.contains("\ufffd", literal=True)),
        ):
            if strange.any():
                rows = zip(numbers.filter(strange), text.filter(strange), strict=True)
                yield fault_rows(code, ((row, name, value, str(longest)) for row, value in rows))


def _suspects(cells: pl.DataFrame, longest: int) -> Iterator[str]:
    """Yield the columns that have some strange cell: one pass over all of them, since nearly always there is none.

    A text has no more characters than bytes, so that bytes within the limit need no counting of characters.
    """
    odd = cells.select(
        (pl.col(name).str.contains(_STRANGE).any() | (pl.col(name).str.len_bytes().max() > longest)).alias(name)
        for name in cells.columns
    )
    yield from (name for name in cells.columns if odd[name][0])
