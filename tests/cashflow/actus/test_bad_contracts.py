"""Contracts nobody can run: each is named with its line, its reason and its remedy, and the others still run."""

import json
from typing import Any

import pytest

from tallystick.cashflow.actus.conformance import tie_actus
from tallystick.cashflow.actus.contracts import read_actus
from tallystick.evidence.wording import Language, word
from tests.cashflow.actus.contracts import LOAN, rates, written


def codes(terms: dict[str, Any], **beside: Any) -> list[tuple[str, str]]:
    cases, findings = read_actus(written(terms, **beside), file="loan.json")
    _, more = tie_actus(cases, file="loan.json")
    return [(each.code, each.place.path) for each in (*findings, *more)]


AMORTISER = LOAN | {
    "contractType": "NAM",
    "cycleAnchorDateOfPrincipalRedemption": "2025-04-01T00:00:00",
    "cycleOfPrincipalRedemption": "P3ML1",
}


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({**LOAN, "maturityDate": None}, "cashflow.actus-end"),
        ({**LOAN, "initialExchangeDate": None}, "cashflow.actus-needs"),
        ({**LOAN, "contractType": "UMP", "maturityDate": None}, "cashflow.actus-end"),
        ({**LOAN, "contractType": "LAM"}, "cashflow.actus-needs"),
        (AMORTISER, "cashflow.actus-needs"),
        ({**AMORTISER, "maturityDate": None, "nextPrincipalRedemptionPayment": "10"}, "cashflow.actus-never"),
        ({**LOAN, "maturityDate": "2925-01-01T00:00:00", "cycleOfInterestPayment": "P1DL1"}, "cashflow.actus-long"),
        (
            {**AMORTISER, "contractType": "LAM", "maturityDate": None, "nextPrincipalRedemptionPayment": "0.000001"},
            "cashflow.actus-long",
        ),
        (
            {**LOAN, "cycleAnchorDateOfRateReset": "2025-07-01", "marketObjectCodeOfRateReset": "LPR"},
            "cashflow.actus-unobserved",
        ),
    ],
)
def test_a_contract_that_cannot_be_run_says_why(terms: dict[str, Any], code: str):
    given = {name: value for name, value in terms.items() if value is not None}
    observed = rates("LPR", d2025_08_01="0.05")  # a month after the reset
    assert codes(given, dataObserved=observed) == [(code, "loan")]


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
    ],
)
def test_a_term_that_cannot_be_read_is_named_where_it_stands(term: str, value: str, code: str):
    assert codes(LOAN | {term: value}) == [(code, f"loan.terms.{term}")]


def test_a_floor_above_its_cap_is_refused():
    assert codes(LOAN | {"lifeFloor": "0.05", "lifeCap": "0.01"}) == [("cashflow.actus-floor", "loan.terms.lifeFloor")]


def test_a_contract_that_is_over_before_it_is_looked_at_says_that_it_has_no_events():
    assert codes(LOAN | {"statusDate": "2030-01-01T00:00:00"}) == [("cashflow.actus-empty", "loan")]


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
    ties, _ = tie_actus(cases, file="two.json")
    assert [(tie.name, len(tie.outcomes)) for tie in ties] == [("loan", 6), ("broken", 0)]
    assert [each.place.path for each in findings] == ["broken.terms.statusDate"]
    assert not any(tie.matches for tie in ties)  # the one has no published events, so nothing is claimed of it


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b"{", b"\xff\xfe", b'{"a": 1, "a": 2}'])
def test_what_is_no_file_of_contracts_is_a_finding(content: bytes):
    cases, findings = read_actus(content, file="bad.json")
    assert not any(cases.values())
    assert findings
