"""CSV that a spreadsheet opens as what it is."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.report.content import Cell, Column, Source, Table
from tallystick.shell.documents.csv_export import cell_text, table_csv

_NUMBER = Column(title=Name(zh="本金", en="Principal"), unit=Name(zh="万元", en="CNY 10,000"), numeric=True)
_NAME = Column(title=Name(zh="名称", en="Name"))
_SOURCE = Source(kind="tape", reference="x")


def _table(*rows: tuple[str, str]) -> Table:
    return Table(
        id="x",
        caption=Name(zh="表", en="table"),
        columns=(_NAME, _NUMBER),
        rows=tuple(
            (Cell(text=Name(zh=name, en=name)), Cell(text=Name(zh=value, en=value), source=_SOURCE))
            for name, value in rows
        ),
    )


def test_a_table_opens_with_its_units_in_the_head() -> None:
    content = table_csv(_table(("衡远", "1,234.50")), Language.ZH)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == '名称,本金 (万元)\r\n衡远,"1,234.50"\r\n'
    assert "Principal (CNY 10,000)" in table_csv(_table(), Language.EN).decode("utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1", " =cmd|' /C calc'!A0", "\r=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert cell_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1,234.50", "12", "4.50%", "-3%", "Hengyuan", "", "–"])
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert cell_text(text) == text


@given(name=st.text(min_size=1), value=st.text(min_size=1))
def test_no_cell_of_any_text_begins_a_formula(name: str, value: str) -> None:
    content = table_csv(_table((name, value)), Language.EN).decode("utf-8-sig")

    for row in csv.reader(io.StringIO(content, newline="")):
        for written in row:
            assert not written.lstrip(" ").startswith(("=", "+", "@", "\t", "\r"))
            assert not written.lstrip(" ").startswith("-") or re.fullmatch(r"-[0-9,.]+%?", written)
