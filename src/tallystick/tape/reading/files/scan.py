"""One pass over records: heads, widths, blank rows and limits, the same for every kind of file.

What a reader divides into records (lists of texts) becomes a table here. Records that are not as wide as the head are
faults and are left out; every row keeps its number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.faults import fault_rows
from tallystick.tape.reading.files.table import BLANK, Limits, Table, padded, table_of

__all__ = ["DELIMITERS", "RecordScan"]

DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK = 50_000
_SAMPLE = 60


@dataclass(slots=True, kw_only=True)
class RecordScan:
    """One pass over the records of a file, the head first; the only mutable thing of this module.

    Attributes:
        file: its name for people.
        limits: how large it may be.
        separator: what divided the records; shown where one is not as wide as the head.
        findings: about the file as a whole.
        row: the last record, the head being 0 and -1 before it.
        stopped: whether the file cannot be used.
    """

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
    padded: list[pl.DataFrame] = field(default_factory=list)
    mixed: list[tuple[int, str, str, str]] = field(default_factory=list)
    blank: list[tuple[int, str, str, str]] = field(default_factory=list)

    def read(self, records: Iterable[list[str]]) -> None:
        """Take every record until one shows that the file cannot be used."""
        for record in records:
            if not any(cell.strip(BLANK) for cell in record):
                self._skip()
            elif not self.head:
                self.row = 0
                self._take_head(record)
            else:
                self.row += 1
                self._take(record)
            if self.row > self.limits.rows and not self.stopped:
                self.stop(finding("tape.rows-too-many", file=self.file, limit=self.limits.rows))
            if self.stopped:
                return
        self._flush()

    def result(self, encoding: str, *, dates: frozenset[str] = frozenset()) -> tuple[Table | None, tuple[Finding, ...]]:
        """Return what was read; None where the file cannot be used or has no row."""
        found = tuple(self.findings)
        if self.stopped:
            return None, found
        if not self.numbers:
            return None, (*found, finding("tape.rows-missing", file=self.file, rows=self.row))
        return self._table(encoding, dates), found

    def stop(self, found: Finding) -> None:
        """Say that the file cannot be used."""
        self.findings.append(found)
        self.stopped = True

    def _table(self, encoding: str, dates: frozenset[str]) -> Table:
        last = max(self.numbers[-1], *(row for row, *_ in (*self.ragged[-1:], *self.mixed[-1:])), 0)
        rows = (
            fault_rows("tape.row-ragged", self.ragged),
            *self.padded,
            fault_rows("tape.delimiter-mixed", self.mixed),
            fault_rows("tape.row-blank", (blank for blank in self.blank if blank[0] < last)),
        )
        numbers = pl.Series(self.numbers)
        return table_of(encoding, pl.concat(self.chunks), numbers, last, rows, limits=self.limits, dates=dates)

    def _skip(self) -> None:
        if self.head:
            self.row += 1
            self.blank.append((self.row, "", "", ""))

    def _take_head(self, record: Sequence[str]) -> None:
        names = tuple(name.strip(BLANK) for name in record)
        if len(names) > self.limits.columns:
            limit = self.limits.columns
            self.stop(finding("tape.columns-too-many", file=self.file, found=len(names), limit=limit))
            return
        empty = sum(not name for name in names)
        if empty * 2 > len(names) > 1:
            shown = next(filter(None, names), "")[:_SAMPLE]
            self.stop(finding("tape.head-title", file=self.file, value=shown, count=empty, columns=len(names)))
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
            cells, last = pl.DataFrame(series), self.numbers[len(self.numbers) - len(self.waiting) :]
            self.padded.extend(padded(cells, pl.Series(last, dtype=pl.Int64)))
            self.chunks.append(cells.with_columns(pl.all().str.strip_chars(BLANK)))
            self.waiting = []
