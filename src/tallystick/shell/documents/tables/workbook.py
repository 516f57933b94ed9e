"""Sheets as one workbook that spreadsheets open: values only, no formula, the same bytes for the same values.

Texts stay texts whatever they begin with; numbers and days are stored as such and shown as people read them, or in the
words of the document that printed them; the first row stays in place. Notes stand below their table. Printed, a sheet
lies on its side, as wide as the paper, its first row on every page, its notes on lines of their own, its name and page
at the foot. A column is as wide as what stands in it, up to a limit from which texts wrap.
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
from tallystick.shell.documents.tables.printed import DAY, as_number
from tallystick.shell.operations.ports.sheets import Cell, Figured, Kind, Printed, Sheet, exact, written
from tallystick.units.money import Money

__all__ = ["workbook"]

_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A workbook tells no time: the same values are the same bytes."""

_SHOWN = {
    Kind.DAY: DAY,
    Kind.COUNT: "0",
    Kind.PERCENT: "0.00%",
    Kind.RATE: "0.000%",
    Kind.POINTS: "0.0000",
    Kind.NUMBER: "0.00",
    Kind.PRICE: "0.0000",
    Kind.MONEY: "#,##0.00",
}
_LEFT = {Kind.TEXT, Kind.DAY}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WORDS = "@"
_NARROWEST, _WIDEST = 10, 44
"""Of a column, in the digits of the sheet's font; Chinese letters count twice."""
_LONGEST = 31
_MOST_LETTERS, _HIGHEST = 32_767, 409
"""What a cell holds at most, and how high a row is, in points. Source: Excel's specifications and limits."""
_A4, _LINE, _MARGIN = 9, 15, 3
_BREAKING = (6, 5)
"""How much longer a wrapped text is than its letters, for the ends of lines that stay empty."""
_FOOTER = "&L&A&R&P / &N"
_CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")


def workbook(sheets: Sequence[Sheet], language: Language) -> bytes:
    """Return sheets as one workbook.

    Args:
        sheets: at least one; each becomes a sheet named by its id.
        language: of titles and texts.
    """
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        text = {"text_wrap": True, "valign": "top"}
        titles = {
            True: book.add_format({**text, "bold": True, "align": "left", "indent": 1}),
            False: book.add_format({**text, "bold": True, "align": "right"}),
        }
        formats = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in _SHOWN.items()}
        formats[Kind.TEXT] = book.add_format({**text, "align": "left", "indent": 1})
        shown = _Formats(book)
        for sheet, name in zip(sheets, _names(sheets, language), strict=True):
            page = book.add_worksheet(name)
            _set_up(page, sheet, language)
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, _clean(column.title.in_language(language)), titles[column.kind in _LEFT])
            for number, row in enumerate(sheet.rows, 1):
                for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
                    if isinstance(cell, Printed):
                        _write_printed(page, (number, place), cell, shown, language)
                    else:
                        _write(page, (number, place), cell, column.kind, formats, language)
            _write_notes(page, sheet, formats[Kind.TEXT], language)
    return made.getvalue()


def _set_up(page: Worksheet, sheet: Sheet, language: Language) -> None:
    """Set how a sheet stands on a screen and on paper; rows whose texts wrap are as high as these need."""
    widths = _widths(sheet, language)
    page.freeze_panes(1, 0)
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    heads = [column.title.in_language(language) for column in sheet.columns]
    page.set_row(0, _height(heads, widths))
    for number, row in enumerate(sheet.rows, 1):
        texts = [written(cell, column.kind, language) for cell, column in zip(row, sheet.columns, strict=True)]
        if (height := _height(texts, widths)) > _LINE:
            page.set_row(number, height)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(_FOOTER)


def _widths(sheet: Sheet, language: Language) -> list[int]:
    """Return how wide each column is: as its longest entry, within the limits; its title may wrap."""
    widths = []
    for place, column in enumerate(sheet.columns):
        longest = max((_length(written(row[place], column.kind, language)) for row in sheet.rows), default=0)
        title = _length(column.title.in_language(language)) // 2
        widths.append(min(max(longest, title, _NARROWEST) + _MARGIN, _WIDEST))
    return widths


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Return how high a row is: lines break between words, so that they are not filled to their end."""
    filled = ((_length(text), max(width - _MARGIN, 1)) for text, width in zip(texts, widths, strict=True))
    lines = max(1 + (length > room) * (length * _BREAKING[0] // (room * _BREAKING[1])) for length, room in filled)
    return min(_LINE * lines, _HIGHEST)


def _length(text: str) -> int:
    return len(text) + len(_CHINESE.findall(text))


def _write_notes(page: Worksheet, sheet: Sheet, wrapped: Format, language: Language) -> None:
    """Write the notes across the whole width, each as high as it needs."""
    last, room = len(sheet.columns) - 1, sum(_widths(sheet, language))
    for number, note in enumerate(sheet.notes, len(sheet.rows) + 2):
        text = _clean(note.in_language(language))
        if last > 0:
            page.merge_range(number, 0, number, last, text, wrapped)
        else:
            page.write_string(number, 0, text, wrapped)
        page.set_row(number, _height([text], [room]))


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
            page.write_string(*at, _clean(cell.in_language(language)), formats[Kind.TEXT])
        case str():
            page.write_string(*at, _clean(cell), formats[Kind.TEXT])


class _Formats(dict[str, Format]):
    """The formats of printed figures, each made when it is first asked for; a text's is asked for as ``@``."""

    def __init__(self, book: Workbook) -> None:
        """Make formats in a book."""
        super().__init__()
        self._book = book

    def __missing__(self, code: str) -> Format:
        """Make a format: figures stand to the right, a text wraps."""
        aligned = {"align": "left", "indent": 1, "text_wrap": True} if code == _WORDS else {"align": "right"}
        self[code] = self._book.add_format({"num_format": code, "valign": "top", **aligned})
        return self[code]


def _write_printed(page: Worksheet, at: tuple[int, int], cell: Printed, shown: _Formats, language: Language) -> None:
    words = cell.words.in_language(language)
    if isinstance(cell.value, date):
        page.write_datetime(*at, cell.value, shown[DAY])
        return
    stored = as_number(Fraction(exact(cell, language)), words)
    if stored is None:
        page.write_string(*at, _clean(words), shown[_WORDS])
    else:
        page.write_number(*at, stored[0], shown[stored[1]])


def _clean(words: str) -> str:
    """Return a text as a cell may hold it; one that is too long for any ends where a reader sees that it goes on."""
    clean = _CONTROL.sub(" ", words)
    return clean if len(clean) <= _MOST_LETTERS else f"{clean[: _MOST_LETTERS - 1]}…"
