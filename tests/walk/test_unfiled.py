"""`run --unfiled`: a deal that nobody has filed lies in the workspace, with keys, a ledger, and clocks of its days."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tallystick.evidence.persons import Side
from tallystick.shell.cli.app import build
from tallystick.shell.cli.verbs.portal import run as verb
from tallystick.shell.operations.background.market import markets_of
from tallystick.shell.operations.people.accounts import enrol, totp_code
from tallystick.shell.operations.ports.services.serving import Running
from tallystick.shell.wiring import operations
from tests.shell.chain.stage import need_anvil
from tests.walk.stage import EXAMPLE
from tests.walk.test_running import free

pytestmark = pytest.mark.chain

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
LATER = timedelta(days=2)
PREPARER, APPROVER, OFFICER = "shen-yilan", "gu-wenbo", "ingrid-solberg"


class Ran:
    """The verb in this process; what is kept running is only noted."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.running: Running | None = None
        self.operations = replace(operations(), run=self.run, now=lambda: self.now)

    def run(self, running, prepare, ready) -> None:
        self.running = running if prepare() else None

    def __call__(self, *words: str) -> str:
        self.told = CliRunner().invoke(build(self.operations, words), words)
        return self.told.output

    def clock(self, side: Side) -> datetime:
        assert self.running is not None
        ahead = {each.side: each.ahead for each in self.running.portals}
        return self.now + timedelta(seconds=ahead[side])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three people alone have accounts: hashing a password is slow on purpose."""

    def enrolled(accounts, roll, side, *, at, totp):
        return enrol(
            accounts, [each for each in roll if each.id in {PREPARER, APPROVER, OFFICER}], side, at=at, totp=totp
        )

    monkeypatch.setattr(verb, "enrol", enrolled)


@pytest.mark.usefixtures("few")
def test_a_deal_is_left_to_those_who_file_it_on_the_days_of_its_papers(tmp_path: Path):
    need_anvil()
    call, out = Ran(), str(tmp_path / "road")
    ports = ("--port-onshore", str(free()), "--port-overseas", str(free()))
    words = ("run", str(EXAMPLE), "--unfiled", "--out", out, *ports)
    said = call(*words, "--lang", "en")
    assert call.told.exit_code == 0, said
    assert "its beginning: in the workspace, nothing filed" in said
    assert "Hengyuan Financial Leasing (Tianjin) Co., Ltd." in said
    assert "(preparer, servicer)" in " ".join(said.split()), "roles in words"
    assert call.clock(Side.ONSHORE) == datetime(2026, 9, 1, 2, tzinfo=UTC)
    assert call.clock(Side.OVERSEAS) == datetime(2026, 10, 22, 2, tzinfo=UTC)
    onshore = operations().read_home(f"{out}/onshore", Side.ONSHORE)
    draft = onshore.work.draft("auto-leases-2026-1")
    assert draft is not None
    assert (draft.revision, draft.by, draft.at.date().isoformat()) == (1, PREPARER, "2026-09-01")
    (looked,) = markets_of(onshore.queue)
    assert looked.wanted.arguments["at"].startswith("2026-09-01"), "the market is looked at on the day of the pages"
    assert (tmp_path / "road/overseas/chain").is_dir(), "so that it is kept running"
    entering = json.loads((tmp_path / "road/overseas/logins/logins.json").read_bytes())
    assert [each["person"] for each in entering] == [OFFICER]
    assert {OFFICER, "marcus-adeyemi"} <= {each.stem for each in (tmp_path / "road/overseas/keys").iterdir()}, (
        "who can sign what they ask"
    )

    call.now += LATER
    call(*words, "--lang", "zh")
    assert call.clock(Side.ONSHORE) == datetime(2026, 9, 1, 2, tzinfo=UTC) + LATER, (
        "it goes on, and does not begin again"
    )
    kept = {each["person"]: each for each in json.loads((tmp_path / "road/onshore/logins/logins.json").read_bytes())}
    said = call("accounts", "--home", f"{out}/onshore", "--code", APPROVER)
    assert said.strip() == totp_code(kept[APPROVER]["totp"], call.now)
    call("accounts", "--home", f"{out}/onshore", "--code", "nobody")
    assert call.told.exit_code == 2


def test_homes_of_other_days_are_not_taken(tmp_path: Path):
    (tmp_path / "onshore").mkdir()
    (tmp_path / "onshore/side").write_text("onshore")
    call = Ran()
    ports = ("--port-onshore", str(free()), "--port-overseas", str(free()))
    said = call("run", str(EXAMPLE), "--unfiled", "--out", str(tmp_path), *ports, "--lang", "en")
    assert (call.told.exit_code, call.running) == (2, None)
    assert "whose clock is this machine's" in " ".join(said.split())


def test_a_code_is_that_of_the_standard():
    """RFC 6238, appendix B: SHA-1, 8 digits there; the last six of them here."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "287082", 1111111109: "081804", 20000000000: "353130"}
    assert {at: totp_code(secret, datetime.fromtimestamp(at, UTC)) for at in told} == told
