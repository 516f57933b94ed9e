"""What is made public of payments: read back as stated, and nothing passes for carried that did not come back."""

from dataclasses import replace

import pytest

from tallystick.servicing.confirmations import Reconciliation, SettledClaim, carried_claims
from tallystick.servicing.entitlements import Claim, Entitlement, claims
from tallystick.servicing.proofs import prove_payments
from tallystick.supervision.publication import (
    Publication,
    late_claims,
    parse_publication,
    payment_records,
    public_acts,
    stated_claim,
    stated_month,
)
from tallystick.units.money import Money
from tallystick.units.periods import Period

SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")
WALLET = "0x" + "ab" * 20
TEN, NOTHING = Money.parse("10.00 USD"), Money.parse("0.00 USD")


def owed(amount: Money = TEN) -> tuple[Entitlement, ...]:
    """One holder's interest of a month."""
    return (Entitlement(token_class="A", wallet=WALLET, units=1, interest=amount, principal=NOTHING),)


def settled(claim: Claim, became: str) -> SettledClaim:
    paid, unpaid, carried = (claim.amount if became == each else NOTHING for each in ("paid", "unpaid", "carried"))
    return SettledClaim(claim=claim, paid=paid, unpaid=unpaid, carried=carried)


def statement(september: list[SettledClaim], october: list[SettledClaim], late: list[SettledClaim]) -> Publication:
    """Two months as they are stated and read again."""
    said = {
        "schema": "tallystick/published/v1",
        "filing": "deal-v1",
        "holders": [],
        "months": [
            stated_month(period, rows).model_dump(mode="json")
            for period, rows in ((SEPTEMBER, september), (OCTOBER, october))
        ],
        "late": [stated_claim(each).model_dump(mode="json") for each in late],
        "files": {},
        "keys": {},
    }
    made = Publication.model_validate(said)
    read, found = parse_publication(made.content())
    assert (read, found) == (made, ())
    return made


@pytest.fixture
def returned() -> SettledClaim:
    """The bank returned what it was told to pay for September."""
    return settled(claims("deal", SEPTEMBER, owed())[0], "carried")


def again(before: SettledClaim) -> Claim:
    return carried_claims(Reconciliation(settled=(before,), findings=()), OCTOBER)[0]


def found(stated: Publication) -> set[str]:
    records = payment_records(stated, {SEPTEMBER: owed(), OCTOBER: owed()})
    return {each.code for each in prove_payments(records, (), {"A"}, late_claims(stated)).findings}


def test_what_came_back_is_claimed_again_and_adds_up(returned: SettledClaim):
    own = claims("deal", OCTOBER, owed())[0]
    stated = statement([returned], [settled(own, "paid"), settled(again(returned), "paid")], [])
    (_, october) = payment_records(stated, {SEPTEMBER: owed(), OCTOBER: owed()})
    assert [each.reference for each in october.carried] == [again(returned).reference]
    assert "servicing.claim-differs" not in found(stated)
    assert "servicing.carried-differs" not in found(stated)


def test_what_waits_for_the_next_payment_is_said(returned: SettledClaim):
    own = claims("deal", OCTOBER, owed())[0]
    waiting = settled(again(returned), "unpaid")
    assert "servicing.return-late" in found(statement([returned], [settled(own, "paid")], [waiting]))
    assert "servicing.carried-differs" in found(statement([returned], [settled(own, "paid")], []))


def test_a_claim_that_nobody_is_entitled_to_is_not_taken_for_carried(returned: SettledClaim):
    own = claims("deal", OCTOBER, owed())[0]
    slipped = replace(again(returned), reference="f" * 16)
    stated = statement([returned], [settled(own, "paid"), settled(slipped, "paid")], [])
    assert "servicing.claim-differs" in found(stated)


def test_the_bank_file_and_the_people_are_never_public():
    assert not {kind for kind in public_acts() if kind.startswith(("filing.", "tape."))}
    assert all(basis.mark in "OQSAIR" and basis.clause for basis in public_acts().values())
