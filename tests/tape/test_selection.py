"""Eligible or refused, with every reason; and the two together are the tape."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.assets import Criterion
from tallystick.evidence.findings import finding
from tallystick.evidence.wording import Language, word
from tallystick.tape.selection import REASONS, select
from tallystick.units.money import Currency
from tests.tape.tapes import lease_tape


def criterion(field: str, operator: str, value: str, name: str = "EC-1") -> Criterion:
    text = {"zh": "标准", "en": "criterion"}
    return Criterion.model_validate({"id": name, "field": field, "operator": operator, "value": value, "text": text})


def eligible(*criteria: Criterion, changes: tuple[dict[str, str], ...]) -> list[str]:
    return select(lease_tape(*changes), criteria).eligible.frame["asset_id"].to_list()


@pytest.mark.parametrize(
    ("field", "operator", "value", "kept"),
    [
        ("days_past_due", "at-most", "30", ["L1", "L2"]),
        ("days_past_due", "less-than", "30", ["L1"]),
        ("days_past_due", "at-least", "30", ["L2", "L3"]),
        ("days_past_due", "greater-than", "30", ["L3"]),
        ("days_past_due", "equal", "30", ["L2"]),
        ("interest_rate", "at-most", "7.20%", ["L1", "L2"]),
        ("current_balance", "greater-than", "83000.00", ["L2"]),
        ("current_balance", "greater-than", "83000 CNY", ["L2"]),
        ("maturity_date", "at-most", "2028-08-15", ["L1", "L2"]),
        ("vehicle_type", "equal", "heavy-truck", ["L1", "L3"]),
        ("vehicle_type", "one-of", "heavy-truck, new-energy", ["L1", "L2", "L3"]),
        ("days_past_due", "one-of", "0,31", ["L1", "L3"]),
    ],
)
def test_a_criterion_keeps_what_satisfies_it(field: str, operator: str, value: str, kept: list[str]):
    changes = (
        {"days_past_due": "0"},
        {"days_past_due": "30", "vehicle_type": "new-energy", "current_balance": "83000.01"},
        {"days_past_due": "31", "interest_rate": "7.21%", "maturity_date": "2028-08-16"},
    )
    assert eligible(criterion(field, operator, value), changes=changes) == kept


def test_a_refused_loan_names_every_criterion_it_fails():
    tape = lease_tape({}, {"days_past_due": "31", "interest_rate": "25%"})
    criteria = (
        criterion("days_past_due", "at-most", "30", "EC-1"),
        criterion("interest_rate", "at-most", "24%", "EC-3"),
    )
    selection = select(tape, criteria)
    assert selection.refused[REASONS].to_list() == [["EC-1", "EC-3"]]
    assert selection.counts == (("EC-1", 1), ("EC-3", 1))
    assert str(selection.refused_balance) == "83000.00 CNY"


def test_without_criteria_everything_is_eligible():
    selection = select(lease_tape({}, {}), ())
    assert (selection.eligible.frame.height, selection.refused.height, selection.counts) == (2, 0, ())


def test_an_empty_cell_satisfies_nothing():
    assert eligible(criterion("province", "equal", "shandong"), changes=({"province": ""}, {})) == ["L2"]


@pytest.mark.parametrize(
    ("field", "operator", "value", "code"),
    [
        ("colour", "equal", "red", "tape.criterion-field-unknown"),
        ("interest_rate", "at-most", "24", "tape.criterion-value-unreadable"),
        ("current_balance", "at-most", "5 USD", "tape.criterion-value-unreadable"),
        ("vehicle_type", "one-of", "heavy-truck, tractor", "tape.criterion-value-unreadable"),
        ("vehicle_type", "at-most", "heavy-truck", "tape.criterion-operator-unfit"),
    ],
)
def test_a_criterion_that_cannot_be_read_is_named_and_satisfied_by_nothing(
    field: str, operator: str, value: str, code: str
):
    selection = select(lease_tape({}, {}), (criterion(field, operator, value),))
    (found,) = selection.findings
    assert (found.code, found.place.path) == (code, "assets.criteria[0]")
    assert selection.eligible.frame.height == 0
    for language in Language:
        assert word(found, language).what


def test_what_to_write_instead_is_in_the_currency_of_the_tape():
    tape = replace(lease_tape({}, {}), currency=Currency.JPY)
    (found,) = select(tape, (criterion("current_balance", "at-most", "5 USD"),)).findings
    assert all("800000 JPY" in word(found, language).remedy for language in Language)
    mixed = finding("tape.currency-mixed", value="USD", expected="JPY")
    assert all("JPY" in word(mixed, language).remedy for language in Language)


bounds = st.builds(
    criterion,
    st.just("days_past_due"),
    st.sampled_from(["equal", "at-least", "at-most", "greater-than", "less-than", "one-of"]),
    st.integers(0, 60).map(str),
    st.sampled_from(["EC-1", "EC-2", "EC-3"]),
)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 11_000_000)), min_size=1, max_size=8),
    st.lists(bounds, max_size=3),
)
def test_eligible_plus_refused_is_the_tape(loans: list[tuple[int, int]], criteria: list[Criterion]):
    changes = [
        {"days_past_due": str(days), "current_balance": f"{minor // 100}.{minor % 100:02d}"} for days, minor in loans
    ]
    tape = lease_tape(*changes)
    selection = select(tape, criteria)
    rows = sorted([*selection.eligible.frame["source_row"], *selection.refused["source_row"]])
    assert rows == tape.frame["source_row"].to_list()
    whole = selection.eligible.sum_of("current_balance") + selection.refused_balance
    assert whole == tape.sum_of("current_balance")
