"""`admit` of somebody at an address of the order book, or for less than may be held: taken, with a word."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.later import admit
from tallystick.shell.operations.issuance.later.admit import FILE, admit_investors
from tallystick.shell.operations.issuance.later.standing import Desk
from tests.shell.operations import example
from tests.shell.operations.issued import issued, overseas
from tests.walk.holders_papers import investors

TRANSFER_AGENT = "tobias-lindqvist"


def test_an_address_of_the_book_and_an_amount_below_the_minimum_are_told(monkeypatch: Any) -> None:
    ready, people = issued(), (TRANSFER_AGENT, example.TRUSTEE)
    monkeypatch.setattr(admit, "stands", Mock())
    monkeypatch.setattr(Desk, "refusal", lambda *_: None)
    by = example.person(people[0]), example.person(people[1])
    keys = example.signer(people[0]), example.signer(people[1])
    at, kept = example.at("2026-10-06T02:00"), overseas()
    plan = Intent(
        kind=PLANNED, subject=example.FILING, at=example.CLOSING, body={"plan": ready.placed.plan.as_canonical()}
    )
    perform(kept, plan, example.signer(example.ISSUER))
    desk = Desk(evidence=kept, filing=example.FILING, by=by, signers=keys, at=at, secret=b"s" * 32)
    deal, ledger = ready.received.deal, Mock(standing=lambda *_: None)
    booked = next(each.wallet for each in ready.placed.plan.orders if each.token_class == "A")
    told = admit_investors(desk, ledger, deal, investors(booked))
    assert (told.value, example.codes(told)) == ((booked,), ["issuance.admitted-in-book"])
    again = admit_investors(desk, ledger, deal, investors(booked, until="2028-09-19"))
    assert example.codes(again) == [], "once admitted, their name is known"
    tokens: Any = deal.tokens
    dear = tokens.classes["A"].model_copy(update={"minimum_holding": tokens.classes["A"].denomination.times(2_000)})
    filed = deal.model_copy(update={"tokens": tokens.model_copy(update={"classes": {**tokens.classes, "A": dear}})})
    few = admit_investors(replace(desk, at=example.at("2026-10-07T02:00")), ledger, filed, investors(booked))
    assert example.codes(few) == ["issuance.admitted-below"], FILE
