"""Killed between any two writes, servicing goes on as if nothing had been: no payment lost, none made twice."""

import copyreg
import pickle
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.evidence.persons import Side
from tallystick.servicing.bank_file import parse_bank_file
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.wiring import operations
from tests.shell.on_postgresql import named_before
from tests.shell.operations.autumn import MONTHS, NEXT_DAY, PLACES_OF_SERVICING, SAME, Acting, autumn, paid_beside
from tests.shell.operations.example import home
from tests.shell.operations.issued import issued
from tests.shell.operations.twins import MemorySigner
from tests.walk.killed import proxy

ROOT = Path(__file__).resolve().parents[3]


class PowerCutError(BaseException):
    """What ends a process here; nothing catches it."""


@pytest.fixture(scope="module")
def ready() -> Prepared:
    return issued()


@pytest.fixture(scope="module")
def whole(ready):
    """Everything as it is when nobody is killed: files, acts, and how many writes it took."""
    kept = home("overseas")
    count = [0]
    cutting(kept, 10**9, "before", count)
    files = autumn(kept, ready)
    return files, [row.act_id for row in kept.journal.acts()], count[0]


def cutting(kept, left: int, when: str, count: list[int] | None = None) -> None:
    """Let the write of this number in a home's memory be the last, before or after it is done."""
    seen = count if count is not None else [0]

    def cut(method: Callable[..., Any]) -> Callable[..., Any]:
        def writing(*arguments: Any, **named: Any) -> Any:
            seen[0] += 1
            if seen[0] == left and when == "before":
                raise PowerCutError
            done = method(*arguments, **named)
            if seen[0] == left:
                raise PowerCutError
            return done

        return writing

    for port, names in ((kept.objects, ("put",)), (kept.journal, ("record", "place")), (kept.log, ("sequence",))):
        kind = type(port)
        cutters = {name: cut(getattr(port, name)) for name in names}
        subclass = type(kind.__name__, (kind,), {"__slots__": (), **{n: staticmethod(c) for n, c in cutters.items()}})
        object.__setattr__(port, "__class__", subclass)


def check(files: dict[str, bytes], acts: list[str], whole) -> None:
    """Everything is as if nobody had been killed, and nobody is paid twice or forgotten."""
    expected, identities, _ = whole
    assert files == expected
    assert acts == identities
    told = [each.claim for period in MONTHS for each in parse_bank_file(files[f"bank-{period}.csv"])[0]]
    assert max(Counter(claim.reference for claim in told).values()) == 1


def cut_and_asked_again(ready, whole, number: int, when: str, *, others: bool = False) -> None:
    """Cut the power at one write; then ask for everything again on the day after, perhaps by another officer."""
    kept = home("overseas")
    classes = [type(each) for each in (kept.objects, kept.journal, kept.log)]
    cutting(kept, number, when)
    with pytest.raises(PowerCutError):
        autumn(kept, ready)
    for port, kind in zip((kept.objects, kept.journal, kept.log), classes, strict=True):
        object.__setattr__(port, "__class__", kind)
    files = autumn(kept, ready, at=NEXT_DAY, by=another_officer() if others else SAME)
    rows = kept.journal.acts()
    assert max(Counter((row.entry.draft.kind, row.entry.draft.subject) for row in rows).values()) == 1
    check(files, whole[1] if others and len(rows) == len(whole[1]) else [row.act_id for row in rows], whole)


def another_officer() -> Acting:
    """Somebody else of the paying agent, with a key of their own, beside the same trustee."""
    (agent, trustee), (_, second) = SAME
    key = MemorySigner("another-officer", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    return (replace(agent, id=key.person, public_key=key.public_key), trustee), (key, second)


def test_cut_off_between_writes_and_asked_again_it_ends_the_same(ready, whole):
    for number in range(2, whole[2] + 1, 9):
        cut_and_asked_again(ready, whole, number, ("before", "after")[number % 2], others=number % 4 > 1)


@pytest.mark.long
@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
def test_cut_off_at_every_write_it_ends_the_same(ready, whole, when, others):
    for number in range(1, whole[2] + 1):
        cut_and_asked_again(ready, whole, number, when, others=others)


def run(out: Path, memo: Path, *place: object) -> int:
    named_before(out)
    command = [sys.executable, "-m", "tests.shell.operations.autumn", str(out), str(memo), *map(str, place)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=200).returncode


@pytest.fixture(scope="module")
def memo(ready, tmp_path_factory) -> Path:
    copyreg.pickle(MappingProxyType, lambda each: (proxy, (dict(each),)))
    path: Path = tmp_path_factory.mktemp("issued") / "ready"
    path.write_bytes(pickle.dumps(ready))
    return path


def ended(out: Path, ready: Prepared, whole) -> None:
    """The home on disk holds what an uninterrupted one does, its log is sound, and every file lies beside it whole."""
    with operations().open_home(str(out), Side.OVERSEAS) as kept:
        check(autumn(kept.evidence, ready), [row.act_id for row in kept.evidence.journal.acts()], whole)
        assert all(row.position is not None for row in kept.evidence.journal.acts())
    assert dict(read_folder(paid_beside(out))[0]) == whole[0]


IN_TURN = (
    ("row", 2, "before"),
    ("row", 2, "after"),
    ("log", 1, "after"),
    ("position", 1, "before"),
    ("file", 3, "after"),
)
IN_SHORT = (IN_TURN[2], IN_TURN[4])
"""An act in the log and not in its row, and files that lie there in part."""


@pytest.mark.parametrize("places", [IN_SHORT, pytest.param(IN_TURN, marks=pytest.mark.long)], ids=["short", "long"])
def test_killed_again_and_again_on_disk_it_ends_as_if_nothing_had_been(ready, whole, memo, tmp_path, places):
    out = tmp_path / "home"
    assert [run(out, memo, *place) for place in places] == [-signal.SIGKILL] * len(places)
    assert run(out, memo) == 0
    ended(out, ready, whole)


@pytest.mark.long
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", PLACES_OF_SERVICING)
def test_killed_at_every_place_on_disk(ready, whole, memo, tmp_path, name, when):
    for count in range(1, 200):
        out = tmp_path / f"{count}"
        if run(out, memo, name, count, when) == 0:
            return
        assert run(out, memo) == 0
        ended(out, ready, whole)
