"""Sheets for people, spreadsheets and data tools: the same values, each shown as its column says."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.shell.documents.tables.parquet import parquet
from tallystick.shell.documents.tables.workbook import workbook
from tallystick.shell.operations.ports.sheets import Kind, Sheet, SheetColumn, exact, written
from tallystick.tape.reading.files.spreadsheet import read_workbook
from tallystick.tape.reading.files.table import Limits
from tallystick.units.money import Money

EN, ZH = Language.EN, Language.ZH
PAID = Name(zh="是", en="yes")


def column(name: str, kind: Kind) -> SheetColumn:
    return SheetColumn(id=name, title=Name(zh=f"{name}列", en=name), kind=kind)


def sheet(*cells, kinds=None) -> Sheet:
    kinds = kinds or [Kind.TEXT] * len(cells)
    heads = tuple(column(f"c{place}", kind) for place, kind in enumerate(kinds))
    return Sheet(id="a/b", title=PAID, columns=heads, rows=(cells,), notes=(Name(zh="注", en="note"),))


def test_sheets_whose_names_are_cut_to_the_same_31_letters_are_still_two():
    long = "a-very-long-name-of-a-case-that-goes-on"
    sheets = [replace(sheet("x"), id=name) for name in (f"{long}-one", f"{long}-two", "Yields", "yields")]
    names = CalamineWorkbook.from_filelike(io.BytesIO(workbook(sheets, EN))).sheet_names
    assert names == [long[:31], f"{long[:29]}~2", "Yields", "yields~2"]


@pytest.mark.parametrize(
    ("cell", "kind", "shown"),
    [
        (None, Kind.NUMBER, "–"),
        (Fraction(1, 3), Kind.PERCENT, "33.33%"),
        (Fraction(1, 3), Kind.RATE, "33.333%"),
        (Fraction(-1, 800), Kind.POINTS, "-12.5"),
        (Fraction(995, 10), Kind.PRICE, "99.5000"),
        (Fraction(5, 1000), Kind.NUMBER, "0.01"),
        (Money.parse("1234567.80 USD"), Kind.MONEY, "1,234,567.80"),
        (Money.parse("1234567 JPY"), Kind.MONEY, "1,234,567"),
        (date(2026, 9, 1), Kind.DAY, "2026-09-01"),
        (12, Kind.COUNT, "12"),
        (PAID, Kind.TEXT, "yes"),
    ],
)
def test_a_value_is_shown_as_its_column_says(cell, kind, shown):
    assert written(cell, kind, EN) == shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (Fraction(1, 3), "0.333333333333"), (Fraction(1, 4), "0.25"), (Fraction(7), "7"), (PAID, "是")],
)
def test_a_file_gets_what_was_computed(cell, text):
    assert exact(cell, ZH) == text


def test_a_row_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        Sheet(id="x", title=PAID, columns=(column("a", Kind.TEXT),), rows=(("1", "2"),))


def opened(content: bytes) -> CalamineWorkbook:
    """The workbook as another program reads it, once it is known to hold no formula, macro or link."""
    _, findings = read_workbook(content, file="made.xlsx", limits=Limits())
    assert findings == ()
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def test_a_spreadsheet_computes_nothing_and_loses_nothing():
    made = sheet(
        "=1+1",
        Fraction(1, 4),
        date(2026, 9, 1),
        Money.parse("5.10 USD"),
        None,
        "\x07<&>",
        PAID,
        kinds=[Kind.TEXT, Kind.PERCENT, Kind.DAY, Kind.MONEY, Kind.NUMBER, Kind.TEXT, Kind.TEXT],
    )
    head, row, _, note = opened(workbook([made], ZH)).get_sheet_by_index(0).to_python()
    assert head[0] == "c0列"
    assert row == ["=1+1", 0.25, date(2026, 9, 1), 5.1, "", " <&>", "是"]
    assert note[0] == "注"


def test_a_sheet_name_has_nothing_a_spreadsheet_refuses():
    assert opened(workbook([sheet("x")], EN)).sheet_names == ["a-b"]


def test_the_same_values_are_the_same_bytes():
    made = sheet("x", Fraction(1, 3), kinds=[Kind.TEXT, Kind.PERCENT])
    assert workbook([made], ZH) == workbook([made], ZH)


def test_parquet_has_types_where_a_column_has_one_and_text_where_it_has_several():
    made = Sheet(
        id="x",
        title=PAID,
        columns=tuple(column(name, Kind.TEXT) for name in ("day", "money", "count", "share", "mixed", "none")),
        rows=(
            (date(2026, 9, 1), Money.parse("5.10 USD"), 3, Fraction(1, 4), Fraction(1, 4), None),
            (None, None, None, None, "life", None),
        ),
    )
    frame = pl.read_parquet(io.BytesIO(parquet(made, EN)))
    assert frame.schema["day"] == pl.Date
    assert frame.schema["money"] == pl.Decimal(38, 2)
    assert frame.schema["count"] == pl.Int64
    assert frame.schema["share"] == pl.Float64
    assert frame["mixed"].to_list() == ["0.25", "life"]
    assert frame["none"].to_list() == [None, None]


def test_a_sheet_prints_on_its_side_as_wide_as_the_paper_with_its_head_on_every_page():
    wide = sheet("一段很长的文字" * 12, Fraction(2574, 1000), kinds=[Kind.TEXT, Kind.NUMBER])
    with zipfile.ZipFile(io.BytesIO(workbook([wide], ZH))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert 'orientation="landscape"' in page
    assert 'paperSize="9"' in page
    assert 'fitToHeight="0"' in page
    assert '<pageSetUpPr fitToPage="1"/>' in page
    assert "&amp;P / &amp;N" in page
    assert "_xlnm.Print_Titles" in book
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', page)]
    heights = [float(height) for height in re.findall(r'<row r="2"[^>]*\sht="([\d.]+)"', page)]
    assert max(widths) < 46
    assert heights[0] >= 15 * 168 / max(widths)
