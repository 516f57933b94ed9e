"""Take a waiting recovery back: the trustee, on a paper, in every class, once; what was carried out stays."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.wording import labels
from tallystick.issuance.holders.recoveries import now_at
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.issuance.holders.take_back import take_back
from tallystick.shell.operations.issuance.issue_records import RECOVERY, TAKEN_BACK
from tallystick.shell.operations.issuance.later.lineage import recoveries
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.ports.ledgers.migrations import OrderGiven
from tallystick.shell.operations.servicing.recouping.on_record import holder
from tallystick.shell.operations.supervision.watching.lived import lived
from tallystick.supervision.watching.from_records import of_acts
from tests.shell.operations.example import FILING, TRUSTEE, at, codes, person, signer
from tests.shell.operations.issued import TOKENS, issued

AGENT, LOST, TO, OTHER = "tobias-lindqvist", "0x" + "1" * 40, "0x" + "2" * 40, "0x" + "3" * 40


@dataclass
class Mandates:
    """The orders that stand, as the trustee's contract has them."""

    standing: list[OrderGiven] = field(default_factory=list)
    gone_over: set[str] = field(default_factory=set)

    def head(self) -> Any:
        """The block that the ledger is at."""
        return SimpleNamespace(number=9)

    def recovered(self, token: str, *, after: int, until: int) -> tuple[tuple[str, str], ...]:
        """What went over in a token."""
        return ((LOST, TO),) if token in self.gone_over and after < 7 <= until else ()

    def orders(self, mandates: str) -> tuple[OrderGiven, ...]:
        """What stands, and what was carried out."""
        return tuple(self.standing)

    def withdraw(self, mandates: str, token: str, wallet: str, to: str, units: Any, *, paper: str, at: Any) -> None:
        """Take the order off."""
        (one,) = [each for each in self.standing if (each.token, each.giver, each.taker) == (token, wallet, to)]
        assert (one.units, one.paper) == (units, paper)
        self.standing.remove(one)


def order(token: str, giver: str = LOST, *, units: int | None = None, done: bool = False) -> OrderGiven:
    return OrderGiven(token=token, giver=giver, taker=TO, units=units, paper=sha256_hex(b"affidavit"), done=done)


def the_desk(kept: Any) -> Desk:
    by, keys = (person(AGENT), person(TRUSTEE)), (signer(AGENT), signer(TRUSTEE))
    return Desk(evidence=kept, filing=FILING, by=by, signers=keys, at=at("2026-10-22T02:00"))


def test_what_waits_is_taken_back_in_every_class_and_nothing_else_is(kept):
    desk = the_desk(kept)
    others = [order("done", done=True), order("another account", OTHER), order("a correction", units=5)]
    ledger: Any = Mandates([*(order(token) for token in TOKENS.values()), *others])
    told = take_back(desk, ledger, LOST, TO, b"found again")
    assert (told.value, codes(told)) == (2, ["issuance.recovery-taken-back"])
    assert ledger.standing == others
    (row,) = kept.journal.acts(kind=TAKEN_BACK)
    assert row.entry.draft.subject == FILING
    again = take_back(desk, ledger, LOST, TO, b"found again")
    assert (again.value, codes(again)) == (None, ["issuance.recovery-none-waits"])


@pytest.mark.parametrize("over", [False, True])
def test_the_new_address_counts_from_then_on_only_where_something_went_over_to_it(kept, over):
    desk = the_desk(kept)
    desk.put(RECOVERY, {"lost": LOST, "to": TO, "paper": "affidavit"})
    first, second = TOKENS.values()
    ledger: Any = Mandates([order(second)], gone_over={first} if over else set())
    assert take_back(desk, ledger, LOST, TO, b"found again").value == 1
    (known,) = recoveries(kept, [FILING])
    assert (known.to, known.stands, now_at([known])) == (TO, over, {LOST: TO} if over else {})
    assert holder(kept, FILING, LOST) == ({LOST, TO} if over else {LOST})
    desk.put(RECOVERY, {"lost": LOST, "to": TO, "paper": "lost again"})
    assert [each.stands for each in recoveries(kept, [FILING])] == [over, True]


def test_one_to_which_the_account_itself_objected_is_taken_back_on_record(kept):
    desk, ledger = the_desk(kept), Mandates()
    desk.put(RECOVERY, {"lost": LOST, "to": TO, "paper": "affidavit"})
    told = take_back(desk, ledger, LOST, TO, b"its objection")  # type: ignore[arg-type]
    assert (told.value, codes(told)) == (0, ["issuance.recovery-taken-back"])
    assert now_at(recoveries(kept, [FILING])) == {}


def test_a_recovery_that_was_taken_back_is_told_as_withdrawn_and_one_ordered_anew_is_not(kept):
    def put(kind: str, paper: str, moment: str) -> None:
        intent = Intent(kind=kind, subject=FILING, at=at(moment), body={"lost": LOST, "to": TO, "paper": paper})
        perform(kept, intent, signer(AGENT))

    put(RECOVERY, "affidavit", "2026-10-20T02:00")
    deal = issued().received.deal
    assert [each.withdrawn for each in lived(kept, deal, FILING).powers] == [False]
    put(TAKEN_BACK, "found again", "2026-10-22T02:00")
    put(RECOVERY, "lost again", "2026-10-25T02:00")
    powers = lived(kept, deal, FILING).powers
    assert [each.withdrawn for each in powers] == [True, False]
    first, second = of_acts(powers)
    assert first.fact == labels()["supervision.fact.issuance.recovery-withdrawn"] != second.fact
