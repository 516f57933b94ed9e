"""A row that adds the others up is told, never silently a loan; a mapping may say that such rows are left out."""

import pytest

from tallystick.tape.reading.mapping import TapeMapping, own_columns
from tallystick.tape.reading.tapes import Reading, read_tape
from tallystick.tape.selection import select
from tallystick.tape.telling.counted import counted
from tallystick.units.money import Currency, Money
from tests.tape.tapes import CUTOFF, LEASE

LOANS = [{**LEASE, "asset_id": f"L{number}"} for number in range(4)]
OWED = Money.parse(f"{LEASE['current_balance']} CNY")
BALANCES = ("original_balance", "current_balance")


def total_of(rows, **named):
    """A row with nothing but the sums of others, and perhaps a word somewhere."""
    sums = {
        name: str(sum((Money.parse(f"{row[name]} CNY") for row in rows), Money.zero(Currency.CNY))).partition(" ")[0]
        for name in BALANCES
    }
    return dict.fromkeys(LEASE, "") | sums | named


def read(*rows, left_out=False) -> Reading:
    mapping: TapeMapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)
    if left_out:
        mapping = mapping.model_copy(update={"totals": "left-out"})
    content = "\n".join([",".join(LEASE), *(",".join(row.values()) for row in rows), ""])
    return read_tape(content.encode(), mapping=mapping)


def told(reading, code):
    return reading.faults.filter(reading.faults["code"] == code)["row"].to_list()


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("asset_id", "合计"),
        ("asset_id", "合 计："),
        ("obligor_id", "小计"),
        ("maturity_date", "总计"),
        ("asset_id", "Total"),
        ("asset_id", "GRAND TOTAL:"),
        ("asset_id", "Sum"),
        ("asset_id", "合计（4笔）"),
    ],
)
def test_a_row_that_says_it_is_a_total_is_an_error_at_its_row(column, word):
    reading = read(*LOANS, total_of(LOANS[:2], **{column: word}))
    assert told(reading, "tape.row-of-totals") == [5]
    (found,) = [each for each in reading.findings if each.code == "tape.row-of-totals"]
    assert (found.place.row, found.place.column) == (5, "current_balance")


def test_a_row_filled_in_whole_is_a_total_where_its_id_says_so():
    last = {**LEASE, **{each: total_of(LOANS)[each] for each in BALANCES}, "asset_id": "合计"}
    assert told(read(*LOANS, last), "tape.row-of-totals") == [5]
    reading = read(*LOANS, last, left_out=True)
    assert reading.tape is not None
    assert reading.tape.sum_of("current_balance") == OWED.times(4)
    assert told(read(*LOANS, {**last, "asset_id": "L5", "obligor_id": "Total"}), "tape.row-of-totals") == []


def test_a_row_that_only_adds_up_those_above_is_one_too():
    assert told(read(*LOANS, total_of(LOANS)), "tape.row-of-totals") == [5]


def test_subtotals_and_a_grand_total_that_say_nothing_are_told_each():
    first, second = (
        LOANS[:2],
        [{**LEASE, "asset_id": f"M{number}", "current_balance": "70000.00"} for number in range(3)],
    )
    rows = (*first, total_of(first), *second, total_of(second), total_of([*first, *second]))
    assert told(read(*rows), "tape.row-of-totals") == [3, 7, 8]
    said = (*first, total_of(first, obligor_id="小计"), *second, total_of(second), total_of([*first, *second]))
    reading = read(*said, left_out=True)
    assert told(reading, "tape.totals-left-out") == [3, 7, 8]
    assert reading.tape is not None
    assert reading.tape.frame.height == 5


@pytest.mark.parametrize("name", ["Totalcar-Leasing", "合计通租赁", "L00001"])
def test_a_loan_is_no_total_whatever_its_id_or_amount(name):
    double = total_of(LOANS[:2])
    last = {**LEASE, "asset_id": name, **{each: double[each] for each in BALANCES}}
    assert told(read(*LOANS[:2], last, {**LEASE, "asset_id": "Total", "maturity_date": "x"}), "tape.row-of-totals") == [
        4
    ]
    lacking = {**LEASE, "asset_id": name, "maturity_date": ""}
    assert told(read(*LOANS, lacking), "tape.row-of-totals") == []


def test_rows_of_totals_are_left_out_where_the_mapping_says_so_and_are_counted_as_such():
    rows = [*LOANS[:2], total_of(LOANS[:2], asset_id="小计"), *LOANS[2:], total_of(LOANS, asset_id="合计")]
    reading = read(*rows, left_out=True)
    assert reading.tape is not None
    assert reading.tape.sum_of("current_balance") == OWED.times(4)
    assert told(reading, "tape.totals-left-out") == [3, 6]
    assert set(reading.faults["code"]) == {"tape.totals-left-out"}, "nothing else is asked of such a row"
    count = counted(reading.tape, select(reading.tape, ()).eligible, reading.faults)
    assert (count.rows, count.read, count.totals) == (6, 4, 2)
    kept = read(*rows)
    assert kept.tape is not None
    assert kept.tape.frame.height == len(rows), "without that nothing is dropped"


def test_the_word_may_stand_in_a_first_column_that_nothing_is_read_from():
    rows = [{"no": str(number), **loan} for number, loan in enumerate(LOANS)]
    last = {"no": "合计", **dict.fromkeys(LEASE, ""), "current_balance": "1.00"}
    content = "\n".join([f"no,{','.join(LEASE)}", *(",".join(row.values()) for row in (*rows, last)), ""])
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)
    reading = read_tape(content.encode(), mapping=mapping.model_copy(update={"ignore": ("no",)}))
    assert told(reading, "tape.row-of-totals") == [5]


def test_a_total_of_one_balance_alone_is_one_too():
    assert told(read(*LOANS, total_of(LOANS, original_balance="")), "tape.row-of-totals") == [5]
    assert told(read(*LOANS, total_of(LOANS, original_balance="1.00")), "tape.row-of-totals") == []


def test_a_file_without_the_column_of_balances_is_told_that_and_ends_no_run():
    rows = [{**loan, "owed": loan["current_balance"]} for loan in (*LOANS, total_of(LOANS, asset_id="合计"))]
    names = [name for name in rows[0] if name != "current_balance"]
    content = "\n".join([",".join(names), *(",".join(row[name] for name in names) for row in rows), ""])
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)
    reading = read_tape(content.encode(), mapping=mapping)
    assert reading.tape is None
    assert "tape.column-missing" in [each.code for each in reading.findings]
    assert told(reading, "tape.row-of-totals") == [5]
