"""The walk as a script would call it, the folder it leaves, and ways to look into that folder."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Person, Side
from tallystick.shell.files.folders import read_folder
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError, Ledger
from tallystick.shell.operations.supervision.examined import Examined
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.operations.supervision.verify import addresses_of
from tallystick.shell.operations.walk.examine import examine_folder
from tallystick.shell.operations.walk.finished import Walked
from tallystick.shell.operations.walk.walk import walk
from tallystick.shell.operations.walk.walking import Cast
from tallystick.shell.wiring import operations
from tallystick.supervision.tally import Tally

__all__ = [
    "CAST",
    "EXAMPLE",
    "FILING",
    "acts",
    "below",
    "copied",
    "examined",
    "head_block",
    "issued",
    "need_chain",
    "opened",
    "recomputed",
    "tally_of",
    "walked",
]

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "auto-leases"
CAST = Cast(folder=str(EXAMPLE.parent / "cast"), passphrase="tallystick-example")
FILING = "auto-leases-2026-1-v1"


def need_chain() -> None:
    """Skip where there is no local chain, saying how to get it."""
    pytest.importorskip("web3", reason="the extra [chain] is not installed")
    pytest.importorskip("typst", reason="the extra [documents] is not installed")
    from tallystick.shell.chain.anvil import program

    try:
        program()
    except ChainUnavailableError as missing:
        pytest.skip(str(missing))


def walked(out: Path, tell: Callable[[str], None] = lambda _: None, folder: Path = EXAMPLE) -> Outcome[Walked]:
    """Walk the example into a folder."""
    return walk(operations(), str(folder), str(out), CAST, tell)


def copied(out: Path, to: Path) -> Path:
    """Copy what a walk left; the copy has a chain of its own that starts from the same state."""
    shutil.copytree(out, to)
    (to / "overseas" / "chain" / "node.json").unlink(missing_ok=True)
    return to


@contextmanager
def opened(out: Path, side: Side) -> Iterator[Installation]:
    """Open one of the two homes."""
    with operations().open_home(str(out / side.value), side) as home:
        yield home


@contextmanager
def issued(out: Path) -> Iterator[tuple[Installation, Ledger, dict[str, str]]]:
    """Open the overseas home with its ledger, and say where the tokens stand."""
    with opened(out, Side.OVERSEAS) as home, home.ledger() as ledger:
        where = addresses_of(home.evidence, FILING)
        assert where is not None
        yield home, ledger, {"filings": where.filings, "eligibility": where.eligibility, **where.tokens}


def acts(out: Path, side: Side) -> list[tuple[str, str]]:
    """The acts of one home: kind and identity, in their order."""
    with opened(out, side) as home:
        return [(row.entry.draft.kind, row.act_id) for row in home.evidence.journal.acts()]


def head_block(out: Path) -> tuple[int, str]:
    """The last block of the walk's chain."""
    with issued(out) as (_, ledger, _):
        head = ledger.head()
        return head.number, head.hash


def people() -> dict[str, Person]:
    """The people of the example."""
    return {each.id: each for each in parse_people((EXAMPLE / "people.yaml").read_bytes())[0]}


def recomputed(out: Path, side: Side) -> tuple[Finding, ...]:
    """What recomputing a home finds."""
    with opened(out, side) as home:
        return fsck(home, people()).findings


def examined(out: Path) -> Outcome[Examined]:
    """What `verify` says of everything a walk left."""
    return examine_folder(operations(), str(out))


def tally_of(outcome: Outcome[Examined]) -> Tally:
    """The ten obligations."""
    assert outcome.value is not None
    assert outcome.value.tally is not None
    return outcome.value.tally


def below(out: Path, folder: str) -> dict[str, bytes]:
    """The files below a folder of the walk."""
    return read_folder(out / folder)[0]
