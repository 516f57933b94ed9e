"""Replines are read exactly, or every fault of the file is named in one pass."""

from fractions import Fraction

import pytest

from tallystick.cashflow.assumptions import Assumptions, Prepayments
from tallystick.cashflow.kernels.door import PrepaymentKind
from tallystick.cashflow.kernels.loans import Amortisation
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import pool_months
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
                "cashflow.replines-column-twice",
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


OTHERS = (
    "repayment_type,interest_only_months,balloon,payment_interval_months,fee_per_payment,dilution,listed_principal,index,"
    "margin,cap,floor,largest_step,next_reset_month,reset_interval_months,payer,tag"
)


def test_further_columns_say_what_kind_of_asset_it_is():
    row = "1000.00,4%,24,0,equal-principal,6,200.00,3,5.00,1%,,LPR5Y,-0.20%,8%,2%,1%,4,12,luzhou-bus,new\n"
    (line,) = read(HEADING.rstrip() + "," + OTHERS + "\n" + row).lines
    assert (line.repayment, line.interest_only, line.interval) == (Amortisation.EQUAL_PRINCIPAL, 6, 3)
    assert (line.balloon, line.fee) == (Money.parse("200.00 USD"), Money.parse("5.00 USD"))
    assert (line.index, str(line.margin), str(line.cap), str(line.floor)) == ("LPR5Y", "-0.20%", "8%", "2%")
    assert (line.next_reset, line.reset_every, line.payer, line.tag) == (4, 12, "luzhou-bus", "new")


def test_when_payments_fall_due_is_read_and_nothing_else():
    head = "current_principal_balance,coupon,remaining_term_months,age_months,payment_due\n"
    good = read_replines(f"{head}100.00,5%,12,0,in-advance\n100.00,5%,12,0,\n".encode(), currency=Currency.CNY)
    assert [line.in_advance for line in good.lines] == [True, False]
    bad = read_replines(f"{head}100.00,5%,12,0,yes\n".encode(), currency=Currency.CNY)
    assert [(found.code, found.place.column) for found in bad.findings] == [("cashflow.replines-due", "payment_due")]


def test_a_column_left_empty_says_nothing():
    (line,) = read(HEADING.rstrip() + "," + OTHERS + "\n1000.00,4%,24,0" + "," * 16 + "\n").lines
    assert line == read(HEADING + "1000.00,4%,24,0\n").lines[0]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("coupon", "101%", "cashflow.replines-coupon"),
        ("repayment_type", "annuity", "cashflow.replines-repayment"),
        ("interest_only_months", "-1", "cashflow.replines-months"),
        ("payment_interval_months", "0", "cashflow.replines-interval"),
        ("reset_interval_months", "1.5", "cashflow.replines-interval"),
        ("balloon", "-5.00", "cashflow.replines-amount"),
        ("balloon", "1000.01", "cashflow.replines-above-balance"),
        ("fee_per_payment", "5%", "cashflow.replines-amount"),
        ("dilution", "0.02", "cashflow.replines-share"),
        ("dilution", "120%", "cashflow.replines-share-range"),
        ("cap", "-1%", "cashflow.replines-share-range"),
        ("margin", "20bp", "cashflow.replines-share"),
        ("payer", "庐州公交", "cashflow.replines-word"),
        ("listed_principal", "600.00 500.00", "cashflow.replines-above-balance"),
        ("listed_principal", "600.00", "cashflow.replines-listed"),
        ("repayment_type", "listed", "cashflow.replines-listed"),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named_with_its_row_and_column(column, cell, code):
    names = [*HEADING.strip().split(","), *OTHERS.split(",")]
    cells = dict.fromkeys(names, "") | dict(zip(names, ("1000.00", "4%", "24", "0"), strict=False)) | {column: cell}
    findings = read(",".join(names) + "\n" + ",".join(cells.values()) + "\n").findings
    assert code in {found.code for found in findings}
    for found in findings:
        assert found.place.row == 1
        assert all(word(found, language).remedy for language in Language)


def test_a_floor_above_its_cap_is_named():
    row = "1000.00,4%,24,0,,,,,,,,LPR5Y,0%,2%,3%,,,,,\n"
    (found,) = read(HEADING.rstrip() + "," + OTHERS + "\n" + row).findings
    assert found.code == "cashflow.replines-floor"


def test_balances_that_are_readable_each_and_beyond_money_together_are_told():
    row = "80000000000000.00,6%,12,0\n"
    lines = read(HEADING + row * 2)
    assert [(found.code, found.place.column) for found in lines.findings] == [
        ("cashflow.replines-sum", "current_principal_balance")
    ]


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ("600.00 399.99", "cashflow.replines-listed-short"),
        ("600.00 400.00", None),
        ("9000000000000000.00 9000000000000000.00", "cashflow.replines-above-balance"),
    ],
)
def test_listed_principal_adds_up_to_the_balance(listed, code):
    head = HEADING.rstrip() + ",repayment_type,listed_principal\n"
    found = read(f"{head}1000.00,4%,2,0,listed,{listed}\n").findings
    assert [each.code for each in found] == ([] if code is None else [code])


def test_rents_in_advance_fall_due_at_once_and_every_interval_from_then_on():
    """1,200,000 at 6 %, rents each quarter in advance: 306,732.75 in months 1, 4, 7 and 10, by hand.

    1,200,000 / (1 + 1/1.015 + 1/1.015^2 + 1/1.015^3) = 306,732.75. The last quarter of ten months is a short one, and
    a year's rent of a year is due at once.
    """
    head = HEADING.rstrip() + ",payment_interval_months,payment_due,repayment_type\n"
    still = Assumptions(prepayments=Prepayments(kind=PrepaymentKind.SMM, rates=(Fraction(0),)))
    for term, interval, kind, months in (
        (12, 3, "level-pay", [1, 4, 7, 10]),
        (10, 3, "level-pay", [1, 4, 7, 10]),
        (11, 3, "equal-principal", [1, 4, 7, 10]),
        (12, 12, "equal-principal", [1]),
        (3, 1, "level-pay", [1, 2, 3]),
    ):
        lines = read(f"{head}1200000.00,6%,{term},0,{interval},in-advance,{kind}\n").lines
        pool = Pool.of_lines(lines, Currency.USD)
        flows = pool_months(pool, still)
        paid = [round((one + two) / 100, 2) for one, two in zip(flows.scheduled, flows.interest, strict=True)]
        assert [month for month, each in enumerate(paid, start=1) if each] == months
        assert flows.interest[0] == 0
        if (interval, kind) == (3, "level-pay"):
            assert [each for each in paid if each] == pytest.approx([306732.75] * 4, abs=0.01)


def test_a_column_nobody_reads_is_named_with_those_most_like_it_and_one_twice_is_called_twice():
    (unknown,) = read(HEADING.rstrip() + ",balon\n1000.00,4%,2,0,5.00\n").findings
    assert (unknown.code, unknown.argument("name")) == ("cashflow.replines-column-unknown", "balon")
    assert "balloon" in unknown.argument("near")
    (twice,) = read(HEADING.rstrip() + ",coupon\n1000.00,4%,2,0,5%\n").findings
    assert (twice.code, twice.argument("name"), twice.argument("count")) == (
        "cashflow.replines-column-twice",
        "coupon",
        2,
    )


COUNTED = f"{HEADING.strip()},tag,loan_count\n"


def test_a_line_says_how_many_loans_it_stands_for_or_leaves_it_open():
    lines = read(f"{COUNTED}100.00,5%,12,0,new,40\n50.00,5%,12,0,used,\n").lines
    assert [line.count for line in lines] == [40, None]
    known = Pool.of_lines(lines[:1], Currency.USD)
    both = Pool.of_lines(lines, Currency.USD)
    assert (known.loan_count, both.loan_count) == (40, None)
    assert both.loans_by("tag") == {"new": 40, "used": None}
    assert both.part("tag", "new").loan_count == 40


@pytest.mark.parametrize("cell", ["0", "-3", "1.5", "many", "1000000000"])
def test_a_count_that_is_none_is_named(cell: str):
    (found,) = read(f"{COUNTED}100.00,5%,12,0,new,{cell}\n").findings
    assert (found.code, found.place.row, found.place.column) == ("cashflow.replines-count", 1, "loan_count")
    assert all(word(found, language).remedy for language in Language)
