"""Excel workbooks: the cells of one sheet as texts, once the workbook is known to be no trap.

A workbook is a zip of XML. Before anything of it is read, its parts are passed through once: how large they unpack,
how far the cells reach, and whether there are formulas, macros or links to other files. Whoever hands in a formula
hands in a value that nobody can see; the remedy is to save values.
A number has the shortest decimal that reads back as itself; a whole one has no decimals; a day is written as ISO 8601.
Source: ECMA-376 (Office Open XML), parts of a workbook; SUPTECH.md section 8 for what is refused on upload.
"""

import datetime as dt
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from numbers import Real
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, ZipError

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.tape.reading.files.scan import RecordScan
from tallystick.tape.reading.files.table import Limits, Table

__all__ = ["SIGNATURE", "read_workbook"]

SIGNATURE: Final = b"PK\x03\x04"

_DAMAGES: Final = (
    *(CalamineError, ZipError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, EOFError, OSError, RuntimeError, ValueError),
)
"""What the readers raise over bytes that are no workbook, or were one."""
_PARTS = 2_000
_CELLS = 50_000_000
_CHUNK = 1 << 20
_OVERLAP = 256
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_ROW = re.compile(rb'<(?:\w+:)?row[^>]{0,200}? r="([0-9]{1,9})"')
_CELL = re.compile(rb'<(?:\w+:)?c[^>]{0,200}? r="([A-Z]{1,4})')


def read_workbook(
    content: bytes, *, file: str, limits: Limits, sheet: str | None = None, head: int = 1
) -> tuple[Table | None, tuple[Finding, ...]]:
    """Read one sheet of an Excel workbook as texts.

    Args:
        content: the bytes of the file.
        file: its name for people.
        limits: how large it may be.
        sheet: the sheet; otherwise the only visible one that is not empty.
        head: the row of the sheet in which the head stands, from 1.

    Returns:
        The table, or None where the workbook cannot be used, and the findings about it as a whole.
    """
    try:
        found = tuple(_traps(content, file=file, limits=limits))
        if found:
            return None, found
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        chosen = _sheet(workbook, sheet, file=file)
        if isinstance(chosen, Finding):
            return None, (chosen,)
        rows = chosen.to_python(skip_empty_area=False)[head - 1 :]
    except _DAMAGES as error:
        return None, (finding("tape.file-damaged", file=file, kind="Excel", detail=parser_problem(str(error))),)
    scan = RecordScan(file=file, limits=limits, separator="|")
    width = max((len(row) for row in rows), default=0)
    scan.read([_text(cell) for cell in row] + [""] * (width - len(row)) for row in rows)
    return scan.result("xlsx", dates=_day_columns(scan.head, rows))


def _traps(content: bytes, *, file: str, limits: Limits) -> Iterator[Finding]:
    """Yield what makes a workbook one that is not opened."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [part.filename for part in parts.infolist()]
        unpacked = sum(part.file_size for part in parts.infolist())
        if len(names) > _PARTS:
            yield finding("tape.parts-too-many", file=file, found=len(names), limit=_PARTS)
            return
        if unpacked > limits.size:
            yield finding("tape.file-too-large", file=file, limit=limits.size)
            return
        if "xl/workbook.xml" not in names:
            yield finding("tape.file-not-text", file=file, kind="ZIP")
            return
        if any(name.startswith("xl/externalLinks/") for name in names):
            yield finding("tape.sheet-links", file=file)
        if any(name.endswith("vbaProject.bin") for name in names):
            yield finding("tape.sheet-macros", file=file)
        for name in names:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                yield from _sheet_traps(parts, name, file=file)


def _sheet_traps(parts: zipfile.ZipFile, name: str, *, file: str) -> Iterator[Finding]:
    formulas, last_row, columns = 0, 0, {b""}
    with parts.open(name) as part:
        tail = b""
        while chunk := part.read(_CHUNK):
            text = tail + chunk
            formulas += len(_FORMULA.findall(chunk))
            last_row = max((last_row, *map(int, _ROW.findall(text))))
            columns.update(_CELL.findall(text))
            tail = chunk[-_OVERLAP:]
    if formulas:
        yield finding("tape.sheet-formulas", file=file, part=name, count=formulas)
    if last_row * max(map(_column_number, columns)) > _CELLS:
        yield finding("tape.sheet-reach", file=file, part=name, limit=_CELLS)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet(workbook: CalamineWorkbook, name: str | None, *, file: str) -> CalamineSheet | Finding:
    """Return the sheet that was asked for, or the only visible one that holds anything."""
    if name is not None:
        if name in workbook.sheet_names:
            return workbook.get_sheet_by_name(name)
        return finding("tape.sheet-unknown", file=file, sheet=name, known=tuple(workbook.sheet_names))
    visible = [each.name for each in workbook.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    filled = [sheet for sheet in map(workbook.get_sheet_by_name, visible) if sheet.total_height]
    if not filled:
        return finding("tape.file-empty", file=file)
    if len(filled) > 1:
        return finding("tape.sheet-several", file=file, sheets=tuple(sheet.name for sheet in filled))
    return filled[0]


def _text(cell: object) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case Real():
            return str(cell).removesuffix(".0")
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time(0) else cell.isoformat()
        case dt.date():
            return cell.isoformat()
        case _:
            return str(cell)


def _day_columns(head: tuple[str, ...], rows: Sequence[Sequence[object]]) -> frozenset[str]:
    """Return the columns that hold days and nothing else below the head."""
    begun = next((place for place, row in enumerate(rows) if any(cell != "" for cell in row)), 0)
    below = rows[begun + 1 :]
    found = set()
    for place, name in enumerate(head):
        cells = [row[place] for row in below if place < len(row) and row[place] != ""]
        if cells and all(isinstance(cell, dt.date) for cell in cells):
            found.add(name)
    return frozenset(found)
