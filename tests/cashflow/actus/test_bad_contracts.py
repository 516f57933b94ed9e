"""Contracts nobody can run: each is named with its line, its reason and its remedy, and the others still run."""

import json
from typing import Any

import pytest

from tallystick.cashflow.actus.conformance import tie_actus
from tallystick.cashflow.actus.contracts import read_actus
from tallystick.deal.reading import MAXIMUM_BYTES
from tallystick.evidence.wording import Language, word
from tallystick.shell.operations.cashflow.actus import tie_out_actus
from tests.cashflow.actus.contracts import LOAN, rates, written


def codes(terms: dict[str, Any], **beside: Any) -> list[tuple[str, str]]:
    cases, findings = read_actus(written(terms, **beside), file="loan.json")
    _, more = tie_actus(cases)
    return [(each.code, each.place.path) for each in (*findings, *more)]


PAYMENT = "terms.nextPrincipalRedemptionPayment"
AMORTISER = LOAN | {
    "contractType": "NAM",
    "cycleAnchorDateOfPrincipalRedemption": "2025-04-01T00:00:00",
    "cycleOfPrincipalRedemption": "P3ML1",
}


LINEAR = AMORTISER | {"contractType": "LAM", "maturityDate": None}


@pytest.mark.parametrize(
    ("terms", "code", "at"),
    [
        ({**LOAN, "maturityDate": None}, "cashflow.actus-end", "terms.maturityDate"),
        ({**LOAN, "initialExchangeDate": None}, "cashflow.actus-needs", "terms.initialExchangeDate"),
        ({**LOAN, "contractType": "UMP", "maturityDate": None}, "cashflow.actus-end", "terms.terminationDate"),
        ({**LOAN, "contractType": "CLM", "maturityDate": None}, "cashflow.actus-end", "terms.maturityDate"),
        ({**LOAN, "contractType": "LAM"}, "cashflow.actus-needs", "terms.cycleAnchorDateOfPrincipalRedemption"),
        (LINEAR, "cashflow.actus-end", "terms.maturityDate"),
        ({**LINEAR, "contractType": "ANN"}, "cashflow.actus-end", "terms.maturityDate"),
        (AMORTISER, "cashflow.actus-needs", PAYMENT),
        ({**LINEAR, "contractType": "NAM", "nextPrincipalRedemptionPayment": "10"}, "cashflow.actus-never", PAYMENT),
        ({**LINEAR, "nextPrincipalRedemptionPayment": "0"}, "cashflow.actus-never", PAYMENT),
        ({**LINEAR, "nextPrincipalRedemptionPayment": "-5"}, "cashflow.actus-never", PAYMENT),
        ({**LINEAR, "nextPrincipalRedemptionPayment": "0.000001"}, "cashflow.actus-never", PAYMENT),
        (
            {**LINEAR, "nextPrincipalRedemptionPayment": "0.000001", "cycleOfPrincipalRedemption": "P1DL1"},
            "cashflow.actus-never",
            PAYMENT,
        ),
        (
            {**LOAN, "maturityDate": "2925-01-01T00:00:00", "cycleOfInterestPayment": "P1DL1"},
            "cashflow.actus-long",
            "terms.cycleOfInterestPayment",
        ),
        (
            {**LOAN, "maturityDate": "9998-12-31T00:00:00", "cycleOfInterestPayment": "P9999WL1"},
            "cashflow.actus-long",
            "terms.cycleOfInterestPayment",
        ),
        (
            {**LOAN, "cycleAnchorDateOfRateReset": "2025-07-01", "marketObjectCodeOfRateReset": "LPR"},
            "cashflow.actus-unobserved",
            "dataObserved",
        ),
    ],
)
def test_a_contract_that_cannot_be_run_says_why_and_where(terms: dict[str, Any], code: str, at: str):
    given = {name: value for name, value in terms.items() if value is not None}
    observed = rates("LPR", d2025_08_01="0.05")  # a month after the reset
    assert codes(given, dataObserved=observed) == [(code, f"loan.{at}")]


def test_what_is_missing_is_placed_on_the_line_of_the_terms_it_is_missing_from():
    terms = {name: value for name, value in LOAN.items() if name != "maturityDate"}
    content = json.dumps(json.loads(written(terms)), indent="\t").encode()
    (found,) = tie_out_actus(content, file="loan.json").findings
    assert (found.place.file, found.place.line) == ("loan.json", 4)
    for language in Language:
        told = word(found, language)
        assert "loan" in told.what
        assert "maturityDate" in told.what


def test_an_annuity_fixed_anew_every_day_of_its_life_is_refused_before_it_is_run():
    daily = AMORTISER | {
        "contractType": "ANN",
        "maturityDate": "2030-01-01T00:00:00",
        "cycleOfPrincipalRedemption": "P1DL1",
        "cycleAnchorDateOfRateReset": "2025-04-02T00:00:00",
        "cycleOfRateReset": "P1DL1",
        "marketObjectCodeOfRateReset": "LPR",
    }
    assert codes(daily, dataObserved=rates("LPR", d2025_01_01="0.05")) == [
        ("cashflow.actus-long", "loan.terms.cycleOfRateReset")
    ]


def test_a_rate_that_grows_beyond_any_amount_stops_the_contract():
    grown = LOAN | {
        "nominalInterestRate": "1e17",
        "capitalizationEndDate": "2026-01-01T00:00:00",
        "cycleOfInterestPayment": "P1DL1",
    }
    assert codes(grown) == [("cashflow.actus-beyond", "loan.terms.nominalInterestRate")]


@pytest.mark.parametrize(
    ("term", "value", "code"),
    [
        ("notionalPrincipal", "NaN", "cashflow.actus-number-unreadable"),
        ("notionalPrincipal", "1e99", "cashflow.actus-number-unreadable"),
        ("notionalPrincipal", "9" * 19, "cashflow.actus-number-unreadable"),
        ("notionalPrincipal", "-1200", "cashflow.actus-negative"),
        ("notionalPrincipal", "0", "cashflow.actus-zero"),
        ("nominalInterestRate", "Infinity", "cashflow.actus-number-unreadable"),
        ("nominalInterestRate", "", "cashflow.actus-number-unreadable"),
        ("cycleOfInterestPayment", "P0ML1", "cashflow.actus-cycle-unreadable"),
        ("cycleOfInterestPayment", "monthly", "cashflow.actus-cycle-unreadable"),
        ("maturityDate", "2025-02-30T00:00:00", "cashflow.actus-moment-unreadable"),
        ("maturityDate", "1 January", "cashflow.actus-moment-unreadable"),
        ("maturityDate", "", "cashflow.actus-moment-unreadable"),
        ("maturityDate", "2024-06-01T00:00:00", "cashflow.actus-order"),
        ("terminationDate", "2025-01-01T00:00:00", "cashflow.actus-order"),
        ("dayCountConvention", "BUS252", "deal.choice-unknown"),
        ("contractType", "SWAPS", "deal.choice-unknown"),
        ("contractRole", "both", "deal.choice-unknown"),
        ("contractRole", "", "deal.choice-unknown"),
        ("maturityDate", "9999-12-31T23:59:59", "cashflow.actus-moment-unreadable"),
        ("statusDate", "0001-01-01T00:00:00", "cashflow.actus-moment-unreadable"),
    ],
)
def test_a_term_that_cannot_be_read_is_named_where_it_stands(term: str, value: str, code: str):
    assert codes(LOAN | {term: value}) == [(code, f"loan.terms.{term}")]


def test_a_floor_above_its_cap_is_refused():
    assert codes(LOAN | {"lifeFloor": "0.05", "lifeCap": "0.01"}) == [("cashflow.actus-floor", "loan.terms.lifeFloor")]


def test_a_contract_that_is_over_before_it_is_looked_at_says_that_it_has_no_events():
    assert codes(LOAN | {"statusDate": "2030-01-01T00:00:00"}) == [("cashflow.actus-empty", "loan.terms.statusDate")]


def test_what_cannot_be_read_says_what_can_with_words_of_its_own_standard():
    cases, findings = read_actus(written(LOAN | {"cycleOfInterestPayment": "P0ML1"}), file="loan.json")
    (named,) = findings
    for language in Language:
        told = word(named, language)
        assert "P0ML1" in told.what
        assert "P1ML1" in told.remedy
    assert named.place.line == 1
    assert cases == {"loan": None}


def test_a_term_nobody_knows_is_passed_over_and_said_so():
    assert codes(LOAN | {"optionStrike1": "N"}) == [("cashflow.actus-term", "loan.terms.optionStrike1")]


@pytest.mark.parametrize(
    ("kind", "term", "value"),
    [
        ("PAM", "xDayNotice", "P1M"),
        ("PAM", "cycleOfPrincipalRedemption", "P3ML1"),
        ("PAM", "interestCalculationBase", "NTL"),
        ("PAM", "settlementCurrency", "USD"),
        ("LAM", "amortizationDate", "2026-01-01T00:00:00"),
        ("CLM", "terminationDate", "2025-07-01T00:00:00"),
        ("CLM", "capitalizationEndDate", "2025-07-01T00:00:00"),
        ("CSH", "maturityDate", "2026-01-01T00:00:00"),
        ("UMP", "purchaseDate", "2025-07-01T00:00:00"),
        ("UMP", "scalingEffect", "INO"),
    ],
)
def test_a_term_that_the_type_makes_nothing_of_is_told(kind: str, term: str, value: str):
    found = [place for code, place in codes(LOAN | {"contractType": kind, term: value}) if code.endswith("unused")]
    assert f"loan.terms.{term}" in found


@pytest.mark.parametrize("kind", ["PP", "PR", "XD", "CE"])
def test_what_was_observed_and_cannot_happen_to_the_contract_is_told(kind: str):
    seen = [{"time": "2025-05-16T00:00:00", "type": kind, "value": "1"}]
    assert codes(LOAN, eventsObserved=seen) == [("cashflow.actus-unused", "loan.eventsObserved[0]")]


def test_cash_without_observed_events_has_none_and_is_no_error():
    assert ("cashflow.actus-empty", "loan") not in codes(LOAN | {"contractType": "CSH"})


def test_a_settlement_in_the_same_currency_is_nothing_to_tell():
    assert codes(LOAN | {"settlementCurrency": "CNY", "seniority": "S", "cyclePointOfInterestPayment": "E"}) == []


@pytest.mark.parametrize(("term", "value"), [("cyclePointOfInterestPayment", "B"), ("cyclePointOfRateReset", "E")])
def test_a_point_of_a_cycle_that_is_not_spoken_is_refused(term: str, value: str):
    assert codes(LOAN | {term: value}) == [("deal.choice-unknown", f"loan.terms.{term}")]


def test_one_unreadable_contract_does_not_take_the_others_with_it():
    both = json.loads(written(LOAN))
    both["broken"] = {"terms": LOAN | {"statusDate": "soon"}}
    cases, findings = read_actus(json.dumps(both).encode(), file="two.json")
    ties, _ = tie_actus(cases)
    assert [(tie.name, len(tie.outcomes)) for tie in ties] == [("loan", 6), ("broken", 0)]
    assert [each.place.path for each in findings] == ["broken.terms.statusDate"]
    assert not any(tie.matches for tie in ties)  # the one has no published events, so nothing is claimed of it


@pytest.mark.parametrize("term", ["contractRole", "contractType", "statusDate"])
def test_a_term_no_contract_can_be_without_is_named_with_the_contract(term: str):
    terms = {name: value for name, value in LOAN.items() if name != term}
    cases, (found,) = read_actus(written(terms), file="loan.json")
    assert cases == {"loan": None}
    assert (found.code, found.place.path) == ("cashflow.actus-needs", f"loan.terms.{term}")
    assert found.argument("contract") == "loan"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "cashflow.actus-json"),
        (b"{", "cashflow.actus-json"),
        (written(LOAN)[:200], "cashflow.actus-json"),
        (b"loan:\n  terms: {}\n", "cashflow.actus-json"),
        (b"\x00" * 9, "cashflow.actus-json"),
        (b"\xff\xfe", "deal.encoding-unreadable"),
        (written(LOAN).decode().encode("utf-16"), "deal.encoding-unreadable"),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, "deal.too-deep"),
        (b"[" + b"1," * MAXIMUM_BYTES, "deal.file-too-large"),
        (b'{"loan": {"terms": {"notionalPrincipal": ' + b"9" * 5000 + b"}}}", "cashflow.actus-number-unreadable"),
        (b"[1, 2]", "cashflow.actus-layout"),
        (b"5", "cashflow.actus-layout"),
        (b"{}", "cashflow.actus-layout"),
        (json.dumps(LOAN).encode(), "cashflow.actus-layout"),
        (json.dumps({"terms": LOAN}).encode(), "cashflow.actus-layout"),
        (json.dumps({"loan": "terms"}).encode(), "cashflow.actus-layout"),
        (json.dumps({"loan": {"terms": [LOAN]}}).encode(), "cashflow.actus-layout"),
        (json.dumps({"loan": {"terms": LOAN, "dataObserved": []}}).encode(), "cashflow.actus-layout"),
        (json.dumps({"loan": {"results": []}}).encode(), "cashflow.actus-needs"),
        (b'{"a": {"terms": {}}, "a": 2}', "deal.key-twice"),
    ],
)
def test_what_is_no_file_of_contracts_is_one_finding(content: bytes, code: str):
    cases, findings = read_actus(content, file="bad.json")
    assert not any(cases.values())
    assert code in [each.code for each in findings]
    assert len({each.code for each in findings}) <= 2
    for language in Language:
        assert "deal-folder" not in word(findings[0], language).remedy
