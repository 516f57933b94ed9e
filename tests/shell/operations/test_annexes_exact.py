"""An annex holds what the model computed, to the minor unit, and shows it in the words of the report."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Cell, Column, Report, Source, Table
from tallystick.filing.report.wordings import amount, coverage, percent, stated_figure
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.filing.making.annexes import annex_sheets
from tallystick.units.money import Currency, Money, total
from tests.filing.stand_in import report, scenarios

_WAN_IN_FEN = 10_000 * 100
_SOURCE = Source(kind="projection", reference="x")
_FIGURE = re.compile(r"[-(]?[0-9][0-9,]*(\.[0-9]+)?%?\)?")


@cache
def _made(language: Language) -> bytes:
    return Makers().workbook(annex_sheets(report()), language)


def _rows(content: bytes, place: int) -> list[list[object]]:
    return [
        list(row) for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(place).to_python()
    ]


def _sheet(name: str, content: bytes) -> list[list[object]]:
    place = next(place for place, each in enumerate(annex_sheets(report())) if each.id == name)
    return _rows(content, place)


def _minor(value: object) -> int:
    assert isinstance(value, float)
    return int((Decimal(repr(value)) * _WAN_IN_FEN).to_integral_value(ROUND_HALF_UP))


@pytest.mark.parametrize("language", list(Language))
def test_a_column_of_amounts_adds_up_to_what_the_model_computed(language):
    base = next(each for each in scenarios() if each.id == "base")
    onshore = next(each for each in base.vehicles if each.vehicle == "onshore")
    received = total((money for each in onshore.periods for _, money in each.received), Currency.CNY)
    by_payment = _sheet("payments-onshore", _made(language))[1 : len(onshore.periods) + 1]
    assert sum(_minor(row[1]) for row in by_payment) == received.minor
    assert [row[0] for row in by_payment] == [each.payment_date for each in onshore.periods]
    years = _sheet("years-onshore", _made(language))
    sums = [_minor(row[2]) for row in years[1:] if isinstance(row[2], float)]
    assert sum(sums[:-1]) == sums[-1] == received.minor


def test_an_amount_with_its_currency_is_a_number_in_both_languages():
    for language in Language:
        cap = _sheet("tokens", _made(language))[1][2]
        assert cap == float(Money.parse("114000000.00 USD").major)


@pytest.mark.parametrize("language", list(Language))
def test_what_a_sheet_shows_is_what_the_report_prints(language):
    shown = _shown(_made(language))
    tables = {block.id: block for block in report().blocks() if isinstance(block, Table)}
    checked = 0
    for place, sheet in enumerate(annex_sheets(report())):
        for row_number, row in enumerate(tables[sheet.id].rows if sheet.id in tables else (), 2):
            for column, cell in enumerate(row):
                words = cell.text.in_language(language)
                if words not in {"", "–"}:
                    assert shown[place, row_number, column] == words
                    checked += cell.value is not None
    assert checked > 300


def test_no_number_of_a_numeric_column_is_stored_as_words():
    for table in (block for block in report().blocks() if isinstance(block, Table)):
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                plain = _FIGURE.fullmatch(cell.text.en) is not None
                assert not (column.numeric and plain and cell.value is None), (table.id, cell)


def test_a_coverage_rounded_down_is_not_shown_as_more_than_the_report_says():
    cells = _column(coverage(Fraction(9999, 10000), _SOURCE), coverage(Fraction(5, 4), _SOURCE))
    assert cells == [0.99, 1.25]


def test_negative_amounts_shares_and_what_a_file_states_keep_their_value():
    lost = amount(Money.parse("-12345.67 CNY"), _SOURCE)
    nothing = amount(Money.parse("-0.01 CNY"), _SOURCE)
    third = percent(Fraction(1, 3), _SOURCE)
    line, words = stated_figure("< 95%", _SOURCE), stated_figure("10% CPR", _SOURCE)
    made = _one(lost, nothing, third, line, words)
    assert [row[0] for row in _rows(made, 1)[1:6]] == [-1.234567, -0.000001, pytest.approx(1 / 3), 0.95, "10% CPR"]
    shown = _shown(made)
    assert [shown[1, row, 0] for row in range(2, 7)] == ["(1.23)", "(0.00)", "33.33%", "< 95%", "10% CPR"]


def test_a_day_is_a_day():
    made = _one(Cell(text=Name(zh="2026-08-31", en="2026-08-31"), source=_SOURCE, value=date(2026, 8, 31)))
    assert _rows(made, 1)[1][0] == date(2026, 8, 31)


def _column(*cells: Cell) -> list[object]:
    return [row[0] for row in _rows(_one(*cells), 1)[1 : len(cells) + 1]]


def _one(*cells: Cell) -> bytes:
    title = Name(zh="值", en="value")
    columns = (Column(title=title, numeric=True),)
    table = Table(id="one", caption=title, columns=columns, rows=tuple((cell,) for cell in cells))
    of: Report = replace(report(), sections=(replace(report().sections[0], blocks=(table,)),))
    return Makers().workbook(annex_sheets(of), Language.EN)


def _shown(content: bytes) -> dict[tuple[int, int, int], str]:
    """Return every cell by sheet, row from 1 and column from 0, as a spreadsheet shows what the file holds."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        styles = _parsed(book, "styles.xml")
        codes = {each.get("numFmtId"): str(each.get("formatCode")) for each in styles.iter(f"{main}numFmt")}
        codes |= {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "49": "@"}
        formats = [codes.get(each.get("numFmtId"), "0") for each in styles.iterfind(f"{main}cellXfs/*")]
        texts = ["".join(each.itertext()) for each in _parsed(book, "sharedStrings.xml")]
        count = sum(name.startswith("xl/worksheets/sheet") for name in book.namelist())
        found = {}
        for place in range(count):
            for cell in _parsed(book, f"worksheets/sheet{place + 1}.xml").iter(f"{main}c"):
                assert cell.find(f"{main}f") is None
                held = cell.findtext(f"{main}v")
                if held is not None:
                    code = formats[int(cell.get("s", "0"))]
                    text = texts[int(held)] if cell.get("t") == "s" else _as_shown(Decimal(held), code)
                    found[place, *_address(str(cell.get("r")))] = text
    return found


def _parsed(book: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(book.read(f"xl/{name}"))  # noqa: S314 - our own output


def _address(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]), column - 1


def _as_shown(value: Decimal, code: str) -> str:
    """Show a number as ISO/IEC 29500-1, 18.8.31 says of the codes used here."""
    if code == "yyyy-mm-dd":
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(value)).isoformat()
    parts = code.split(";")
    sign = "-" if value < 0 and len(parts) == 1 else ""
    chosen = parts[1] if value < 0 and len(parts) > 1 else parts[0]
    shape = re.search(r"(#,##0|0)(?:\.(0+))?(%?)", chosen)
    assert shape is not None, code
    places = len(shape[2] or "")
    size = abs(value) * (100 if shape[3] else 1)
    digits = size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    figure = (f"{digits:,}" if shape[1] == "#,##0" else f"{digits}") + shape[3]
    return sign + (chosen[: shape.start()] + figure + chosen[shape.end() :]).replace('"', "")
