"""A migration that is killed at every act it sends, at times together with its chain, moves every unit once."""

import datetime as dt
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.issuance.obligations import Standing
from tallystick.shell.files.folders import write_folder
from tallystick.shell.operations.issuance.issue_records import COMPLETED, PLANNED
from tallystick.shell.operations.supervision.found.units import migrated_otherwise
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.wiring import operations
from tests.walk.life import Life, filed
from tests.walk.migrating import LATER, bids, filed_anew, held, standings
from tests.walk.stage import need_chain
from tests.walk.test_killed import ROOT, kill_chain

pytestmark = [pytest.mark.chain, pytest.mark.long]

ORDERED, OVER = "2026-11-22T02:00:00+00:00", "2026-11-30T02:00:00+00:00"


@contextmanager
def opened(folder: Path, *, new: bool = False) -> Iterator[Life]:
    """The issue under its first filing."""
    enter = operations().make_home if new else operations().open_home
    with enter(str(folder / "overseas"), Side.OVERSEAS) as home, home.ledger() as ledger:
        yield Life(home, ledger, filed(), bids())


def again_and_again(folder: Path, at: str) -> int:
    """Kill it before and after each act in turn until it comes to its end; how often it was killed."""
    asked = [str(folder / name) for name in ("overseas", "crossed", "placed")]
    for turn in range(1, 200):
        place = ("1", "after") if turn % 2 else ("2", "before")  # one act further each time
        command = [sys.executable, "-m", "tests.walk.killed_migration", *asked, at, *place]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
        if ended.returncode == 0:
            return turn - 1
        assert ended.returncode == -signal.SIGKILL, (place, ended.stdout, ended.stderr)
        if turn % 4 == 0:
            kill_chain(folder)
    raise AssertionError


def test_killed_at_every_act_it_moves_every_unit_once(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    need_chain()
    with opened(tmp_path, new=True) as life:
        assert life.issue()
        before = {name: held(life, name) for name in ("A", "B")}
    write_folder(tmp_path / "crossed", dict(filed_anew()))
    write_folder(tmp_path / "placed", dict(bids()))
    kills = [again_and_again(tmp_path, each) for each in (ORDERED, OVER)]
    assert kills[0] > 8, "a record, contracts, and an order for each class"
    assert kills[1] > 5, "two beginnings, and portions of two holders"
    record_property("times", sum(kills))
    with opened(tmp_path) as life:
        later = Life(life.home, life.ledger, filed_anew(), bids(), filing=LATER)
        later.now = dt.datetime.fromisoformat(OVER)
        assert {name: held(later, name) for name in ("A", "B")} == before
        assert {name: held(life, name) for name in ("A", "B")} == {"A": {}, "B": {}}
        assert [*migrated_otherwise(life.ledger, later.where())] == []
        for kind in (PLANNED, COMPLETED):
            assert len(life.home.evidence.journal.acts(subject=LATER, kind=kind)) == 1
        assert Standing.BROKEN not in standings(later.verified(None))
        assert fsck(life.home, {}).exit_code(allow_open=True) == 0
