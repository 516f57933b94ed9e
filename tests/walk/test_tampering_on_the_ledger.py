"""After a finished walk, do one thing on the ledger behind everybody's back: it is found, and what was done named."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tallystick.issuance.obligations import Standing as Shown
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import Order, Registration, Standing
from tests.walk.stage import FILING, examined, issued, tally_of

pytestmark = pytest.mark.chain

LATER = datetime(2026, 11, 1, tzinfo=UTC)
HONG_KONG, MAINLAND = 344, 156


def test_units_redeemed_before_their_time_are_named(copy):
    with issued(copy) as (_, ledger, where):
        one = ledger.holdings(where["A"])[0]
        order = Order(key=identifier("redeemed"), holder=one.account, amount=one.amount)
        ledger.redeem(where["A"], [order], at=LATER)
    outcome = examined(copy)
    (early,) = [each for each in outcome.findings if each.code == "supervision.redeemed-early"]
    assert (early.argument("wallet"), early.argument("units")) == (one.account, one.amount)
    assert outcome.exit_code() == 1


def test_a_suspended_filing_is_said_to_be_suspended(copy):
    assert ("supervision.evidence.status", "active") in tally_of(examined(copy))[3].evidence
    with issued(copy) as (_, ledger, where):
        ledger.suspend(where["filings"], identifier(FILING), reason="ab" * 32, at=LATER)
    obligation = tally_of(examined(copy))[3]
    assert ("supervision.evidence.status", "suspended") in obligation.evidence
    assert [each.code for each in obligation.findings] == ["supervision.record-suspended"]


def registration(account, jurisdiction):
    standing = Standing(expires_at=datetime(2027, 8, 1, tzinfo=UTC), classes=3, jurisdiction=jurisdiction)
    return Registration(account=account, standing=standing, commitment=identifier("salted"))


def mined(node: Any, transaction: object) -> None:
    """Wait until a transaction is in a block: a node that is stopped before forgets it."""
    for _ in range(200):
        if node.ask("eth_getTransactionReceipt", transaction) is not None:
            return
        time.sleep(0.05)
    raise AssertionError(f"{transaction} was not mined in ten seconds")


def test_a_holder_nobody_admitted_is_named(copy):
    with issued(copy) as (_, ledger, where):
        stranger, seller = ledger.account("holder-5"), ledger.holdings(where["A"])[0].account
        ledger.register(where["eligibility"], [registration(stranger, HONG_KONG)], at=LATER)
        chain: Any = ledger
        node = chain._node
        call = node.contract("TrancheToken", where["A"]).encode_abi("transfer", args=(stranger, 5))
        node.ask("anvil_impersonateAccount", seller)
        sent = {"from": seller, "to": where["A"], "data": call, "gas": hex(1_000_000), "gasPrice": "0x0"}
        mined(node, node.ask("eth_sendTransaction", sent))
    obligation = tally_of(examined(copy))[9]
    assert obligation.standing is Shown.BROKEN
    assert [(each.code, each.argument("wallet")) for each in obligation.findings] == [
        ("issuance.holder-unadmitted", stranger),
        ("issuance.registered-unadmitted", stranger),
    ]


def test_a_holder_who_moved_to_the_mainland_is_named(copy):
    with issued(copy) as (_, ledger, where):
        holder = ledger.holdings(where["B"])[0].account
        ledger.register(where["eligibility"], [registration(holder, MAINLAND)], at=LATER)
    obligation = tally_of(examined(copy))[9]
    assert obligation.standing is Shown.BROKEN
    assert {each.code for each in obligation.findings} == {
        "issuance.holder-outside",
        "issuance.holder-barred",
        "issuance.registered-place",
        "issuance.registered-until",
    }
    assert {each.argument("wallet") for each in obligation.findings} == {holder}


def test_other_code_under_the_same_address_is_named(copy):
    with issued(copy) as (_, ledger, where):
        node: Any = ledger
        code = bytearray(ledger.runtime(where["B"]))
        code[-60] ^= 1
        node._node.ask("anvil_setCode", where["B"], f"0x{code.hex()}")
    obligation = tally_of(examined(copy))[5]
    assert obligation.standing is Shown.BROKEN
    assert [(each.code, each.argument("address")) for each in obligation.findings] == [
        ("issuance.code-differs", where["B"])
    ]


def test_a_ledger_that_forgot_the_issue_is_noticed(copy):
    (copy / "overseas" / "chain" / "state.json").unlink()
    (copy / "overseas" / "chain" / "state.kept.json").unlink(missing_ok=True)
    outcome = examined(copy)
    assert outcome.exit_code() == 1
    assert "chain.no-contract" in {each.code for each in outcome.findings}
