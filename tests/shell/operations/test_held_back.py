"""Who may not be paid for now: owed, told, and paid in a further file once the reason is gone."""

from dataclasses import replace
from typing import Any

import pytest

from tallystick.issuance.holders.recoveries import Recovery
from tallystick.servicing.bank_file import parse_bank_file
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.ledgers.tokens import Standing
from tallystick.shell.operations.servicing.service import service
from tallystick.units.periods import Period
from tests.shell.operations.example import PAYING_AGENT, TRUSTEE, at, codes, folder, person, signer

MOVED = Recovery(lost="", to="0x" + "AB" * 20, paper="affidavit", stands=True)
SEPTEMBER, WHEN = Period.parse("2026-09"), at("2026-10-22T02:00")


@pytest.mark.parametrize("why", ["frozen", "expired", "frozen on the token", "frozen since it was recovered"])
def test_who_is_frozen_or_expired_is_owed_and_not_paid_by_bank_until_that_is_over(
    kept: Evidence, register: Any, ready: Prepared, why: str
) -> None:
    first = ready.placed.admissions[0].subscription.wallet
    by, keys = (person(PAYING_AGENT), person(TRUSTEE)), (signer(PAYING_AGENT), signer(TRUSTEE))
    until = at("2026-10-22T02:00") if why == "expired" else at("2027-08-14T00:00")
    standing = Standing(expires_at=until, classes=3, jurisdiction=344, frozen=why == "frozen")
    barred = frozenset({first.lower()}) if "token" in why else frozenset()
    there, placed = replace(register, standings={first: standing}, frozen=barred), ready.placed
    if "recovered" in why:
        there = replace(register, standings={"0x" + "AB" * 20: replace(standing, frozen=True)})
        placed = replace(placed, recovered=(replace(MOVED, lost=first),))
    held = service(kept, there, replace(ready, placed=placed), folder(), SEPTEMBER, by=by, signers=keys, at=WHEN)
    assert set(codes(held)) == {"servicing.holder-held-back"}
    assert held.value is not None
    assert first.lower() not in {each.claim.wallet for each in held.value.instructions}
    assert first.lower() in {each.wallet for each in held.value.claims}, "it is owed all the same"
    later = service(kept, register, ready, folder(), SEPTEMBER, by=by, signers=keys, at=WHEN).value
    assert later is not None
    (more,) = (parse_bank_file(content)[0] for name, content in later.files.items() if name == "bank-2026-09-2.csv")
    assert {each.claim.wallet for each in more} == {first.lower()}
