"""Annexes: the report's tables as sheets, numbers as numbers, formulas as texts, sources named."""

import io
from dataclasses import replace
from fractions import Fraction

from python_calamine import CalamineWorkbook

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Cell, Column, Figure, Source, Table
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.filing.making.annexes import annex_sheets
from tallystick.shell.operations.ports.sheets import Printed
from tallystick.units.money import Money
from tests.filing.stand_in import pool, report


def test_every_table_with_numbers_is_a_sheet():
    wanted = {
        block.id
        for block in report().blocks()
        if isinstance(block, Table)
        and (block.id in {"sources", "instruments"} or any(each.numeric for each in block.columns))
    }
    assert {sheet.id for sheet in annex_sheets(report())} == {*wanted, "about"}
    assert {"classes-offshore", "payments-onshore", "stress", "sources"} <= wanted


def test_every_row_of_numbers_names_its_sources():
    sheet = next(each for each in annex_sheets(report()) if each.id == "years-onshore")
    assert all(isinstance(row[2], Printed) for row in sheet.rows)
    assert all(str(row[-1]).startswith("S") for row in sheet.rows)


def test_a_text_that_begins_a_formula_stays_a_text():
    hostile = '=HYPERLINK("http://example.invalid","x")'
    source = Source(kind="deal", reference=hostile)
    name = Name(zh=hostile, en=hostile)
    table = Table(
        id="x", caption=name, columns=(Column(title=name, numeric=True),), rows=((Cell(text=name, source=source),),)
    )
    first = report().sections[0]
    made = type(report())(
        **{each: getattr(report(), each) for each in report().__slots__}
        | {"sections": (type(first)(number="0", title=name, blocks=(table,)),)}
    )
    content = Makers().workbook(annex_sheets(made), Language.EN)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(1).to_python()
    assert rows[1] == [hostile, "S1"]
    assert b"<f>" not in content


def test_the_workbook_opens_and_is_the_same_each_time():
    content = Makers().workbook(annex_sheets(report()), Language.ZH)
    assert content == Makers().workbook(annex_sheets(report()), Language.ZH)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert any(name.endswith("境内层逐期现金流（基准情景）") for name in book.sheet_names)


def test_every_sheet_is_marked_and_called_in_its_language():
    content = Makers().workbook(annex_sheets(report()), Language.ZH)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names[0] == "本附表说明"
    assert "1 备案事项概要" not in book.sheet_names
    assert any(name.endswith("未偿本金分布") for name in book.sheet_names)
    for name in book.sheet_names:
        texts = {str(cell) for row in book.get_sheet_by_name(name).to_python() for cell in row}
        assert any(text.startswith("样本：") for text in texts), name
        assert "备案不表明对投资价值的判断，也不保证材料真实" in texts
    first = [row[1] for row in book.get_sheet_by_index(0).to_python() if len(row) > 1]
    assert report().digest in first


def test_a_column_of_amounts_and_rates_holds_numbers():
    source = Source(kind="projection", reference="x")
    title = Name(zh="值", en="value")
    lost, rate = Money.parse("-5402800.00 USD"), Fraction(-539, 100_000)
    held: dict[str, Money | Fraction | None] = {
        "-5,402,800.00": lost,
        "-0.539%": rate,
        "12.50%": Fraction(1, 8),
        "–": None,
        "about": None,
    }
    rows = tuple((Cell(text=Name(zh=each, en=each), source=source, value=value),) for each, value in held.items())
    table = Table(id="funding", caption=title, columns=(Column(title=title, numeric=True),), rows=rows)
    first = report().sections[0]
    one = replace(report(), sections=(replace(first, blocks=(table,)),))
    made = Makers().workbook(annex_sheets(one), Language.EN)
    cells = [row[0] for row in CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(1).to_python()]
    assert cells[1:6] == [-5402800.0, -0.00539, 0.125, "", "about"]


def test_an_average_is_printed_with_the_places_that_its_workbook_shows():
    (table,) = (block for block in report().blocks() if isinstance(block, Table) and block.id == "pool")
    (printed,) = (row[1].text.zh for row in table.rows if row[0].text.zh.startswith("加权平均剩余期限"))
    assert printed == f"{float(pool().remaining_months):.2f}"


def test_the_text_of_a_figure_is_in_its_own_language():
    (alt,) = (block.alt for block in report().blocks() if isinstance(block, Figure) and block.id == "structure")
    assert "衡远" in alt.zh
    assert "Hengyuan Financial" not in alt.zh
    assert "Hengyuan Financial" in alt.en
