"""Every head of a home is vouched for: the register, the audit log, and the SM3 tree beside each."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tallystick.evidence.log import Policy, parse_policy
from tallystick.evidence.persons import Side
from tallystick.shell.files.beside.witnessed import FolderMemory
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.operations.evidence.cosigning import ADD_CHECKPOINT
from tallystick.shell.operations.evidence.witness import Witness, answer_head
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.vouching.heads import cosign_heads
from tallystick.shell.signing.remote.http import Http
from tallystick.shell.wiring import operations
from tests.cast import AUDITOR
from tests.shell.cli.conftest import Tally
from tests.shell.files.logs import LogSigner
from tests.shell.operations.example import EXAMPLE, FILER, person, signer
from tests.shell.signing.authority import TimeAuthority

HEADS = ("log", "log/sm3", "audit", "audit/sm3")
NOON = dt.datetime.now(dt.UTC).replace(microsecond=0)


@contextmanager
def opened(folder: Path) -> Iterator[Installation]:
    with operations().make_home(str(folder / "home"), Side.ONSHORE) as home:
        yield home


def act(home: Installation, at: dt.datetime = NOON) -> None:
    """Let both logs grow."""
    body = {"n": str(home.evidence.log.size())}
    perform(home.evidence, Intent(kind="filing.act", subject="d", at=at, body=body), signer(FILER))
    home.audit.add({"who": "somebody"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with opened(tmp_path) as home:
        act(home)
    return tmp_path


def named(folder: Path, *endings: str) -> str:
    """Lines of a policy for logs of this home, by what their names add to its origin."""
    with opened(folder) as home:
        keys = {place: log.key for place, log in home.heads.items()}
    return "".join(f"log {keys[each]}\n" for each in endings or HEADS)


def test_a_witness_cosigns_every_head_it_is_shown_and_the_others_are_said_not_to_be_sent(tally: Tally, folder: Path):
    watched = parse_policy(f"{named(folder)}quorum none\n".encode())
    assert isinstance(watched, Policy)
    witness = Witness(signer=LogSigner(AUDITOR), logs=watched, memory=FolderMemory(folder / "seen"), now=lambda: NOON)
    with Http().serve("127.0.0.1:0", ADD_CHECKPOINT, partial(answer_head, witness)) as address:
        line = f"witness auditor {witness.key} {address}\nquorum auditor\n"
        (folder / "one.policy").write_text(named(folder, "log") + line)
        (folder / "all.policy").write_text(line)
        one = tally("cosign", "--policy", folder / "one.policy", "--json")
        assert (one.exit, [each["asked"] for each in one.json["value"]["heads"]]) == (0, [True, False, False, False])
        for _ in range(2):  # and again when all four have grown
            told = tally("cosign", "--policy", folder / "all.policy", "--json")
            assert (told.exit, told.json["value"]["enough"]) == (0, True)
            for head in told.json["value"]["heads"]:
                assert (head["cosigned"], head["missing"]) == ([str(witness.key)], [])
            with opened(folder) as home:
                act(home)
    with opened(folder) as home:
        assert home.check_files() == ()


def test_every_head_is_stamped_and_a_changed_stamp_of_each_is_named(tally: Tally, folder: Path):
    authority = TimeAuthority.open(folder / "tsa")
    (folder / "roots.pem").write_bytes(authority.roots)
    roots = ("--tsa-roots", folder / "roots.pem", "--json")
    with Http().serve("127.0.0.1:0", "/tsa", authority.answer) as address:
        told = tally("timestamp", "--tsa", f"{address}/tsa", *roots)
    assert (told.exit, [each["size"] for each in told.json["value"]["heads"]]) == (0, [1, 1, 1, 1])
    assert [each for each in tally("fsck", *roots).codes if "timestamp" in each] == []
    for place in HEADS:
        token = folder / "home" / place / "timestamps/1.tsr"
        right = token.read_bytes()
        token.write_bytes(right[:-40] + bytes([right[-40] ^ 1]) + right[-39:])
        found = [each for each in tally("fsck", *roots).json["findings"] if "timestamp" in each["code"]]
        assert [(each["code"], each["file"]) for each in found] == [
            ("evidence.timestamp-wrong", f"{place}/timestamps/1.tsr")
        ]
        token.write_bytes(right)
    for place in HEADS:
        shutil.rmtree(folder / "home" / place / "timestamps")
    lost = [each for each in tally("fsck", *roots).json["findings"] if "timestamp" in each["code"]]
    assert {(each["code"], each["file"]) for each in lost} == {
        ("evidence.timestamp-lost", f"{place}/timestamps/1.tsr") for place in HEADS
    }


def test_a_stamp_is_put_on_record_once(tally: Tally, folder: Path):
    authority = TimeAuthority.open(folder / "tsa")
    (folder / "roots.pem").write_bytes(authority.roots)
    with Http().serve("127.0.0.1:0", "/tsa", authority.answer) as address:
        call = ("timestamp", "--tsa", f"{address}/tsa", "--tsa-roots", folder / "roots.pem", "--json")
        for records, tokens in ((2, 4), (2, 4), (4, 6), (4, 6)):  # the record is a head of its own, stamped next
            assert tally(*call).exit == 0
            with opened(folder) as home:
                assert home.audit.size() == records
                assert len(home.audit.record(records - 1).openings["tokens"].value.splitlines()) == tokens
                if records == 2 and len(list((folder / "home/audit/timestamps").glob("*.tsr"))) == 2:
                    act(home)


def test_a_day_on_which_the_log_grew_and_nobody_stamped_it_is_named(tally: Tally, folder: Path):
    authority = TimeAuthority.open(folder / "tsa")
    (folder / "roots.pem").write_bytes(authority.roots)
    roots = ("--tsa-roots", folder / "roots.pem", "--json")
    long_ago = [NOON - dt.timedelta(days=each) for each in (9, 9, 5)]
    with opened(folder) as home:
        for moment in long_ago:
            act(home, moment)
        act(home)  # today's head may still be stamped tomorrow
    (warned,) = [each for each in tally("fsck", *roots).json["findings"] if each["code"] == "evidence.days-unstamped"]
    assert warned["severity"] == "warning"
    assert all(f"{moment:%Y-%m-%d}" in warned["what"] for moment in long_ago)
    assert f"{NOON:%Y-%m-%d}" not in warned["what"]
    assert "evidence.days-unstamped" not in tally("fsck", "--json").codes  # a home that no authority stamps


def test_a_changed_line_under_an_sm3_head_is_named(tally: Tally, folder: Path):
    with opened(folder) as home:
        nadia = person("nadia-osei")
        assert cosign_heads(home, nadia, signer("nadia-osei"), at=NOON) is None
    head = folder / "home/audit/sm3/checkpoint"
    lines = head.read_text().splitlines()
    spot = len(lines[-1]) - 20
    lines[-1] = lines[-1][:spot] + ("A" if lines[-1][spot] != "A" else "B") + lines[-1][spot + 1 :]
    head.write_text("\n".join(lines) + "\n")
    told = tally("fsck", "--people", EXAMPLE / "people.yaml", "--json")
    wrong = [each["file"] for each in told.json["findings"] if each["code"] == "supervision.cosignature-wrong"]
    assert wrong == ["audit/sm3/checkpoint"]
