"""Regular text: a file whose every row is as wide as its head, divided all at once; its quotes taken off (`quotes`).

Most tapes are like that, and need none of the care that `delimited` takes row by row. Whatever is not (a quote that is
wrong, a ragged or blank row, a lone carriage return, a very long line, a head that needs a finding) is left to it.

How wide rows are is known from two figures: the file has as many separators as its rows need, and either every row
reaches its last column or none goes beyond it. So columns that nobody wants need not be read.
Law: where this module answers at all, `delimited` read row by row gives the same table without a fault.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import polars as pl

from tallystick.tape.reading.files.quotes import unquoted
from tallystick.tape.reading.files.table import padded

__all__ = ["LONGEST_LINE", "Regular", "divided"]

LONGEST_LINE = 1 << 17
"""Bytes; no cell of a shorter line is beyond what the row-by-row reader holds."""

_REPLACED: Final = "\ufffd".encode()
_PIECE: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regular:
    """A regular text, divided.

    Attributes:
        head: the names of all columns, in the order of the file.
        cells: one text column for each that is wanted.
        ordinary: whether no cell of the file, wanted or not, is as long as asked, or has a control character or U+FFFD.
        padded: faults of cells that had white space around them.
    """

    head: tuple[str, ...]
    cells: pl.DataFrame
    ordinary: bool
    padded: tuple[pl.DataFrame, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """How often some bytes stand in a text: line ends, separators, and control characters that no honest export has."""

    line_ends: int
    separators: int
    controls: int

    @classmethod
    def of(cls, content: bytes, separator: str) -> Self:
        """Count them: the frequent ones piece after piece, which the processor keeps at hand, the rare ones whole."""
        separators = line_ends = low = 0
        whole = np.frombuffer(content, np.uint8)
        for start in range(0, whole.size, _PIECE):
            piece = whole[start : start + _PIECE]
            separators += int(np.count_nonzero(piece == ord(separator)))
            line_ends += int(np.count_nonzero(piece == ord("\n")))
            low += int(np.count_nonzero(piece < ord(" ")))
        others = low - line_ends
        allowed = content.count(b"\t") + content.count(b"\r") if others else 0
        return cls(line_ends=line_ends, separators=separators, controls=others - allowed + content.count(b"\x7f"))


def divided(
    content: bytes, separator: str, blank: str, *, wanted: frozenset[str] | None = None, longest: int = LONGEST_LINE
) -> Regular | None:
    """Divide a regular text into columns of texts.

    Args:
        content: the whole file in UTF-8, without a byte-order mark.
        separator: the delimiter, one character of ASCII.
        blank: the characters that are no part of a cell at its ends.
        wanted: the columns that are needed; all of them where the text is not ordinary.
        longest: how many bytes a line of an ordinary text may have.

    Returns:
        The cells under the names of the head, or None where the text is not regular.
    """
    quoted = unquoted(content, separator) if b'"' in content else None
    if quoted is not None:
        content = quoted.content
    elif b'"' in content:
        return None
    end = _end(content)
    if b"\r" in content and content.count(b"\r", 0, end) != content.count(b"\r\n", 0, end):
        return None
    names = _first_line(content, end).split(separator)
    names = [(name if quoted is None else quoted.restored(name)).strip(blank) for name in names]
    marks = _Marks.of(content, separator)
    rows = marks.line_ends - content.count(b"\n", end)
    even = marks.separators == (rows + 1) * (len(names) - 1)
    if not rows or not even or len(set(names)) != len(names) or not all(names):
        return None
    replaced = not content.isascii() and _REPLACED in content
    ordinary = not (marks.controls or replaced) and _lines_below(content, end, longest)
    if not ordinary and not _lines_below(content, end, LONGEST_LINE):
        return None
    body = content if content.count(b"\n", end) < 2 else content[:end]
    if body.endswith(separator.encode()):  # polars passes over a cell too many that is the last of all, and empty
        body += b"\n"
    kept = [place for place, name in enumerate(names) if wanted is not None and ordinary and name in wanted]
    kept = sorted({0, *kept}) if kept else kept  # what the first column says of a row may be that it is a total
    cells = _cells(body, separator, names, kept or list(range(len(names))))
    if cells is None or cells.height != rows:
        return None
    if quoted is not None:
        cells = quoted.restored_in(cells)
    wide: tuple[pl.DataFrame, ...] = ()
    if (quoted is not None and quoted.stood_in) or _has_any(content, set(blank) - {separator, "\r", "\n"}):
        wide = tuple(padded(cells, pl.int_range(1, rows + 1, eager=True)))
        cells = cells.with_columns(pl.all().str.strip_chars(blank))
    return None if _some_row_blank(cells) else Regular(head=tuple(names), cells=cells, ordinary=ordinary, padded=wide)


def _end(content: bytes) -> int:
    """Where the last line ends, the line ends after it not counted."""
    end = len(content)
    while end and content[end - 1] in b"\r\n":
        end -= 1
    return end


def _first_line(content: bytes, end: int) -> str:
    stop = content.find(b"\n", 0, end)
    return content[: end if stop < 0 else stop].decode(errors="replace").removesuffix("\r")


def _lines_below(content: bytes, end: int, longest: int) -> bool:
    """Whether every line is surely shorter than `longest` bytes: each stretch of half of that has a line end."""
    half = longest // 2
    return half > 0 and all(content.find(b"\n", start, start + half) >= 0 for start in range(0, end - half, half))


def _has_any(content: bytes, marks: Iterable[str]) -> bool:
    """Whether some of these characters stand anywhere."""
    plain = content.isascii()
    return any(mark.encode() in content for mark in marks if mark.isascii() or not plain)


def _cells(body: bytes, separator: str, names: list[str], kept: list[int]) -> pl.DataFrame | None:
    """Read the columns that are kept; None where some row is wider or narrower than the head."""
    last = len(names) - 1
    try:
        cells = _read(body, separator, names, sorted({*kept, last}))
        if cells[names[last]].null_count():
            cells = _read(body, separator, names, list(range(len(names))))
    except pl.exceptions.PolarsError:
        return None
    return cells.select(pl.col(names[place]).fill_null("") for place in kept)


def _read(body: bytes, separator: str, names: list[str], places: list[int]) -> pl.DataFrame:
    cells = pl.read_csv(body, columns=places, separator=separator, quote_char=None, infer_schema=False)
    cells.columns = [names[place] for place in places]
    return cells


def _some_row_blank(cells: pl.DataFrame) -> bool:
    """Whether the cells of some row are all empty; the cells that nobody wants may then hold something or nothing."""
    blank = cells.filter(pl.first() == "")
    return bool(blank.select(pl.all_horizontal(pl.all() == "").any()).item())
