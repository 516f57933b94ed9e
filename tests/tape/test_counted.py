"""Every row of a file is in the totals, or is said not to be: with an error, without a balance, left out, blank."""

from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.checks import check
from tallystick.tape.faults import gathered
from tallystick.tape.reading.mapping import own_columns
from tallystick.tape.reading.tapes import read_tape
from tallystick.tape.selection import select
from tallystick.tape.telling.counted import counted
from tallystick.units.money import Currency, Money
from tests.tape.tapes import CUTOFF, LEASE

GOOD = LEASE
LATE = {**LEASE, "days_past_due": "12x"}
EMPTY = {**LEASE, "current_balance": "n/a"}
HEAD = ",".join(LEASE)
KINDS = ("good", "late", "empty", "ragged", "blank")


def count(*kinds):
    rows = {"good": GOOD, "late": LATE, "empty": EMPTY}
    lines = []
    for number, kind in enumerate(kinds):
        row = ",".join({**rows[kind], "asset_id": f"L{number}"}.values()) if kind in rows else ""
        lines.append(f"L{number},too,short" if kind == "ragged" else row)
    content = "\n".join([HEAD, *lines, ""]).encode()
    mapping = own_columns(asset_class="finance-lease", currency=Currency.CNY, cutoff=CUTOFF)
    reading = read_tape(content, mapping=mapping)
    tape = reading.tape
    assert tape is not None
    return counted(tape, select(tape, ()).eligible, gathered([reading.faults, check(tape)])), tape


def test_rows_with_errors_are_told_with_what_they_put_into_the_totals():
    rows, tape = count("good", "late", "late", "empty", "ragged", "blank", "good")
    owed = Money.parse(f"{LEASE['current_balance']} CNY")
    assert (rows.rows, rows.read, rows.left_out, rows.blank) == (7, 5, 1, 1)
    assert (rows.whole.unvalued, rows.whole.at_fault, rows.whole.balance) == (1, 2, owed + owed)
    assert rows.pool == rows.whole
    assert tape.sum_of("current_balance") == owed + owed + owed + owed
    assert [each.code for each in rows.told("tape.csv")] == [
        "tape.rows-left-out",
        "tape.rows-unvalued",
        "tape.rows-at-fault",
    ]
    assert [*count("good")[0].told("tape.csv")] == []


@given(st.lists(st.sampled_from(KINDS), max_size=12))
def test_no_row_is_lost_and_none_is_counted_twice(kinds):
    rows, tape = count("good", *kinds, "good")
    assert rows.rows == rows.read + rows.left_out + rows.blank + rows.totals == len(kinds) + 2
    assert rows.read == tape.frame.height
    assert (rows.left_out, rows.blank, rows.whole.unvalued) == tuple(map(kinds.count, ("ragged", "blank", "empty")))
