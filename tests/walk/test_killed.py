"""A walk that is killed, wherever that is, goes on where it stopped and ends as if nothing had been.

The folder begins with the secrets and keys of an uninterrupted walk, so that everything can be compared with it byte
for byte: package, what crossed, every act's identity, contracts and payments.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.issuance.deploying.filings import caps_of
from tallystick.shell.operations.issuance.receiving.received import open_received
from tests.walk.killed import PLACES
from tests.walk.stage import acts, below, examined, issued, recomputed

pytestmark = pytest.mark.chain

ROOT = Path(__file__).resolve().parents[2]
SEED = ("onshore/secret", "onshore/side", "onshore/keys", "overseas/secret", "overseas/side", "overseas/keys")

IN_TURN = (
    ("row", 1, "before"),  # the body of the submission is stored, its row is not
    ("row", 1, "after"),  # the row is there, the log does not know of it
    ("log", 2, "after"),  # the decision is in the log, its row does not say where
    ("files", 2, "before"),  # filed and witnessed, not delivered
    ("transaction", 4, "after"),  # the record is proposed and approved by one of two
    ("receipt", 7, "before"),  # class A is being minted
    ("transaction", 1, "after"),  # class B as well, nobody has written it down; and the chain is killed with it
    ("row", 1, "after"),  # completed, not in the log
    ("position", 1, "before"),  # closed, in the log, unplaced
)
WITH_THE_CHAIN = IN_TURN[6]
IN_SHORT = (IN_TURN[2], IN_TURN[6])
"""A log ahead of its rows, and units minted that nobody wrote down."""


@pytest.fixture
def begun(finished, tmp_path):
    """A folder in which nothing has happened yet but secrets and keys."""
    out = tmp_path / "out"
    for name in SEED:
        source, to = finished / name, out / name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, to) if source.is_dir() else shutil.copy(source, to)
    (out / "overseas" / "chain").mkdir()
    shutil.copy(finished / "overseas/chain/mnemonic", out / "overseas/chain/mnemonic")
    yield out
    kill_chain(out)


def run(out, memo, *place):
    command = [sys.executable, "-m", "tests.walk.killed", str(out), str(memo), *map(str, place)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)


def kill_chain(out):
    """Kill the chain that a killed walk left running."""
    with suppress(OSError, ValueError, KeyError):
        record = json.loads((out / "overseas/chain/node.json").read_text())
        if Path(f"/proc/{record['pid']}/cwd").resolve() == (out / "overseas" / "chain").resolve():
            os.kill(record["pid"], signal.SIGKILL)


def check_as_if_nothing_had_been(out, finished):
    for side in Side:
        assert acts(out, side) == acts(finished, side)
        assert recomputed(out, side) == ()
    for folder in ("package", "export", "payments", "receipts"):
        assert below(out, folder) == below(finished, folder), folder
    received = open_received(below(out, "export")).value
    assert received is not None
    with issued(out) as (_, ledger, where):
        for name, cap in caps_of(received.deal).items():
            mints = ledger.mints(where[name])
            assert ledger.token(where[name]).cumulative == sum(each.order.amount for each in mints) == cap
            assert len({each.order.key for each in mints}) == len(mints)
    assert examined(out).exit_code(allow_open=True) == 0


@pytest.mark.parametrize("places", [IN_SHORT, pytest.param(IN_TURN, marks=pytest.mark.long)], ids=["short", "long"])
def test_killed_again_and_again_it_ends_as_if_nothing_had_been(begun, finished, memo, places):
    for place in places:
        ended = run(begun, memo, *place)
        assert ended.returncode == -signal.SIGKILL, (place, ended.stdout, ended.stderr)
        if place == WITH_THE_CHAIN:
            kill_chain(begun)
    ended = run(begun, memo)
    assert ended.returncode == 0, ended.stderr
    check_as_if_nothing_had_been(begun, finished)


@pytest.mark.long
@pytest.mark.parametrize("place", [("receipt", 13, "before"), ("row", 6, "after")], ids=["minting", "completed"])
def test_killed_together_with_its_chain_nothing_is_minted_twice(begun, finished, memo, place):
    ended = run(begun, memo, *place)
    assert ended.returncode == -signal.SIGKILL, (ended.stdout, ended.stderr)
    kill_chain(begun)
    ended = run(begun, memo)
    assert ended.returncode == 0, ended.stderr
    check_as_if_nothing_had_been(begun, finished)


@pytest.mark.long
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", PLACES)
def test_killed_at_every_place_it_ends_as_if_nothing_had_been(begun, finished, memo, tmp_path, name, when):
    steps = range(1, 200, 25) if name == "object" else range(1, 200)
    for count in steps:
        out = tmp_path / f"{count}"
        shutil.copytree(begun, out)
        ended = run(out, memo, name, count, when)
        if ended.returncode == 0:
            return
        assert ended.returncode == -signal.SIGKILL, (count, ended.stdout, ended.stderr)
        if count % 2:
            kill_chain(out)
        ended = run(out, memo)
        assert ended.returncode == 0, (count, ended.stderr)
        check_as_if_nothing_had_been(out, finished)
        kill_chain(out)
        shutil.rmtree(out)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment_it_ends_as_if_nothing_had_been(begun, finished, tmp_path, seed):
    moments = random.Random(seed)  # noqa: S311 - moments, not secrets
    memo = tmp_path / "made"
    command = [sys.executable, "-m", "tests.walk.killed", str(begun), str(memo)]
    for _ in range(4):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(1, 16))
        process.kill()
        process.wait()
        memo.unlink(missing_ok=True)
    ended = run(begun, memo)
    assert ended.returncode == 0, ended.stderr
    check_as_if_nothing_had_been(begun, finished)
