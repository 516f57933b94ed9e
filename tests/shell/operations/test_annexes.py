"""Annexes: the report's tables as sheets, numbers as numbers, formulas as texts, sources named."""

import io
from fractions import Fraction

from python_calamine import CalamineWorkbook

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Cell, Column, Source, Table
from tallystick.shell.documents.makers import Makers
from tallystick.shell.operations.filing.making.annexes import annex_sheets
from tests.filing.stand_in import report


def test_every_table_with_numbers_is_a_sheet():
    wanted = {
        block.id
        for block in report().blocks()
        if isinstance(block, Table)
        and (block.id in {"sources", "instruments"} or any(each.numeric for each in block.columns))
    }
    assert {sheet.id for sheet in annex_sheets(report())} == wanted
    assert {"classes-offshore", "payments-onshore", "stress", "sources"} <= wanted


def test_numbers_can_be_added_and_are_those_of_the_report():
    sheet = next(each for each in annex_sheets(report()) if each.id == "years-onshore")
    received = [each for row in sheet.rows if isinstance(each := row[2], Fraction)]
    assert len(received) == len(sheet.rows)
    assert abs(sum(received[:-1], Fraction(0)) - received[-1]) <= Fraction(len(received), 100)
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
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1] == [hostile, "S1"]
    assert b"<f>" not in content


def test_the_workbook_opens_and_is_the_same_each_time():
    content = Makers().workbook(annex_sheets(report()), Language.ZH)
    assert content == Makers().workbook(annex_sheets(report()), Language.ZH)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert "payments-onshore" in book.sheet_names
