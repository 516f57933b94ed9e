"""Sheets as one workbook that spreadsheets open: values only, no formula, the same bytes for the same values.

Texts stay texts whatever they begin with; numbers are numbers, shares shown as percentages; the first row stays in
place. Notes stand below their table.
Source: ISO/IEC 29500-1 (Office Open XML), SpreadsheetML, as XlsxWriter writes it.
"""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.shell.operations.ports.sheets import Cell, Figured, Kind, Sheet, exact
from tallystick.units.money import Money

__all__ = ["workbook"]

_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A workbook tells no time: the same values are the same bytes."""

_SHOWN = {
    Kind.DAY: "yyyy-mm-dd",
    Kind.COUNT: "0",
    Kind.PERCENT: "0.00%",
    Kind.RATE: "0.000%",
    Kind.POINTS: "0.0000",
    Kind.NUMBER: "0.00",
    Kind.PRICE: "0.0000",
    Kind.MONEY: "#,##0.00",
}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDTH = 18
_LONGEST = 31


def workbook(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Return sheets as one workbook.

    Args:
        sheets: at least one; each becomes a sheet named by its id.
        language: of titles and texts.
    """
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        title = book.add_format({"bold": True})
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _SHOWN.items()}
        for sheet, name in zip(sheets, _names(sheets, language), strict=True):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            page.set_column(0, len(sheet.columns) - 1, _WIDTH)
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, _clean(column.title.in_language(language)), title)
            for number, row in enumerate(sheet.rows, 1):
                for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
                    _write(page, (number, place), cell, column.kind, formats, language)
            for number, note in enumerate(sheet.notes, len(sheet.rows) + 2):
                page.write_string(number, 0, _clean(note.in_language(language)))
    return written.getvalue()


def _names(sheets: Sequence[Sheet], language: Language) -> list[str]:
    """Return titles, or ids, as names of sheets: without what is forbidden, cut to their length, and no two alike."""
    names: dict[str, str] = {}
    for sheet in sheets:
        whole = _FORBIDDEN.sub("-", sheet.id if sheet.tab is None else sheet.tab.in_language(language))
        tries = (whole[: _LONGEST - len(tail)] + tail for tail in ("", *(f"~{number}" for number in range(2, 1000))))
        name = next(each for each in tries if each.casefold() not in names)
        names[name.casefold()] = name
    return list(names.values())


def _write(
    page: Worksheet, at: tuple[int, int], cell: Cell, kind: Kind, formats: dict[Kind, Format], language: Language
) -> None:
    match cell:
        case None:
            return
        case Money():
            page.write_number(*at, Fraction(exact(cell, language)), formats[Kind.MONEY])
        case Fraction() | int():
            page.write_number(*at, Fraction(exact(cell, language)), formats.get(kind))
        case date():
            page.write_datetime(*at, cell, formats.get(kind))
        case Figured():
            page.write_number(*at, Fraction(exact(cell, language)), formats.get(cell.kind))
        case Name():
            page.write_string(*at, _clean(cell.in_language(language)))
        case _:
            page.write_string(*at, _clean(cell))


def _clean(words: str) -> str:
    return _CONTROL.sub(" ", words)
