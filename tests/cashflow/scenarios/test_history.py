"""Static pools as people hand them in: read exactly, or said what is wrong, cell by cell."""

import pytest

from tallystick.cashflow.scenarios.history import read_history
from tallystick.units.money import Currency

TABLE = """vintage,original_balance,month,defaulted
2024-Q1,1000.00,2,20.00
2024-Q1,1000.00,1,10.00
2024-Q2,2000.00,1,0.00
"""


def read(text: str | bytes):
    return read_history(text.encode() if isinstance(text, str) else text, currency=Currency.CNY)


def test_rows_may_stand_in_any_order():
    vintages, findings = read(TABLE)
    assert not findings
    assert [(each.id, [str(amount) for amount in each.cumulative()]) for each in vintages] == [
        ("2024-Q1", ["10.00 CNY", "30.00 CNY"]),
        ("2024-Q2", ["0.00 CNY"]),
    ]


@pytest.mark.parametrize(
    ("before", "after", "code", "row", "column"),
    [
        ("month,", "", "cashflow.history-columns", None, ""),
        ("2024-Q1,1000.00,2,20.00", "2024-Q1,1000.00,3,20.00", "cashflow.history-months", 1, ""),
        ("2024-Q1,1000.00,2,20.00", "2024-Q1,1000.00,1,20.00", "cashflow.history-months", 1, ""),
        ("2024-Q1,1000.00,2", "2024-Q1,1001.00,2", "cashflow.history-original", 1, ""),
        (",20.00", ",991.00", "cashflow.history-beyond", 1, ""),
        (",20.00", ",-1.00", "cashflow.history-cell", 1, "defaulted"),
        (",20.00", ",NaN", "cashflow.history-cell", 1, "defaulted"),
        ("2000.00", "0.00", "cashflow.history-cell", 3, "original_balance"),
        ("1000.00,2,", "1000.00,0,", "cashflow.history-cell", 1, "month"),
        ("2024-Q2,2000.00,1,0.00", "2024-Q2,2000.00,1", "cashflow.history-cell", 3, "vintage"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(before, after, code, row, column):
    assert before in TABLE
    vintages, findings = read(TABLE.replace(before, after, 1))
    assert vintages == ()
    assert [(each.code, each.place.row, each.place.column) for each in findings] == [(code, row, column)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "cashflow.history-unreadable"),
        ("", "cashflow.history-columns"),
        ("vintage,original_balance,month,defaulted\n", "cashflow.history-none"),
    ],
)
def test_an_empty_or_unreadable_history_is_refused(content, code):
    assert [each.code for each in read(content)[1]] == [code]
