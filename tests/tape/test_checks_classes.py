"""What cannot be, or is odd, in what stands behind an asset and in how it performs; and columns wrong as a whole."""

from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import finding
from tallystick.evidence.wording import Language, word
from tallystick.tape.checks import check, quality, whole_columns
from tallystick.tape.faults import TIERS, Tier, fault_rows, gathered
from tallystick.tape.schemas import SCHEMAS
from tests.tape.classes import class_read
from tests.tape.tapes import lease_tape


def faults_of(asset_class: str, *changes: dict[str, str]) -> list[tuple[str, int, str, str, str]]:
    tape = class_read(asset_class, *changes).legible
    assert tape is not None
    return check(tape).rows()


@pytest.mark.parametrize("asset_class", SCHEMAS)
def test_honest_assets_of_every_class_have_no_fault(asset_class: str):
    assert faults_of(asset_class, {}, {}) == []


@pytest.mark.parametrize(
    ("asset_class", "change", "fault"),
    [
        (
            "auto-loan",
            {"days_past_due": "45", "asset_status": "current"},
            ("status-current-but-late", "asset_status", "45"),
        ),
        ("auto-loan", {"asset_status": "repaid"}, ("status-closed-but-owed", "asset_status", "83000.00")),
        (
            "auto-loan",
            {"asset_status": "current", "default_date": "2026-05-01"},
            ("default-but-current", "asset_status", "2026-05-01"),
        ),
        ("auto-loan", {"arrears_balance": "10.00"}, ("arrears-without-days", "arrears_balance", "0")),
        (
            "auto-loan",
            {"arrears_balance": "90000.00", "days_past_due": "9"},
            ("arrears-above-balance", "arrears_balance", "83000.00"),
        ),
        ("auto-loan", {"recovered_amount": "130000.00"}, ("recovered-above-lent", "recovered_amount", "120000.00")),
        ("auto-loan", {"last_payment_date": "2026-09-01"}, ("day-after-cutoff", "last_payment_date", "2026-08-31")),
        ("auto-loan", {"default_date": "2025-01-01"}, ("day-before-origination", "default_date", "2025-08-15")),
        (
            "auto-loan",
            {"last_payment_date": "2026-08-21", "days_past_due": "60"},
            ("late-although-paid", "days_past_due", "10"),
        ),
        ("auto-loan", {"balloon_balance": "83000.01"}, ("balloon-above-balance", "balloon_balance", "83000.00")),
        ("auto-loan", {"vehicle_value": "79999.99"}, ("lent-above-vehicle", "original_balance", "79999.99")),
        (
            "finance-lease",
            {"vehicle_value": "99.99", "residual_value": "100.00"},
            ("residual-above-value", "residual_value", "99.99"),
        ),
        ("consumer-loan", {"payment_interval_months": "5"}, ("interval-uneven", "payment_interval_months", "36")),
        ("consumer-loan", {"interest_only_months": "24"}, ("interest-only-too-long", "interest_only_months", "24")),
        ("consumer-loan", {"monthly_payment": "497.99"}, ("payment-below-interest", "monthly_payment", "498.00")),
        ("consumer-loan", {"current_balance": "100000.00"}, ("balance-off-schedule", "current_balance", "86034.65")),
        ("mortgage", {"rate_cap": "3.00%", "rate_floor": "4.00%"}, ("cap-below-floor", "rate_cap", "4.00%")),
        ("mortgage", {"index_margin": ""}, ("index-incomplete", "index", "")),
        ("mortgage", {"next_reset_date": "2026-08-31"}, ("reset-past", "next_reset_date", "2026-08-31")),
        ("mortgage", {"next_reset_date": "2029-01-01"}, ("reset-after-maturity", "next_reset_date", "2028-08-15")),
        (
            "mortgage",
            {"property_value": "166000.00", "current_loan_to_value": "56.00%"},
            ("loan-to-value-differs", "current_loan_to_value", "50%"),
        ),
        ("mortgage", {"original_loan_to_value": "100.01%"}, ("loan-to-value-high", "original_loan_to_value", "100%")),
        ("mortgage", {"valuation_date": "2026-09-01"}, ("day-after-cutoff", "valuation_date", "2026-08-31")),
        ("pv-income", {"first_month": "2024-08-01"}, ("income-past", "income_months", "2026-08-31")),
        ("charging-pile-income", {"installed_capacity": "1"}, ("quantity-above-capacity", "monthly_quantity", "744")),
        ("rent", {"vacancy_share": "100%"}, ("vacancy-total", "vacancy_share", "")),
        ("trade-receivable", {"seller_id": "P2"}, ("seller-is-payer", "seller_id", "P2")),
        ("trade-receivable", {"maturity_date": "2027-07-28"}, ("tenor-long", "maturity_date", "360")),
    ],
)
def test_each_fault_is_found_in_its_place(asset_class: str, change: dict[str, str], fault: tuple[str, str, str]):
    rows = faults_of(asset_class, {}, change, {})
    assert (f"tape.{fault[0]}", *fault[1:]) in {
        (code, column, expected) for code, row, column, _, expected in rows if row == 2
    }


@pytest.mark.parametrize(
    ("asset_class", "change"),
    [
        ("mortgage", {"property_value": "166000.00", "current_loan_to_value": "54.00%"}),
        ("mortgage", {"original_loan_to_value": "100%"}),
        ("pv-income", {"first_month": "2024-09-01"}),
        ("charging-pile-income", {"installed_capacity": "2"}),
        ("trade-receivable", {"maturity_date": "2027-07-27"}),
        ("auto-loan", {"last_payment_date": "2026-08-31"}),
        ("auto-loan", {"vehicle_value": "80000.00"}),
        ("consumer-loan", {"current_balance": "87000.00"}),
        ("consumer-loan", {"current_balance": "100000.00", "days_past_due": "30"}),
        ("consumer-loan", {"current_balance": "100000.00", "interest_only_months": "3"}),
    ],
)
def test_the_neighbour_that_is_right_is_no_fault(asset_class: str, change: dict[str, str]):
    assert faults_of(asset_class, {}, change, {}) == []


def test_a_default_without_its_day_is_asked_for_where_others_have_one():
    dated = {"asset_status": "defaulted", "default_date": "2026-05-01", "days_past_due": "20"}
    found = faults_of("auto-loan", dated, {**dated, "default_date": ""})
    assert [(fault[0], fault[1]) for fault in found] == [("tape.default-without-day", 2)]


def test_the_same_loan_under_two_ids_names_the_first():
    alike = {"obligor_id": "P9"}
    found = faults_of("auto-loan", alike, {}, alike, alike)
    assert [fault[1:] for fault in found] == [(3, "asset_id", "A3", "A1"), (4, "asset_id", "A4", "A1")]
    assert {fault[0] for fault in found} == {"tape.asset-alike"}


def test_there_are_more_than_forty_kinds_of_fault_in_three_tiers_and_all_are_worded():
    assert len(TIERS) >= 60
    assert set(TIERS.values()) == set(Tier)
    for code in TIERS:
        said = finding(code, row=1, column="c", value="v", expected="e")
        for language in Language:
            assert word(said, language).what


def many(count: int, **change: str) -> list[dict[str, str]]:
    amounts = ("original_balance", "current_balance")
    return [dict.fromkeys(amounts, f"{120_000 + number}.00") | change for number in range(count)]


def whole(asset_class: str, *changes: dict[str, str]) -> list[tuple[str, str | None, object]]:
    tape = class_read(asset_class, *changes).legible
    assert tape is not None
    return [(each.code, each.place.column, each.argument("count")) for each in whole_columns(tape)]


def test_a_slip_of_unit_is_one_finding_however_many_rows_it_has():
    assert whole("consumer-loan", *many(60, interest_rate="0.0720%")) == [("tape.column-scale", "interest_rate", 60)]
    assert whole("consumer-loan", *many(60, interest_rate="720%")) == [("tape.column-scale", "interest_rate", 60)]
    assert whole("consumer-loan", *many(60, interest_rate="0.00%")) == []


def test_a_column_that_says_nothing_and_one_that_says_the_same_of_all_are_told_once():
    assert ("tape.column-empty", "region", 2) in whole("consumer-loan", {"region": ""}, {"region": ""})
    constant = whole("consumer-loan", *({"original_balance": "1.00"} for _ in range(50)))
    assert ("tape.column-constant", "original_balance", 50) in constant
    fewer = whole("consumer-loan", *({"original_balance": "1.00"} for _ in range(49)))
    assert "tape.column-constant" not in {code for code, *_ in fewer}


def test_quality_weighs_each_row_once_at_its_deepest():
    faults = gathered(
        [
            fault_rows("tape.money-unreadable", [(1, "c", "v", "")]),
            fault_rows("tape.asset-twice", [(1, "c", "v", ""), (2, "c", "v", "")]),
            fault_rows("tape.past-due", [(2, "c", "v", ""), (3, "c", "v", "")]),
        ]
    )
    weighed = quality(faults, 10)
    assert (weighed.schema, weighed.hard, weighed.soft) == (1, 1, 1)
    assert weighed.score == Fraction(775, 10)
    assert quality(gathered([]), 0).score == 100


@given(st.lists(st.tuples(st.sampled_from(sorted(TIERS)), st.integers(1, 20)), max_size=40))
def test_quality_is_a_share_and_never_rises_with_a_fault(faults: list[tuple[str, int]]):
    tables = [fault_rows(code, [(row, "c", "v", "")]) for code, row in faults]
    scores = [quality(gathered(tables[:count]), 20).score for count in range(len(tables) + 1)]
    assert all(0 <= score <= 100 for score in scores)
    assert scores == sorted(scores, reverse=True)


def test_permuting_rows_changes_no_kind_of_fault():
    tape = lease_tape({}, {"current_balance": "120001.00"}, {"interest_rate": "40%"})
    turned = replace(tape, frame=tape.frame.reverse())
    assert check(turned).sort("code", "row").equals(check(tape).sort("code", "row"))
    assert isinstance(check(tape), pl.DataFrame)
