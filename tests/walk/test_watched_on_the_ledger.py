"""Do something on the ledger behind everybody's back: the next morning's watch tells it as an event with a clock."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.persons import Name, Side
from tallystick.shell.files.archives import read_zip
from tallystick.shell.files.homes import Home
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.background.bench import Bench
from tallystick.shell.operations.background.watched import watch_filings
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tallystick.shell.operations.ports.ledgers.tokens import Registration, Standing
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.wiring import operations
from tests.walk.stage import FILING, below, issued, opened

pytestmark = pytest.mark.chain

CLOSED = datetime(2027, 8, 3, tzinfo=UTC)
MAINLAND = 156


def morning(out: Path, at: datetime) -> dict[str, Any]:
    """What a worker of the overseas home leaves of its watch."""
    home = out / Side.OVERSEAS.value
    shelf = FolderObjects(Home(home).shelf)
    bench = Bench(
        operations=operations(),
        home=str(home),
        side=Side.OVERSEAS,
        shelf=shelf,
        tell=lambda *_: None,
        unzip=read_zip,
        send=lambda *_: 200,
    )
    return watch_filings(bench, at=at.isoformat())


def brought(out: Path) -> None:
    """The issue's own people keep its papers in the home."""
    name = Name(zh="某某", en="Example")
    with opened(out, Side.OVERSEAS) as home:
        kept = {path: home.evidence.objects.put(each).sha256 for path, each in below(out, "inputs").items()}
        home.work.keep(
            Draft(
                deal="auto-leases-2026-1",
                name=name,
                team=name,
                people=(),
                revision=1,
                files=kept,
                by="fiona-mak",
                at=CLOSED,
                why="papers",
            )
        )


def on_the_ledger(found: dict[str, Any]) -> set[str]:
    """The rules of the events that the ledger shows, nobody having decided on them."""
    return {name.split("/")[2].partition("_")[0] for name in found["files"] if "_ledger_" in name}


def test_what_was_done_on_the_ledger_is_an_event_with_a_clock_and_drafts_the_next_morning(copy):
    brought(copy)
    assert on_the_ledger(morning(copy, CLOSED)) == set(), "nothing was done, and all of it was looked at"
    with issued(copy) as (_, ledger, where):
        holder = ledger.holdings(where["B"])[0].account
        standing = Standing(expires_at=datetime(2027, 8, 14, tzinfo=UTC), classes=3, jurisdiction=MAINLAND)
        moved = Registration(account=holder, standing=standing, commitment="ab" * 32)
        ledger.register(where["eligibility"], [moved], at=CLOSED)
        ledger.suspend(where["filings"], identifier(FILING), reason="ab" * 32, at=CLOSED)
    found = morning(copy, CLOSED)
    assert on_the_ledger(found) >= {"D2-23a", "D2-22d", "D2-22f"}
    late = [each for each in found["findings"] if each["code"] == "supervision.event-escalated"]
    assert any(holder in each["what_en"] for each in late), "who it is, by when it was to be told, and to whom"
    drafts = [name for name in found["files"] if name.startswith(f"{FILING}/drafts/D2-23a_ledger_")]
    assert {name.rpartition("-")[2] for name in drafts} == {"zh.md", "en.md"}
    assert found["exit"] == 1


def test_a_ledger_that_forgot_the_issue_is_an_event(copy):
    brought(copy)
    for name in ("state.json", "state.kept.json"):
        (copy / "overseas" / "chain" / name).unlink(missing_ok=True)
    found = morning(copy, CLOSED)
    assert on_the_ledger(found) == {"D2-22b"}
    assert "chain.no-contract" in {each["code"] for each in found["findings"]}
