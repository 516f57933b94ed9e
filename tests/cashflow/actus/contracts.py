"""Small ACTUS contracts, written as the public vectors are; every one is worked by hand in the test that uses it."""

import json
from typing import Any

from tallystick.cashflow.actus.contracts import ActusCase, read_actus
from tallystick.cashflow.actus.states import ActusOutcome, run_contract

LOAN = {
    "contractType": "PAM",
    "contractID": "loan",
    "contractRole": "RPA",
    "statusDate": "2024-12-31T00:00:00",
    "initialExchangeDate": "2025-01-01T00:00:00",
    "maturityDate": "2026-01-01T00:00:00",
    "notionalPrincipal": "1200",
    "nominalInterestRate": "0.06",
    "dayCountConvention": "30E360",
    "cycleAnchorDateOfInterestPayment": "2025-04-01T00:00:00",
    "cycleOfInterestPayment": "P3ML1",
    "currency": "CNY",
}


def written(terms: dict[str, Any], **beside: Any) -> bytes:
    """A file with one contract of the name ``loan``."""
    case = {"identifier": "loan", "terms": terms, "to": "", "dataObserved": {}, "eventsObserved": [], "results": []}
    return json.dumps({"loan": case | beside}).encode()


def contract(changes: dict[str, Any] | None = None, **beside: Any) -> ActusCase:
    """The loan above with other terms; None takes a term away."""
    terms = {name: value for name, value in (LOAN | (changes or {})).items() if value is not None}
    cases, findings = read_actus(written(terms, **beside), file="loan.json")
    assert findings == ()
    case = cases["loan"]
    assert case is not None
    return case


def told(outcomes: tuple[ActusOutcome, ...]) -> list[tuple[str, str, str]]:
    """Day, kind and payoff of each event, to the cent."""
    return [(each.event.at.date().isoformat(), each.event.kind.value, f"{float(each.payoff):.2f}") for each in outcomes]


def run(changes: dict[str, Any] | None = None, **beside: Any) -> list[tuple[str, str, str]]:
    """The events of the loan above with other terms."""
    return told(run_contract(contract(changes, **beside)))


def rates(code: str, **days: str) -> dict[str, Any]:
    """Observations of a market; days are written d2025_04_01."""
    data = [
        {"timestamp": f"{day[1:].replace('_', '-')}T00:00:00", "value": value} for day, value in sorted(days.items())
    ]
    return {code: {"identifier": code, "data": data}}
