"""Replines are read exactly, or every fault of the file is named in one pass."""

import pytest

from tallystick.cashflow.replines import read_replines
from tallystick.evidence.wording import Language, word
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate

HEADING = "current_principal_balance,coupon,remaining_term_months,age_months\n"


def read(text: str):
    return read_replines(text.encode(), currency=Currency.USD)


def test_a_line_is_read_to_the_cent_and_the_basis_point():
    (line,) = read(HEADING + "24151090.50,3.591%,10,30\n").lines
    assert line.balance == Money.parse("24151090.50 USD")
    assert line.coupon == Rate.parse("3.591%")
    assert (line.remaining_term, line.age) == (10, 30)


def test_columns_may_come_in_any_order_and_with_a_byte_order_mark():
    (line,) = read("\ufeffage_months,coupon,remaining_term_months,current_principal_balance\n7,0%,12,1\n").lines
    assert (line.age, line.balance) == (7, Money.parse("1 USD"))


def test_all_faults_come_in_one_pass_and_then_there_is_no_line():
    result = read(HEADING + "1,5%,1,0\n1e6,5,0,-1\n1,5%,12\n0,-1%,1201,x\n")
    assert [(found.code, found.place.row) for found in result.findings] == [
        ("cashflow.replines-current", 2),
        ("cashflow.replines-coupon", 2),
        ("cashflow.replines-remaining", 2),
        ("cashflow.replines-age", 2),
        ("cashflow.replines-row-cells", 3),
        ("cashflow.replines-current", 4),
        ("cashflow.replines-coupon", 4),
        ("cashflow.replines-remaining", 4),
        ("cashflow.replines-age", 4),
    ]
    assert result.lines == ()


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"\xff\xfe\x00", ["cashflow.replines-unreadable"]),
        (b'a,"b', ["cashflow.replines-unreadable"]),
        (b"", ["cashflow.replines-column-missing"] * 4),
        (HEADING.encode(), ["cashflow.replines-empty"]),
        (
            b"coupon,coupon,remaining_term_months,age_months,fico\n",
            [
                "cashflow.replines-column-missing",
                "cashflow.replines-column-unknown",
                "cashflow.replines-column-unknown",
            ],
        ),
        (HEADING.encode() + "１００,5%,1,0\n".encode(), ["cashflow.replines-current"]),
        (HEADING.encode() + "100,5%,１,0\n".encode(), ["cashflow.replines-remaining"]),
    ],
)
def test_a_file_that_is_no_table_of_replines_says_why(content, codes):
    findings = read_replines(content, currency=Currency.USD).findings
    assert [found.code for found in findings] == codes
    for found in findings:
        assert all(word(found, language).remedy for language in Language)
