"""What watch ordered, put on record overseas: nothing is minted against it until issuer and trustee lift it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.issuance.issue import execute
from tallystick.shell.operations.issuance.issue_records import LIFTED, ORDERED, PLANNED, keep_received
from tallystick.shell.operations.issuance.later.orders import lift, ordered_against, put_order, standing_orders
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.later.suspend import resume
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.supervision.watching.orders import Measure, Order
from tests.shell.operations import example
from tests.shell.operations.example import CLOSING, FILER, FILING, ISSUER, PAYING_AGENT, TRUSTEE, codes, person, signer
from tests.shell.operations.issued import completed, issued
from tests.shell.operations.twins import kinds

DEAL = "auto-leases-2026-1"
SUSPEND = Order(deal=DEAL, measure=Measure.SUSPEND, rules=("NEG-1",), day=date(2026, 9, 14))
BLOCK = Order(deal=DEAL, measure=Measure.BLOCK, rules=("NEG-2", "NEG-3"), day=date(2026, 9, 14))


class Accounts:
    """A ledger of which only the accounts are asked for before anything is done."""

    def account(self, name: str) -> str:
        return f"0x{name}"

    def chain_id(self) -> int:
        deal = issued().received.deal
        assert deal.tokens is not None
        return deal.tokens.ledger.chain_id or 0

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked of the ledger under an order")


def put(kept: Evidence, order: Order | bytes, by: str = TRUSTEE) -> Any:
    paper = order.content() if isinstance(order, Order) else order
    return put_order(kept, issued().received, paper, by=person(by), signer=signer(by), at=CLOSING)


def pair(first: str = ISSUER, second: str = TRUSTEE) -> Pair:
    return Pair(by=(person(first), person(second)), signers=(signer(first), signer(second)))


def lifted(kept: Evidence, order: Order, of: Pair | None = None) -> Any:
    return lift(kept, issued().received, order.content(), b"new evidence", pair=of or pair(), at=CLOSING)


def minted(kept: Evidence, ready: Prepared | None = None, *, at: datetime = CLOSING) -> Any:
    two = pair()
    ledger: Any = Accounts()
    return execute(kept, ledger, ready or issued(), by=two.by, signers=two.signers, secret=b"salt", at=at)


def test_nothing_is_minted_once_the_notice_was_revoked():
    kept, received = example.home("overseas"), issued().received
    refused = minted(kept, replace(issued(), received=replace(received, revocation=received.notice)))
    assert [each.code for each in refused.findings] == ["issuance.filing-revoked"]
    assert kinds(kept) == []
    files = example.crossed() | {"proofs/revocation.json": b"{}"}
    keep_received(kept, replace(received, files=files), signer(ISSUER), CLOSING)
    by_an_older_copy = minted(kept)
    assert [each.code for each in by_an_older_copy.findings] == ["issuance.filing-revoked"]


def test_nothing_is_signed_once_the_last_day_of_issue_is_over():
    kept = example.home("overseas")
    assert codes(minted(kept, at=example.at("2027-09-09T16:00"))) == ["issuance.filing-expired"]
    with pytest.raises(AssertionError, match="of the ledger"):
        minted(kept, at=example.at("2027-09-09T15:59"))
    assert kinds(kept) == []


def test_a_mint_plan_is_refused_with_the_order_cited():
    for order in (SUSPEND, BLOCK):
        kept = example.home("overseas")
        assert put(kept, order).value == order
        refused = minted(kept)
        assert refused.value is None
        (only,) = refused.findings
        assert only.code == f"issuance.ordered-{order.measure}"
        assert (only.argument("digest"), only.argument("rules")) == (order.digest, order.rules)
        assert kinds(kept) == [ORDERED], "nothing was planned"


def test_an_approved_plan_goes_on_under_a_block_and_not_under_a_suspension():
    kept = example.home("overseas")
    perform(kept, Intent(kind=PLANNED, subject=FILING, at=CLOSING, body={}), signer(ISSUER))
    put(kept, BLOCK)
    assert ordered_against(kept, FILING) == ()
    put(kept, SUSPEND)
    assert [each.code for each in ordered_against(kept, FILING)] == ["issuance.ordered-suspend-issuance"]


def test_issuance_is_not_resumed_while_its_suspension_is_ordered():
    kept = completed(example.home("overseas"))
    put(kept, SUSPEND)
    two = pair()
    desk = Desk(evidence=kept, filing=FILING, by=two.by, signers=two.signers, at=CLOSING)
    ledger: Any = Accounts()
    body = {"tokens": {}, "filings": "", "eligibility": "", "mandates": "", "reports": "", "distributor": ""}
    perform(kept, Intent(kind="issuance.completed", subject=FILING, at=CLOSING, body=body), signer(ISSUER))
    assert codes(resume(desk, ledger, b"all is well")) == ["issuance.ordered-suspend-issuance"]


def test_two_lift_an_order_and_only_one_that_stands():
    kept = example.home("overseas")
    put(kept, SUSPEND)
    put(kept, BLOCK)
    assert lifted(kept, SUSPEND, pair(ISSUER, ISSUER)).value is None
    assert lifted(kept, SUSPEND).value == SUSPEND
    assert standing_orders(kept, FILING) == (BLOCK,)
    assert codes(lifted(kept, SUSPEND)) == ["issuance.order-not-standing"]
    assert kinds(kept) == [ORDERED, ORDERED, LIFTED]


def test_an_order_put_twice_is_one():
    kept = example.home("overseas")
    put(kept, SUSPEND)
    put(kept, SUSPEND)
    assert kinds(kept) == [ORDERED]


@pytest.mark.parametrize("by", [FILER, PAYING_AGENT])
def test_nobody_but_issuer_and_trustee_puts_an_order(by: str):
    kept = example.home("overseas")
    assert put(kept, SUSPEND, by).value is None
    assert kinds(kept) == []


def test_an_order_of_another_deal_or_a_changed_one_is_none():
    kept = example.home("overseas")
    assert codes(put(kept, replace(SUSPEND, deal="other"))) == ["issuance.order-other-deal"]
    for paper in (
        SUSPEND.content() + b"\n",
        SUSPEND.content().replace(b"suspend-issuance", b"suspend"),
        b"{}",
        b"\xff",
    ):
        assert codes(put(kept, paper)) == ["supervision.order-unreadable"]
    assert kinds(kept) == []
