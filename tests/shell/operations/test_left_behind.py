"""Who does not go over to the later tokens: whoever is barred on a token itself stays, as who is frozen in all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tallystick.evidence.wording import both
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.issuance.migrating.behind import left_behind
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.ledgers.ledger import Head
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility
from tests.shell.operations.example import FILING, ISSUER, TRUSTEE, at, person, signer
from tests.shell.operations.twins import MemoryRegister

NOW = at("2026-11-30T02:00")


class Barring(MemoryRegister):
    """A ledger on which the registry of investors bars nobody, and one of its tokens somebody."""

    on: str
    whom: str

    def head(self) -> Head:
        """The one block there is."""
        return self.block_at(NOW)

    def eligibility(self, registry: str, who: Sequence[str], mask: int, *, at: Any) -> list[Ineligibility]:
        """Everybody may hold."""
        return [Ineligibility.NONE for _ in who]

    def frozen_on(self, token: str, accounts: Sequence[str]) -> frozenset[str]:
        """Who is barred on this token."""
        return frozenset({self.whom} & {*accounts}) if token == self.on else frozenset()


@pytest.mark.parametrize("where", ["0xA", "0xL"], ids=["on the earlier token", "on the later token"])
def test_whoever_is_barred_on_a_token_stays_behind(kept: Evidence, register: Any, ready: Prepared, where: str) -> None:
    earlier = stands(kept, FILING)
    assert earlier is not None
    reader: Any = Barring({**register.held, "0xL": {}})
    holders = [each.account for each in reader.holdings("0xA")]
    Barring.on, Barring.whom = where, holders[0]
    desk = Desk(
        evidence=kept,
        filing=FILING,
        by=(person(ISSUER), person(TRUSTEE)),
        signers=(signer(ISSUER), signer(TRUSTEE)),
        at=NOW,
    )
    later = replace(earlier, tokens={"A": "0xL"})
    left = left_behind(desk, reader, ready, "A", before=earlier, later=later)
    assert left == {holders[0]: both("chain.ineligibility.frozen")}
