"""Does each loan make sense by itself, beside its own figures, and beside the others?"""

import pytest

from tallystick.tape.checks import Tolerances, check
from tallystick.tape.checks.contract import contract
from tallystick.tape.checks.identities import identities
from tallystick.tape.checks.performance import performance
from tallystick.tape.faults import gathered
from tests.tape.tapes import lease_tape

# The specimen printed in GB 11643-1999 itself.
SPECIMEN = "11010519491231002X"


def faults_of(*changes: dict[str, str], tolerances: Tolerances | None = None) -> list[tuple[str, int, str, str, str]]:
    return check(lease_tape(*changes), tolerances).rows()


def test_honest_leases_have_no_fault():
    assert faults_of({}, {}, {}) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"current_balance": "-5.00"}, ("tape.balance-negative", "current_balance", "-5.00", ">= 0")),
        (
            {"current_balance": "120000.01"},
            ("tape.balance-above-original", "current_balance", "120000.01", "120000.00"),
        ),
        ({"current_balance": "0.00"}, ("tape.balance-zero", "current_balance", "0.00", "")),
        ({"interest_rate": "-0.01%"}, ("tape.rate-impossible", "interest_rate", "-0.01%", "0%-100%")),
        ({"interest_rate": "720%"}, ("tape.rate-impossible", "interest_rate", "720.00%", "0%-100%")),
        ({"interest_rate": "36.01%"}, ("tape.rate-high", "interest_rate", "36.01%", "36%")),
        ({"down_payment_share": "101%"}, ("tape.value-outside", "down_payment_share", "101.00%", "0%-100%")),
        ({"days_past_due": "-1"}, ("tape.value-outside", "days_past_due", "-1", "0-9999")),
        ({"days_past_due": "31"}, ("tape.past-due", "days_past_due", "31", "30")),
        ({"original_term_months": "0"}, ("tape.value-outside", "original_term_months", "0", "1-600")),
        ({"currency": "USD"}, ("tape.currency-mixed", "currency", "USD", "CNY")),
        (
            {"origination_date": "1900-01-01"},
            ("tape.date-outside", "origination_date", "1900-01-01", "1990-01-01 - 2099-12-31"),
        ),
        (
            {"origination_date": "2026-09-01"},
            ("tape.origination-after-cutoff", "origination_date", "2026-09-01", "2026-08-31"),
        ),
        (
            {"maturity_date": "2025-08-15"},
            ("tape.maturity-before-origination", "maturity_date", "2025-08-15", "2025-08-15"),
        ),
        ({"maturity_date": "2026-08-30"}, ("tape.matured-with-balance", "maturity_date", "2026-08-30", "83000.00")),
        (
            {"remaining_term_months": "37"},
            ("tape.term-above-original", "remaining_term_months", "37", "36"),
        ),
        (
            {"remaining_term_months": "22"},
            ("tape.remaining-term-differs", "remaining_term_months", "22", "24"),
        ),
        (
            {"original_term_months": "38"},
            ("tape.term-differs-from-dates", "original_term_months", "38", "36"),
        ),
        ({"monthly_payment": "3720.00"}, ("tape.payment-not-level", "monthly_payment", "3720.00", "3716.23")),
        (
            {"original_balance": "2500000.00"},
            ("tape.value-far-out", "original_balance", "2500000.00", "6000.00 - 2400000.00"),
        ),
        ({"interest_rate": "0.10%"}, ("tape.value-far-out", "interest_rate", "0.10%", "0.36% - 144.00%")),
    ],
)
def test_each_fault_is_found_in_its_place(change: dict[str, str], fault: tuple[str, str, str, str]):
    found = faults_of({}, change, {})
    assert (fault[0], 2, *fault[1:]) in found


@pytest.mark.parametrize(
    "change",
    [
        {"remaining_term_months": "25"},
        {"original_term_months": "35", "monthly_payment": "3811.40"},
        {"monthly_payment": "3719.00"},
        {"monthly_payment": "9000.00", "repayment_type": "bullet"},
        {"days_past_due": "30", "asset_status": "grace"},
        {"currency": ""},
        {"current_balance": "84000.00"},
    ],
)
def test_what_is_within_tolerance_is_no_fault(change: dict[str, str]):
    assert faults_of({}, change, {}) == []


def test_tolerances_are_the_callers():
    strict = Tolerances(months=0, past_due=0)
    found = faults_of({"remaining_term_months": "23", "days_past_due": "1"}, tolerances=strict)
    assert [fault[0] for fault in found] == [
        "tape.remaining-term-differs",
        "tape.past-due",
        "tape.status-current-but-late",
    ]


def test_an_id_that_comes_again_names_the_row_where_it_came_first():
    found = faults_of({}, {"asset_id": "L1"}, {"asset_id": "L1"})
    assert found == [("tape.asset-twice", row, "asset_id", "L1", "1") for row in (2, 3)]


@pytest.mark.parametrize("written", ["l0078", "Ｌ００７８", "ｌ00７8"])
def test_ids_that_differ_in_case_or_width_alone_are_told_at_the_later_row(written: str):
    assert faults_of({"asset_id": "L0078"}, {"asset_id": "L0079"}, {"asset_id": written}) == [
        ("tape.asset-written-alike", 3, "asset_id", written, "L0078")
    ]
    assert faults_of({"asset_id": "a1"}, {"asset_id": "b1"}) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"days_past_due": "5"}, "tape.status-current-some-days"),
        ({"days_past_due": "30"}, "tape.status-current-some-days"),
        ({"days_past_due": "31"}, "tape.status-current-but-late"),
        ({"asset_status": "defaulted"}, "tape.default-but-punctual"),
    ],
)
def test_a_status_and_days_that_do_not_go_together_are_told(change: dict[str, str], code: str):
    assert [fault[0] for fault in faults_of(change) if fault[2] == "asset_status"] == [code]
    assert faults_of({"asset_status": "defaulted", "days_past_due": "20"}) == []


def test_a_payer_has_one_group():
    alike = {"obligor_id": "P9", "obligor_group_id": "G1"}
    found = faults_of(alike, alike | {"obligor_group_id": "G2"}, alike | {"obligor_group_id": ""})
    assert [(fault[0], fault[1], fault[3]) for fault in found if fault[0] != "tape.asset-alike"] == [
        ("tape.group-differs", 1, "G1"),
        ("tape.group-differs", 2, "G2"),
        ("tape.group-differs", 3, ""),
    ]


@pytest.mark.parametrize("number", [SPECIMEN, SPECIMEN.lower()])
def test_an_identity_number_is_recognised_and_not_repeated(number: str):
    (found,) = [fault for fault in faults_of({"obligor_id": number}) if fault[0] == "tape.identity-number"]
    assert found[2:] == ("obligor_id", f"{number[:6]}************", "")


def test_an_identity_number_among_other_words_is_found_and_the_words_are_not_repeated():
    (found,) = faults_of({"obligor_id": f"王小明{SPECIMEN}（东风）"})
    assert found == ("tape.identity-number", 1, "obligor_id", f"{SPECIMEN[:6]}************", "")
    assert faults_of({"obligor_id": f"no.9{SPECIMEN}"}) == []


def test_a_long_number_that_a_spreadsheet_spoilt_is_said_to_be_that_and_not_a_duplicate():
    spoilt = {"asset_id": "6.222021000112233e+17"}
    assert [fault[0] for fault in faults_of(spoilt, spoilt) if fault[2] == "asset_id" and "alike" not in fault[0]] == [
        "tape.identifier-mangled"
    ] * 2
    assert [fault[0] for fault in faults_of({"obligor_id": "1.23E+10"})] == ["tape.identifier-mangled"]
    assert faults_of({"obligor_id": "E12"}, {"asset_id": "1-2E10"}) == []


def test_a_mobile_number_where_a_pseudonym_belongs_is_told_and_not_repeated():
    assert faults_of({"obligor_id": "13812345678"}) == [("tape.mobile-number", 1, "obligor_id", "138********", "")]


@pytest.mark.parametrize("column", ["obligor_id", "obligor_group_id"])
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("tape.email-address", "zhang@example.com"),
        ("tape.bank-card-number", "6222021001122334455"),
        ("tape.number-plate", "沪A12345"),
        ("tape.number-plate", "粤B·D12345"),
        ("tape.person-name", "张三"),
        ("tape.person-name", "欧阳小明"),
    ],
)
def test_what_leads_to_a_person_is_told_wherever_a_payer_is_named_and_not_repeated(column: str, code: str, text: str):
    assert faults_of({column: text}) == [(code, 1, column, f"{text[0]}********", "")]


@pytest.mark.parametrize("text", ["P-62220210", "62-00123", "东风集团", "张江高科", "上海A12345", "客户三", "G@1"])
def test_what_has_only_something_of_it_is_a_pseudonym(text: str):
    assert faults_of({"obligor_id": text}) == []


@pytest.mark.parametrize("status", ["grace", "late"])
def test_a_status_of_arrears_without_a_day_of_them_is_told(status: str):
    change = {"asset_status": status, "days_past_due": "0"}
    assert ("tape.status-late-but-punctual", 1, "asset_status", status, "0") in faults_of(change)
    assert faults_of({"asset_status": status, "days_past_due": "5"}) == []


@pytest.mark.parametrize("number", ["110105194912310021", "123456789012345678", "11010519491331002X", "P1"])
def test_what_only_looks_like_one_is_a_pseudonym(number: str):
    assert faults_of({"obligor_id": number}) == []


@pytest.mark.parametrize("column", ["asset_id", "obligor_id", "obligor_group_id"])
@pytest.mark.parametrize("text", ["=cmd", "+1", "-1", "@SUM", "＝cmd"])
def test_an_id_that_a_spreadsheet_would_compute_is_refused(column: str, text: str):
    assert ("tape.identifier-formula", column, text) in [
        (code, name, value) for code, _, name, value, _ in faults_of({column: text})
    ]


@pytest.mark.parametrize("text", ["p=1", "p-1", "a@b"])
def test_such_a_sign_within_an_id_computes_nothing(text: str):
    assert faults_of({"obligor_id": text}) == []


def test_empty_cells_are_no_second_fault():
    empty = dict.fromkeys(("current_balance", "original_balance", "interest_rate", "maturity_date"), "")
    assert faults_of(empty) == []


def test_a_pool_without_a_spread_has_no_outliers():
    assert faults_of({"interest_rate": "0.00%", "monthly_payment": "3333.33"}) == []


def test_asking_all_checks_at_once_misses_none_of_what_each_finds_alone():
    tape = lease_tape(
        {"asset_id": "L1"},
        {"asset_id": "L1", "current_balance": "130000.00", "monthly_payment": "1.00"},
        {"obligor_id": "P1", "obligor_group_id": "G1", "days_past_due": "31"},
        {"obligor_id": "P1", "obligor_group_id": "G2", "asset_status": "repaid"},
        {"obligor_id": SPECIMEN, "interest_rate": "40%", "remaining_term_months": "37"},
        {"asset_id": "=1+1", "maturity_date": "2026-01-01"},
        *[{"obligor_id": "P9"}] * 2,
    )
    bounds = Tolerances()
    alone = [each.faults(tape.frame) for part in (identities, contract, performance) for each in part(tape, bounds)]
    assert check(tape).rows() == gathered(alone).rows()
    assert check(tape)["code"].n_unique() > 12
