r"""Delimited text: bytes of unknown care become a table of texts, or findings that say why not.

    bytes -> size -> kind of file -> encoding -> delimiter -> head -> rows, every one as wide as the head

Encoding: a byte-order mark, else strict UTF-8, else GB18030, else a finding with the offset and row of the first byte
that neither can read, and U+FFFD for what cannot be read, so that the cells it stands in are named too. Rows that are
not as wide as the head are faults and are left out; every row keeps its number in the file. Cells are texts without the
white space around them, and each that had some is a soft fault.
Source: RFC 4180 for quoting and line ends; GB 18030-2022; Unicode Standard section 23.8 for byte-order marks.
It knows no columns and no types, and reads neither spreadsheets nor compressed files: it names them.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Final

import polars as pl

from tallystick.evidence.findings import Finding, finding
from tallystick.tape.faults import gathered
from tallystick.tape.reading.files.regular import LONGEST_LINE, Regular, divided
from tallystick.tape.reading.files.scan import DELIMITERS, RecordScan
from tallystick.tape.reading.files.table import BLANK, Layout, Limits, Table, table_of

__all__ = ["read_table"]

_HEAD = 1 << 17
_SIGNATURES: Final = (
    (b"PK\x03\x04", "XLSX/ZIP"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def read_table(
    content: bytes, *, file: str, limits: Limits, layout: Layout | None = None
) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read a delimited file as texts.

    Args:
        content: the bytes of the file.
        file: its name for people.
        limits: how large it may be.
        layout: its encoding where that is known, else it is found out; its delimiter, else the one that divides the
            head most; and the columns that are used, of which alone a regular file is kept.

    Returns:
        The table, or None where the file as a whole cannot be used, and the findings about the file as a whole.
    """
    refused = _not_text(content, file)
    if refused is not None:
        return None, (refused,)
    layout = layout or Layout()
    plain, used, found = _in_utf8(content, file=file, encoding=layout.encoding)
    plain = plain.split(b"\n", layout.head - 1)[-1] if layout.head > 1 else plain
    beginning = plain[: 4 * _HEAD].decode(errors="ignore")[:_HEAD]
    head = next((line for line in beginning.splitlines() if line.strip()), "")
    separator = layout.delimiter or max(DELIMITERS, key=head.count)
    longest = min(limits.cell, LONGEST_LINE)
    regular = divided(plain, separator, BLANK, wanted=layout.used, longest=longest)
    if regular is not None and regular.cells.height <= limits.rows and len(regular.head) <= limits.columns:
        return _table(regular, used, limits), found
    scan = RecordScan(file=file, limits=limits, separator=separator)
    scan.read(_records(plain.decode(), scan))
    table, about_rows = scan.result(used)
    return table, (*found, *about_rows)


def _table(regular: Regular, encoding: str, limits: Limits) -> Table:
    rows = regular.cells.height
    numbers = pl.int_range(1, rows + 1, eager=True)
    if not regular.ordinary:
        return table_of(encoding, regular.cells, numbers, rows, regular.padded, limits=limits)
    return Table(
        encoding=encoding,
        cells=regular.cells,
        numbers=numbers.alias("source_row"),
        rows_in_file=rows,
        faults=gathered(regular.padded),
        head=regular.head,
    )


def _records(text: str, scan: RecordScan) -> Iterator[list[str]]:
    """Yield every record; a quote that is wrong or never closed ends the pass with a finding."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=scan.separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = _quoting_fault(str(error), several_lines=reader.line_num > line)
            scan.stop(finding(code, file=scan.file, line=line, row=scan.row + 1))
            return


def _not_text(content: bytes, file: str) -> Finding | None:
    if not content or content.isspace():
        return finding("tape.file-empty", file=file)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return finding("tape.file-not-text", file=file, kind=kind)
    offset = content.find(b"\0")
    if offset >= 0:
        wide = _two_bytes_a_character(content[:_HEAD])
        if wide is not None:
            return finding("tape.file-not-text", file=file, kind=wide)
        return finding("tape.byte-zero", file=file, row=_row_at(content, offset), offset=offset)
    return None


def _two_bytes_a_character(head: bytes) -> str | None:
    """Tell UTF-16 without its mark: the zeros of digits and commas all stand first in their pairs, or all second."""
    first, second = head[::2].count(0), head[1::2].count(0)
    name, codec = ("UTF-16BE", "utf-16-be") if second == 0 else ("UTF-16LE", "utf-16-le")
    if bool(first) == bool(second):
        return None
    text = head[: len(head) // 2 * 2].decode(codec, errors="replace")
    return name if any(mark in text for mark in DELIMITERS) and "\n" in text else None


def _row_at(content: bytes, offset: int) -> int:
    """The row of a byte, the head being row 0, supposing that no cell holds a line end."""
    return content.count(b"\n", 0, offset)


def _in_utf8(content: bytes, *, file: str, encoding: str | None) -> tuple[bytes, str, tuple[Finding, ...]]:
    """Return the text in UTF-8 without byte-order marks, the encoding it was in, and what is to be said of that."""
    tried: list[tuple[str, int]] = []
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            plain = content if content.isascii() else _recoded(content, name)
        except UnicodeDecodeError as error:
            tried.append((name, error.start))
            continue
        if not tried:
            return plain, name, ()
        offset = tried[0][1]
        row = _row_at(content, offset)
        return plain, name, (finding("tape.encoding-supposed", file=file, row=row, offset=offset, encoding=name),)
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
    return _recoded(content, furthest, errors="replace"), furthest, (refused,)


def _recoded(content: bytes, encoding: str, errors: str = "strict") -> bytes:
    text = content.decode(encoding, errors=errors)
    plain = content if encoding == "utf-8" and errors == "strict" else text.encode()
    return plain.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF8)


def _quoting_fault(message: str, *, several_lines: bool) -> str:
    if several_lines or "end of data" in message:
        return "tape.quote-open"
    return "tape.record-too-long" if "field limit" in message else "tape.quote-wrong"
