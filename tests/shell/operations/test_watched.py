"""The morning's watch of an overseas home: the ledger and the months are looked at with the papers of the issue."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Side
from tallystick.shell.operations.background import watched
from tallystick.shell.operations.background.bench import Bench
from tallystick.shell.operations.background.watched import watch_filings
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.issuance.issue_records import (
    COMPLETED,
    PLANNED,
    SUSPENDED,
    keep_received,
    planned_body,
)
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import ObjectMissingError
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainError, ChainUnavailableError
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.supervision.watching import on_ledger
from tests.shell.operations import example
from tests.shell.operations.example import CLOSING, FILING, ISSUER, TRUSTEE, at, person, signer
from tests.shell.operations.issued import TOKENS, issued
from tests.shell.operations.twins import MemoryObjects, opened

DEAL = "auto-leases-2026-1"
MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03")


def _papers() -> dict[str, bytes]:
    placed = {f"placement/{name}": each for name, each in example.placement().items()}
    return placed | {f"collections/{month}.csv": example.folder()[f"collections/{month}.csv"] for month in MONTHS}


@dataclass
class Morning:
    """An overseas home in memory, with the papers that its people brought, and what the ledger is made to say."""

    says: Callable[[], tuple[Finding, ...]] = tuple
    files: dict[str, bytes] = field(default_factory=_papers)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    acts: list[Intent] = field(default_factory=list)

    def draft(self, deal: str) -> Draft | None:
        """The papers as they stand."""
        objects, name = self.evidence.objects, Name(zh="某某", en="Example")
        kept = {path: objects.put(each).sha256 for path, each in self.files.items()}
        draft = Draft(deal=deal, name=name, team=name, people=(), revision=1, files=kept, by=ISSUER, at=CLOSING, why="")
        return draft if deal == DEAL else None

    def verify(self, *given: Any, **_: Any) -> Outcome[Any]:
        """What the tally finds."""
        self.asked.append(given)
        return Outcome(value=cast("Any", object()), findings=self.says())

    def look(self, monkeypatch: pytest.MonkeyPatch, moment: str = "2027-04-20T00:00") -> dict[str, Any]:
        """Let a worker watch."""
        ready, kept = issued(), example.home("overseas")
        self.evidence = kept
        keep_received(kept, ready.received, signer(ISSUER), CLOSING)
        by = (person(ISSUER), person(TRUSTEE))
        plan = planned_body(ready.placed.plan, ready.pricing, {}, "00" * 32, by, signer(TRUSTEE))
        perform(kept, Intent(kind=PLANNED, subject=FILING, at=CLOSING, body=plan), signer(ISSUER))
        body: dict[str, object] = {"tokens": TOKENS, "filings": "0xf", "eligibility": "0xe"}
        perform(kept, Intent(kind=COMPLETED, subject=FILING, at=CLOSING, body=body), signer(ISSUER))
        for each in self.acts:
            perform(kept, each, signer(ISSUER))
        monkeypatch.setattr(on_ledger, "verify", self.verify)
        monkeypatch.setattr(on_ledger, "tokens_of", lambda *_: {})

        @contextmanager
        def home(*_: object) -> Iterator[Any]:
            @contextmanager
            def ledger() -> Iterator[Any]:
                yield SimpleNamespace()

            yield replace(opened(kept, Side.OVERSEAS), work=cast("Any", self), copied_ledger=cast("Any", ledger))

        reading = SimpleNamespace(evidence=kept, work=self)
        made = cast("Operations", SimpleNamespace(read_home=lambda *_: reading, open_home=home))
        self.shelf = MemoryObjects()
        bench = Bench(
            operations=made,
            home="",
            side=Side.OVERSEAS,
            shelf=self.shelf,
            tell=lambda *_: None,
            unzip=cast("Any", None),
            send=cast("Any", None),
        )
        return watch_filings(bench, at=at(moment).isoformat())


def events(found: dict[str, Any]) -> list[str]:
    return sorted(name.rpartition("/")[2].rpartition("-")[0] for name in found["files"] if name.endswith("-en.md"))


def codes(found: dict[str, Any]) -> set[str]:
    return {each["code"] for each in found["findings"]}


def moved() -> tuple[Finding, ...]:
    return (finding("issuance.holder-outside", wallet="0x1", jurisdiction="CN"),)


def test_what_stands_on_the_ledger_is_an_event_with_a_clock_and_drafts_without_anyone_looking(monkeypatch):
    morning = Morning(says=moved)
    found = morning.look(monkeypatch)
    ((_, _, crossed, placement, reported),) = morning.asked
    assert crossed
    assert set(placement) == set(example.placement())
    assert "collections/2027-03.csv" in reported
    (name,) = [each for each in events(found) if each.startswith("D2-23a")]
    draft = morning.shelf.get(found["files"][f"{FILING}/drafts/{name}-en.md"]).decode()
    assert "- Day by analogy or target: 2026-09-" in draft
    assert f"{FILING}/drafts/{name}-zh.md" in found["files"]
    assert "supervision.event-escalated" in codes(found), "nobody decided since the issue"
    assert "D2-2_2027-03_defaults" in events(found), "and the months are read as well"


def refusing(error: type[ChainError], about: Finding) -> Callable[[], tuple[Finding, ...]]:
    def says() -> tuple[Finding, ...]:
        raise error(about)

    return says


def test_a_ledger_that_forgot_the_issue_is_a_fork_and_the_rest_is_watched_all_the_same(monkeypatch):
    gone = finding("chain.no-contract", address="0xA", contract="TrancheToken")
    found = Morning(says=refusing(ChainConflictError, gone)).look(monkeypatch)
    assert [each.partition("_")[0] for each in events(found)].count("D2-22b") == 1
    assert {"chain.no-contract", "supervision.watch-unseen"} <= codes(found)


def test_a_ledger_that_does_not_answer_is_told_as_not_looked_at(monkeypatch):
    found = Morning(says=refusing(ChainUnavailableError, finding("chain.not-running"))).look(monkeypatch)
    assert {"chain.not-running", "supervision.watch-unseen"} <= codes(found)
    assert "D2-2_2027-03_defaults" in events(found)
    assert not [each for each in events(found) if each.startswith("D2-22")]


def test_one_filing_that_cannot_be_read_keeps_no_other_from_being_watched(monkeypatch):
    lost = ObjectMissingError(finding("files.object-missing", sha256="00" * 32))

    def says() -> tuple[Finding, ...]:
        raise lost

    assert "files.object-missing" in codes(Morning(says=says).look(monkeypatch))


def test_an_edition_that_cannot_be_read_keeps_no_other_from_being_watched(monkeypatch):
    def lost(*_: object) -> dict[str, bytes]:
        raise ObjectMissingError(finding("files.object-missing", sha256="00" * 32))

    morning = Morning(says=tuple)
    monkeypatch.setattr(watched, "crossed_files", lost)
    assert "files.object-missing" in codes(morning.look(monkeypatch))


@pytest.mark.parametrize(("moment", "told"), [("2026-10-26T00:00", False), ("2026-10-27T00:00", True)])
def test_a_claim_that_the_bank_has_not_answered_is_no_payment_missed_before_its_day(monkeypatch, moment, told):
    waits = finding("servicing.claim-unsettled", period="2026-09", unpaid="1.00 USD")
    morning = Morning(says=lambda: (waits,))
    found = morning.look(monkeypatch, moment)
    assert any(each.startswith("D2-16_ledger") for each in events(found)) is told


@pytest.mark.parametrize("recorded", [True, False])
def test_a_suspension_is_told_once_by_its_act_and_by_the_ledger_where_no_act_says_it(monkeypatch, recorded):
    act = Intent(kind=SUSPENDED, subject=FILING, at=at("2027-01-11T02:00"), body={"paper": "00" * 32, "number": "1"})
    morning = Morning(says=lambda: (finding("supervision.record-suspended"),), acts=[act] if recorded else [])
    found = [each for each in events(morning.look(monkeypatch)) if each.startswith("D2-22f")]
    assert len(found) == 1
    assert ("ledger" in found[0]) is not recorded
