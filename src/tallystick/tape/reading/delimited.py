r"""Delimited text: bytes of unknown care become a table of texts, or findings that say why not.

    bytes -> size -> kind of file -> encoding -> delimiter -> head -> rows, every one as wide as the head

Encoding: a byte-order mark, else strict UTF-8, else GB18030, else a finding with the offset and row of the first byte
that neither can read, and U+FFFD for what cannot be read, so that the cells it stands in are named too. Rows that are
not as wide as the head are faults and are left out; every row keeps its number in the file. Cells are texts without the
white space around them.
Source: RFC 4180 for quoting and line ends; GB 18030-2022; Unicode Standard section 23.8 for byte-order marks.
It knows no columns and no types, and reads neither spreadsheets nor compressed files: it names them.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.faults import fault_rows, gathered
from tallystick.tape.reading.regular import divided

__all__ = ["DELIMITERS", "Limits", "Table", "read_bytes", "read_table"]

DELIMITERS: Final = (",", ";", "\t", "|")

_CODECS: Final = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}
_CHUNK = 50_000
_HEAD = 1 << 17
_SAMPLE = 60
_BLANK = " \t\r\n\u3000\u00a0"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_SIGNATURES: Final = (
    (b"PK\x03\x04", "XLSX/ZIP"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A file as texts.

    Laws: `numbers` ascends; every row of the file is in `cells`, blank, or named in `faults`.

    Attributes:
        encoding: how the bytes were read: ``utf-8`` or ``gb18030``.
        cells: one text column for each column of the head, under its name there; empty cells are empty texts.
        numbers: the row in the file of each row, from 1, the head not counted.
        rows_in_file: all rows up to the last that is not blank, also those left out.
        faults: what is wrong with rows and cells as texts.
    """

    encoding: str
    cells: pl.DataFrame
    numbers: pl.Series
    rows_in_file: int
    faults: pl.DataFrame


def read_bytes(source: bytes | BinaryIO, limit: int) -> bytes | None:
    """Return what an open binary stream still holds, or None where it is more than `limit` bytes."""
    content = source if isinstance(source, bytes) else source.read(limit + 1)
    return None if len(content) > limit else content


def read_table(
    content: bytes, *, file: str, limits: Limits, encoding: str | None = None, delimiter: str | None = None
) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read a delimited file as texts.

    Args:
        content: the bytes of the file.
        file: its name for people.
        limits: how large it may be.
        encoding: ``utf-8`` or ``gb18030`` where that is known, else it is found out.
        delimiter: one of `DELIMITERS` where that is known, else the one that divides the head most.

    Returns:
        The table, or None where the file as a whole cannot be used, and the findings about the file as a whole.
    """
    refused = _not_text(content, file)
    if refused is not None:
        return None, (refused,)
    text, used, found = _decoded(content, file=file, encoding=encoding)
    text = text.removeprefix("\ufeff")
    head = next((line for line in text[:_HEAD].splitlines() if line.strip()), "")
    separator = delimiter or max(DELIMITERS, key=head.count)
    regular = divided(text, separator, _BLANK)
    if regular is not None and regular.height <= limits.rows and regular.width <= limits.columns:
        return _table(used, regular, pl.Series(range(1, regular.height + 1)), regular.height, limits=limits), found
    scan = _Scan(file=file, limits=limits, separator=separator)
    scan.read(text)
    found = (*found, *scan.findings)
    if scan.stopped:
        return None, found
    if not scan.numbers:
        return None, (*found, finding("tape.rows-missing", file=file, rows=scan.row))
    return scan.table(used), found


def _not_text(content: bytes, file: str) -> Finding | None:
    if not content.strip():
        return finding("tape.file-empty", file=file)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return finding("tape.file-not-text", file=file, kind=kind)
    offset = content.find(b"\0")
    if offset >= 0:
        return finding("tape.byte-zero", file=file, row=_row_at(content, offset), offset=offset)
    return None


def _row_at(content: bytes, offset: int) -> int:
    """The row of a byte, the head being row 0, supposing that no cell holds a line end."""
    return content.count(b"\n", 0, offset)


def _decoded(content: bytes, *, file: str, encoding: str | None) -> tuple[str, str, tuple[Finding, ...]]:
    tried: list[tuple[str, int]] = []
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            text = content.decode(_CODECS[name])
        except UnicodeDecodeError as error:
            tried.append((name, error.start))
            continue
        if not tried:
            return text, name, ()
        offset = tried[0][1]
        row = _row_at(content, offset)
        return text, name, (finding("tape.encoding-supposed", file=file, row=row, offset=offset, encoding=name),)
    offset = tried[0][1]
    refused = finding(
        "tape.encoding-unreadable",
        file=file,
        row=_row_at(content, offset),
        offset=offset,
        byte=f"0x{content[offset]:02x}",
        encodings=tuple(name for name, _ in tried),
    )
    furthest, _ = max(tried, key=lambda reached: reached[1])
    return content.decode(_CODECS[furthest], errors="replace"), furthest, (refused,)


@dataclass(slots=True, kw_only=True)
class _Scan:
    """One pass over the records; the only mutable thing of this module."""

    file: str
    limits: Limits
    separator: str
    findings: list[Finding] = field(default_factory=list)
    head: tuple[str, ...] = ()
    row: int = -1
    stopped: bool = False
    chunks: list[pl.DataFrame] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    waiting: list[list[str]] = field(default_factory=list)
    ragged: list[tuple[int, str, str, str]] = field(default_factory=list)
    mixed: list[tuple[int, str, str, str]] = field(default_factory=list)
    blank: list[tuple[int, str, str, str]] = field(default_factory=list)

    def read(self, text: str) -> None:
        """Take every record; a quote that is wrong or never closed ends the pass with a finding."""
        for record in self._records(text):
            if not any(cell.strip(_BLANK) for cell in record):
                self._skip()
            elif not self.head:
                self.row = 0
                self._take_head(record)
            else:
                self.row += 1
                self._take(record)
            if self.row > self.limits.rows and not self.stopped:
                self._stop(finding("tape.rows-too-many", file=self.file, limit=self.limits.rows))
            if self.stopped:
                return
        self._flush()

    def table(self, encoding: str) -> Table:
        """Return what was read."""
        last = max(self.numbers[-1], *(row for row, *_ in (*self.ragged[-1:], *self.mixed[-1:])), 0)
        rows = (
            fault_rows("tape.row-ragged", self.ragged),
            fault_rows("tape.delimiter-mixed", self.mixed),
            fault_rows("tape.row-blank", (blank for blank in self.blank if blank[0] < last)),
        )
        numbers = pl.Series(self.numbers)
        return _table(encoding, pl.concat(self.chunks), numbers, last, rows, limits=self.limits)

    def _records(self, text: str) -> Iterator[list[str]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator, strict=True)
        line = 0
        while True:
            line = reader.line_num + 1
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                code = _quoting_fault(str(error), several_lines=reader.line_num > line)
                self._stop(finding(code, file=self.file, line=line, row=self.row + 1))
                return

    def _stop(self, found: Finding) -> None:
        self.findings.append(found)
        self.stopped = True

    def _skip(self) -> None:
        if self.head:
            self.row += 1
            self.blank.append((self.row, "", "", ""))

    def _take_head(self, record: Sequence[str]) -> None:
        names = tuple(name.strip(_BLANK) for name in record)
        if len(names) > self.limits.columns:
            limit = self.limits.columns
            self._stop(finding("tape.columns-too-many", file=self.file, found=len(names), limit=limit))
            return
        for place, name in enumerate(names, start=1):
            if not name:
                self.findings.append(finding("tape.head-empty", file=self.file, position=place))
            elif name in names[: place - 1]:
                first = names.index(name) + 1
                self.findings.append(
                    finding("tape.head-twice", file=self.file, column=name, position=place, first=first)
                )
        self.stopped = bool(self.findings)
        self.head = names

    def _take(self, record: list[str]) -> None:
        width = len(self.head)
        if len(record) == width:
            self.waiting.append(record)
            self.numbers.append(self.row)
            if len(self.waiting) >= _CHUNK:
                self._flush()
            return
        shown = self.separator.join(record)[:_SAMPLE]
        others = [mark for mark in DELIMITERS if mark != self.separator and shown and shown.count(mark)]
        mixed = len(record) == 1 and any(record[0].count(mark) == width - 1 for mark in others)
        place = (self.row, "", shown if mixed else str(len(record)), str(width))
        (self.mixed if mixed else self.ragged).append(place)

    def _flush(self) -> None:
        if self.waiting or not self.chunks:
            columns = zip(*self.waiting, strict=True) if self.waiting else (() for _ in self.head)
            series = [pl.Series(name, cells, dtype=pl.String) for name, cells in zip(self.head, columns, strict=True)]
            self.chunks.append(pl.DataFrame(series).with_columns(pl.all().str.strip_chars(_BLANK)))
            self.waiting = []


def _quoting_fault(message: str, *, several_lines: bool) -> str:
    if several_lines or "end of data" in message:
        return "tape.quote-open"
    return "tape.record-too-long" if "field limit" in message else "tape.quote-wrong"


def _table(
    encoding: str,
    cells: pl.DataFrame,
    numbers: pl.Series,
    rows_in_file: int,
    faults: Iterable[pl.DataFrame] = (),
    *,
    limits: Limits,
) -> Table:
    numbers = numbers.cast(pl.Int64).alias("source_row")
    found = gathered((*faults, *_strange_cells(cells, numbers, limits.cell)))
    return Table(encoding=encoding, cells=cells, numbers=numbers, rows_in_file=rows_in_file, faults=found)


def _strange_cells(cells: pl.DataFrame, numbers: pl.Series, longest: int) -> Iterator[pl.DataFrame]:
    """Yield faults for cells no honest export holds: too long, with control characters, with U+FFFD."""
    for name in cells.columns:
        text = cells[name]
        for code, strange in (
            ("tape.cell-too-long", text.str.len_chars() > longest),
            ("tape.character-control", text.str.contains(_CONTROL)),
            ("tape.character-replaced", text.str.contains("\ufffd", literal=True)),
        ):
            if strange.any():
                rows = zip(numbers.filter(strange), text.filter(strange), strict=True)
                yield fault_rows(code, ((row, name, value, str(longest)) for row, value in rows))
