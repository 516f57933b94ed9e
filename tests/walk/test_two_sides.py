"""Two sides: nothing of a loan, a lessee or an answer is overseas, and overseas nothing onshore is needed."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tallystick.evidence.persons import Side
from tests.walk.stage import EXAMPLE, acts, examined, tally_of

pytestmark = pytest.mark.chain

WORD = re.compile(rb"[A-Za-z0-9]+")


@pytest.fixture(scope="module")
def identities():
    """The id of every asset, lessee and group on the tape."""
    rows = [line.split(b",")[:3] for line in (EXAMPLE / "tape.csv").read_bytes().splitlines()[1:]]
    return {each for row in rows for each in row if each}


@pytest.fixture(scope="module")
def answers():
    """What people onshore wrote when they answered: reasons, signatures, digests of their evidence."""
    given = yaml.safe_load((EXAMPLE / "answers.yaml").read_bytes())["answers"]
    written = {each["reasons"] for each in given}
    written |= {signature["signature"] for each in given for signature in each["signatures"]}
    written |= {paper["sha256"] for each in given for paper in each["evidence"]}
    return {each.encode() for each in written}


def files(*folders):
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def overseas(finished):
    """Everything that an overseas installation has or was given."""
    return files(finished / "overseas", finished / "export", finished / "receipts", finished / "payments")


def words(path):
    return set(WORD.findall(path.read_bytes()))


def test_the_search_finds_what_is_there(finished, identities, answers):
    assert len(identities) > 37_000
    assert len(identities & words(finished / "package" / "tape.csv")) > 37_000
    kept = b"".join(path.read_bytes() for path in files(finished / "onshore" / "objects"))
    assert all(each in kept for each in answers)


def test_no_asset_and_no_lessee_is_overseas(finished, identities):
    places = {path: identities & words(path) for path in overseas(finished)}
    assert len(places) > 60
    assert {path: shown for path, shown in places.items() if shown} == {}


def test_no_row_of_the_tape_is_overseas(finished):
    rows = (EXAMPLE / "tape.csv").read_bytes().splitlines()[1:]
    parts = {row.split(b",", 4)[4] for row in rows}
    assert len(parts) > 19_000
    assert [path for path in overseas(finished) if parts & set(path.read_bytes().splitlines())] == []


def test_no_answer_is_overseas(finished, answers):
    assert len(answers) > 50
    shown = {path: [each for each in answers if each in path.read_bytes()] for path in overseas(finished)}
    assert {path: found for path, found in shown.items() if found} == {}


def test_nothing_overseas_is_named_like_what_stays_onshore(finished):
    names = {path.name for path in overseas(finished)}
    assert not names & {"tape.csv", "deal.yaml", "answers.yaml", "people.yaml", "manifest.json", "mnemonic.txt"}


def test_no_chain_key_is_onshore(finished):
    assert not (finished / "onshore" / "chain").exists()
    mnemonic = (finished / "overseas" / "chain" / "mnemonic").read_bytes().strip()
    assert len(mnemonic.split()) == 24
    elsewhere = [path for path in files(finished) if path.parent != finished / "overseas" / "chain"]
    assert [path for path in elsewhere if mnemonic in path.read_bytes()] == []


def test_neither_side_has_the_secret_of_the_other(finished):
    secrets = {side: (finished / side.value / "secret").read_bytes() for side in Side}
    assert len(set(secrets.values())) == 2
    for side, secret in secrets.items():
        other = files(finished / ("overseas" if side is Side.ONSHORE else "onshore"), finished / "export")
        assert [path for path in other if secret in path.read_bytes()] == []


@pytest.fixture
def alone(copy: Path) -> Path:
    """The overseas side by itself: no onshore home, no package, no report."""
    for folder in ("onshore", "package", "tables", "charts"):
        shutil.rmtree(copy / folder)
    return copy


def test_overseas_everything_is_verified_without_anything_onshore(alone, finished):
    here, there = examined(alone), examined(finished)
    assert [each.standing for each in tally_of(here).obligations] == [
        each.standing for each in tally_of(there).obligations
    ]
    away = [each for each in here.findings if each not in there.findings]
    assert [(each.code, each.place.file) for each in away] == [
        ("supervision.home-gone", "onshore"),
        *[("supervision.files-gone", folder) for folder in ("charts", "package", "tables")],
    ]
    assert set(there.findings) <= set(here.findings)
    assert here.exit_code() == there.exit_code()


def test_verifying_leaves_no_act(alone):
    before = acts(alone, Side.OVERSEAS)
    examined(alone)
    assert acts(alone, Side.OVERSEAS) == before
