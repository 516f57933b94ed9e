"""What became of the loans since the last tape: matched, gone, new; what changed that may not; what drifted."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.tape.reading.tapes import Tape
from tallystick.tape.telling.comparison import ComparisonError, compare
from tallystick.units.money import Currency
from tests.tape.tapes import lease_tape

LAST = date(2026, 7, 31)


def last(*changes: dict[str, str]) -> Tape:
    before = ({"current_balance": "86000.00", "remaining_term_months": "25"} | change for change in changes)
    return replace(lease_tape(*before), cutoff=LAST)


def faults(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, int, str, str, str]]:
    return compare(last({}, before), lease_tape({}, after)).faults.rows()


def test_a_month_that_went_as_agreed_has_no_fault():
    assert faults({}, {}) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ({"original_balance": "130000.00"}, {}, ("contract-changed", "original_balance", "120000.00", "130000.00")),
        ({"obligor_id": "P9"}, {}, ("contract-changed", "obligor_id", "P2", "P9")),
        ({"vehicle_type": "new-energy"}, {}, ("contract-changed", "vehicle_type", "heavy-truck", "new-energy")),
        ({"current_balance": "82999.99"}, {}, ("balance-rose", "current_balance", "83000.00", "82999.99")),
        ({"remaining_term_months": "23"}, {}, ("term-rose", "remaining_term_months", "24", "23")),
        ({}, {"days_past_due": "63"}, ("days-leapt", "days_past_due", "63", "0")),
        ({"asset_status": "repaid"}, {}, ("reopened", "asset_status", "current", "repaid")),
        ({"asset_status": "defaulted"}, {}, ("cured", "asset_status", "current", "defaulted")),
        ({"maturity_date": "2028-07-15"}, {}, ("maturity-moved", "maturity_date", "2028-08-15", "2028-07-15")),
        ({"interest_rate": "7.10%"}, {}, ("rate-changed", "interest_rate", "7.20%", "7.10%")),
        ({"current_balance": "83000.00"}, {}, ("balance-stood", "current_balance", "83000.00", "83000.00")),
    ],
)
def test_what_may_not_happen_between_two_tapes_is_named(
    before: dict[str, str], after: dict[str, str], fault: tuple[str, str, str, str]
):
    assert (f"tape.drift-{fault[0]}", 2, *fault[1:]) in faults(before, after)


@pytest.mark.parametrize("after", [{"days_past_due": "62"}, {"current_balance": "0.00", "asset_status": "repaid"}])
def test_what_may_happen_is_not(after: dict[str, str]):
    assert faults({}, after) == []


def test_what_is_new_was_made_since_or_is_asked_about():
    found = compare(last({}), lease_tape({}, {}, {"origination_date": "2026-08-03"}))
    assert (found.matched, found.gone.height, found.new["asset_id"].to_list()) == (1, 0, ["L2", "L3"])
    assert [(row[0], row[1]) for row in found.faults.rows()] == [("tape.drift-new-but-old", 2)]


def test_drift_is_a_share_or_mean_that_moved():
    before = last({}, {"province": "shanghai"})
    after = lease_tape({}, {"province": "shandong", "interest_rate": "9.00%"})
    moved = {(each.column.name, each.key): (each.before, each.after) for each in compare(before, after).moved}
    assert moved["province", "shandong"] == (Fraction(1, 2), Fraction(1))
    assert moved["province", "shanghai"] == (Fraction(1, 2), Fraction(0))
    assert moved["interest_rate", ""] == (Fraction(7_200_000), Fraction(8_100_000))
    told = {each.column.name: each.text(each.after) for each in compare(before, after).moved if not each.key}
    assert told["interest_rate"] == "8.10%"
    shares = {each.key: each.text(each.before) for each in compare(before, after).moved if each.key}
    assert shares == {"shandong": "50.00%", "shanghai": "50.00%"}


def test_tapes_that_cannot_be_compared_are_a_wrong_call():
    with pytest.raises(ComparisonError, match="not after"):
        compare(lease_tape({}), lease_tape({}))
    with pytest.raises(ComparisonError, match="currencies"):
        compare(replace(last({}), currency=Currency.USD), lease_tape({}))


@given(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40), min_size=1))
def test_every_row_is_matched_gone_or_new(before: set[int], after: set[int]):
    if not before:
        before = {99}
    was = last(*({"asset_id": f"L{number}"} for number in sorted(before)))
    now = lease_tape(*({"asset_id": f"L{number}"} for number in sorted(after)))
    found = compare(was, now)
    assert found.matched + found.gone.height == was.frame.height
    assert found.matched + found.new.height == now.frame.height
    assert found.before + found.gone_balance == was.sum_of("current_balance")
    assert found.after + found.new_balance == now.sum_of("current_balance")
