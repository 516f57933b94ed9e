"""A class issued as a token of another maker: what was filed of it and that token does not keep."""

import datetime as dt
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

from tallystick.deal.parsing import parse_deal
from tallystick.shell.operations.issuance.deploying.existing import existing_wrong
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Ineligibility
from tallystick.shell.operations.supervision.found import units
from tallystick.shell.operations.supervision.found.ledger import Addresses
from tests.shell.operations.example import folder

THEIRS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
BANK = b"rails: [bank], assets: [USD]"


def filed(*swaps: tuple[bytes, bytes]) -> Any:
    content = folder()["deal.yaml"]
    for old, new in swaps:
        assert old in content, old
        content = content.replace(old, new)
    deal, _, found = parse_deal(content)
    assert deal is not None, found
    return deal


def test_what_is_paid_on_the_ledger_is_not_issued_as_a_token_of_others() -> None:
    named = f'rails: [bank, ledger], assets: [USD, USDX], on_ledger: {{asset: USDX, address: "{THEIRS}", decimals: 6}}'
    assert existing_wrong(filed(), {"A": THEIRS}) is None
    refused = existing_wrong(filed((BANK, named.encode())), {"A": THEIRS})
    assert refused is not None
    assert refused.code == "issuance.existing-rail"


def test_who_holds_less_than_was_filed_is_named_though_that_token_asks_for_nothing(monkeypatch: Any) -> None:
    monkeypatch.setattr(units, "reasons_against", lambda *_, **__: (Ineligibility.NONE,))
    deal = filed((b"minimum_subscription: 250000.00 USD", b"minimum_holding: 250000.00 USD"))
    reader = Mock(holdings=lambda _: (Holding(account=THEIRS, amount=3),), frozen_on=lambda *_: frozenset())
    reader.token.return_value.terms.minimum_holding = 0
    where = Addresses(filings="", eligibility="", beside={}, tokens={"A": THEIRS}, accounts={}, existing={"A": THEIRS})
    at = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    for place, least in ((where, 250), (replace(where, existing={}), 0)):
        (told,) = units.holder_standings(reader, place, deal, {}, at=at)
        assert (told.units, told.least) == (3, least)
