"""A register's log and the witnesses it asks over HTTP: what they cosign, what they refuse, and what each remembers."""

import datetime as dt
import http.client
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.log import Checkpoint, Policy, open_checkpoint, parse_policy
from tallystick.evidence.log.policy import KnownLog
from tallystick.evidence.log.witnessing import AddCheckpoint
from tallystick.evidence.merkle import Tree
from tallystick.shell.files.beside.growing import WritableFolderLog, signed_head
from tallystick.shell.files.beside.witnessed import FolderMemory
from tallystick.shell.operations.evidence.cosigning import ADD_CHECKPOINT, gather
from tallystick.shell.operations.evidence.witness import Witness, answer_head
from tallystick.shell.operations.outcome import has_errors
from tallystick.shell.operations.ports.services.outside import Answer, UnreachableError
from tallystick.shell.signing.remote.http import Http
from tests.cast import AUDITOR, EXAMINER, HOLDER, Actor
from tests.shell.files.logs import KEY, SIGNER, LogSigner, some_leaves

NOW = dt.datetime(2026, 9, 30, 8, tzinfo=dt.UTC)
WATCHED = Policy(logs=(KnownLog(key=KEY),))
CAST = {"authority": EXAMINER, "auditor": AUDITOR, "filer": HOLDER}


def register(folder: Path, size: int) -> WritableFolderLog:
    log = WritableFolderLog(folder, KEY, SIGNER)
    log.sequence(some_leaves(size), first=0)
    return log


def witness(folder: Path, actor: Actor = AUDITOR) -> Witness:
    return Witness(signer=LogSigner(actor), logs=WATCHED, memory=FolderMemory(folder), now=lambda: NOW)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Three witnesses at work: their addresses by name."""
    with ExitStack() as opened:
        yield {
            name: opened.enter_context(
                Http().serve("127.0.0.1:0", ADD_CHECKPOINT, partial(answer_head, witness(tmp_path / name, actor)))
            )
            for name, actor in CAST.items()
        }


def policy(addresses: dict[str, str], quorum: str) -> Policy:
    lines = [f"witness {name} {witness(Path(), CAST[name]).key} {address}" for name, address in addresses.items()]
    read = parse_policy("\n".join((f"log {KEY}", *lines, quorum, "")).encode())
    assert isinstance(read, Policy), read
    return read


TWO = "group k 2 authority auditor filer\nquorum k"


def test_the_witnesses_of_a_policy_cosign_and_receipts_carry_it(tmp_path, serving):
    log, asked = register(tmp_path / "log", 5), policy(serving, TWO)
    told = gather(log, asked, Http())
    assert (told.findings, told.value and told.value.enough, told.value and told.value.missing) == ((), True, ())
    assert isinstance(open_checkpoint(log.checkpoint(), KEY, policy=asked), Checkpoint)
    before = log.checkpoint()
    assert gather(log, asked, Http()).findings == ()  # asks nobody again
    assert log.checkpoint() == before
    log.sequence(some_leaves(300), first=0)
    assert not isinstance(open_checkpoint(log.checkpoint(), KEY, policy=asked), Checkpoint)
    grown = gather(log, asked, Http())
    assert (grown.findings, grown.value and grown.value.size) == ((), 300)


def test_one_that_is_silent_is_named_and_two_of_three_are_enough(tmp_path, serving):
    log = register(tmp_path / "log", 5)
    asked = policy({**serving, "filer": "http://127.0.0.1:9"}, TWO)
    told = gather(log, asked, Http())
    assert told.value is not None
    assert (told.value.enough, told.value.missing) == (True, ("filer",))
    assert [(each.code, each.argument("witness")) for each in told.findings] == [("evidence.witness-silent", "filer")]
    everyone = gather(log, policy({**serving, "filer": "http://127.0.0.1:9"}, TWO.replace("2", "all")), Http())
    assert "evidence.checkpoint-unwitnessed" in [each.code for each in everyone.findings]


def test_a_log_restored_from_an_old_copy_is_told_by_its_witnesses(tmp_path, serving):
    asked = policy(serving, TWO)
    gather(register(tmp_path / "log", 9), asked, Http())
    told = gather(register(tmp_path / "restored", 5), asked, Http())
    assert {each.code for each in told.findings} == {"evidence.witness-ahead", "evidence.checkpoint-unwitnessed"}


def test_an_old_copy_is_told_though_all_their_lines_stand_under_it(tmp_path, serving):
    log, asked = register(tmp_path / "log", 5), policy(serving, TWO)
    gather(log, asked, Http())
    shutil.copytree(tmp_path / "log", tmp_path / "copy")
    log.sequence(some_leaves(9), first=0)
    gather(log, asked, Http())
    told = gather(WritableFolderLog(tmp_path / "copy", KEY, SIGNER), asked, Http())
    assert [each.code for each in told.findings] == ["evidence.witness-ahead"] * 3


def test_one_that_refuses_is_a_warning_where_the_others_are_enough(tmp_path, serving):
    log = register(tmp_path / "log", 5)
    with Http().serve("127.0.0.1:0", ADD_CHECKPOINT, lambda _: Answer(status=500, content=b"")) as address:
        told = gather(log, policy({**serving, "filer": address}, TWO), Http())
    assert [each.code for each in told.findings] == ["evidence.witness-declined"]
    assert not has_errors(told.findings)


def test_a_second_history_is_told_at_the_same_size_and_later(tmp_path, serving):
    asked = policy(serving, TWO)
    gather(register(tmp_path / "log", 5), asked, Http())
    for size, code in ((5, "evidence.witness-fork"), (8, "evidence.witness-refused")):
        other = WritableFolderLog(tmp_path / f"other-{size}", KEY, SIGNER)
        other.sequence([b"another", *some_leaves(size)[1:]], first=0)
        told = gather(other, asked, Http())
        assert {each.code for each in told.findings} == {code, "evidence.checkpoint-unwitnessed"}
    kept = sorted(path.name[64:] for path in (tmp_path / "authority").iterdir())
    assert kept == ["", ".fork", ".lock", ".lock"]  # the proof that it forked stays


def test_an_answer_by_somebody_else_is_not_kept(tmp_path):
    log = register(tmp_path / "log", 5)
    stranger = witness(tmp_path / "w", EXAMINER)
    with Http().serve("127.0.0.1:0", ADD_CHECKPOINT, lambda asked: answer_head(stranger, asked)) as address:
        told = gather(log, policy({"auditor": address}, "quorum auditor"), Http())
    assert [each.code for each in told.findings] == ["evidence.witness-wrong", "evidence.checkpoint-unwitnessed"]
    assert b"witness" not in log.checkpoint()


@pytest.mark.parametrize(
    "lies",
    [
        Answer(status=409, content=b"99\n"),
        Answer(status=409, content=b"-1\n"),
        Answer(status=409, content=b"0\n"),
        Answer(status=409, content=b"\xff"),
        Answer(status=409, content=b"9" * 40),
        Answer(status=200, content=b"\n\n"),
        Answer(status=302, content=b""),
        Answer(status=500, content=b"<html>"),
    ],
)
def test_whatever_a_witness_answers_is_a_finding_and_never_a_crash(tmp_path, lies):
    log = register(tmp_path / "log", 5)
    with Http().serve("127.0.0.1:0", ADD_CHECKPOINT, lambda _: lies) as address:
        told = gather(log, policy({"auditor": address}, "quorum auditor"), Http())
    assert len(told.findings) == 2
    assert told.findings[0].code.startswith("evidence.witness-")


def test_an_empty_log_has_nothing_to_witness(tmp_path, serving):
    told = gather(WritableFolderLog(tmp_path / "log", KEY, SIGNER), policy(serving, TWO), Http())
    assert {each.code for each in told.findings} > {"evidence.nothing-to-witness"}


def ask(size: int, old: int = 0, root: bytes | None = None) -> bytes:
    tree = Tree.of(some_leaves(size))
    head = Checkpoint(origin=KEY.name, size=size, root=root or tree.root())
    proof = tree.consistency_proof(old) if old else ()
    return AddCheckpoint(old=old, proof=proof, checkpoint=signed_head(head, SIGNER, KEY)).content()


def test_of_many_requests_at_once_no_witness_ever_goes_back(tmp_path):
    at_work = witness(tmp_path / "w")

    def grow(size: int) -> int:
        """Ask until the witness has cosigned this size or knows a longer one; return what it cosigned."""
        old = 0
        while old <= size:
            answer = answer_head(at_work, ask(size, old))
            if answer.status == 200:
                return size
            assert answer.status == 409
            old = int(answer.content)
        return 0

    with ThreadPoolExecutor(8) as pool:
        cosigned = list(pool.map(grow, [size for size in range(1, 25) for _ in range(2)]))
    assert max(cosigned) == 24
    answer = answer_head(at_work, ask(3, 3))
    assert (answer.status, answer.content, answer.media_type) == (409, b"24\n", "text/x.tlog.size")


def test_what_a_witness_remembers_survives_it_and_a_changed_memory_stops_it(tmp_path):
    assert answer_head(witness(tmp_path / "w"), ask(9)).status == 200
    assert answer_head(witness(tmp_path / "w"), ask(5)).status == 409
    (kept,) = [path for path in (tmp_path / "w").iterdir() if not path.suffix]
    kept.write_bytes(kept.read_bytes().replace(b"\n9\n", b"\n4\n"))
    assert answer_head(witness(tmp_path / "w"), ask(5, 4)).status == 500


def test_two_witnesses_of_one_home_remember_each_for_themselves(tmp_path):
    first, second = witness(tmp_path / "w"), witness(tmp_path / "w", EXAMINER)
    assert [answer_head(each, ask(9)).status for each in (first, second)] == [200, 200]
    assert [answer_head(each, ask(5)).status for each in (first, second)] == [409, 409]


def test_what_a_home_of_one_witness_remembered_before_counts(tmp_path):
    assert answer_head(witness(tmp_path / "w"), ask(9)).status == 200
    (kept,) = [path for path in (tmp_path / "w").iterdir() if not path.suffix]
    kept.rename(kept.with_name(sha256_hex(str(KEY).encode())))
    assert answer_head(witness(tmp_path / "w"), ask(5)).status == 409
    assert answer_head(witness(tmp_path / "w", EXAMINER), ask(5)).status == 200


def test_two_homes_of_one_name_are_remembered_apart(tmp_path):
    other = replace(KEY, public_key=LogSigner(EXAMINER).public_key)
    both = replace(witness(tmp_path / "w"), logs=Policy(logs=(KnownLog(key=KEY), KnownLog(key=other))))
    log = WritableFolderLog(tmp_path / "log", other, LogSigner(EXAMINER))
    log.sequence([b"another"], first=0)
    assert answer_head(both, ask(9)).status == 200
    assert answer_head(both, AddCheckpoint(old=0, proof=(), checkpoint=log.checkpoint()).content()).status == 200


@pytest.mark.parametrize("stride", [17, pytest.param(1, marks=pytest.mark.long)])
def test_a_witness_killed_at_any_line_has_remembered_what_it_answered(tmp_path, stride):
    """A child cosigns 5 leaves and is killed at some line; if it answered, 3 leaves are refused ever after."""
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-m", "tests.shell.operations.killed_witness", str(tmp_path), str(stride)]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    killed, answered = map(int, ended.stdout.split())
    assert killed * stride > 40
    assert answered > 0


def test_the_server_answers_its_path_alone_and_nothing_too_long(tmp_path):
    at_work = witness(tmp_path / "w")
    with Http().serve("127.0.0.1:0", ADD_CHECKPOINT, lambda asked: answer_head(at_work, asked)) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
        told = []
        for method, path, headers in (
            ("POST", ADD_CHECKPOINT, {}),
            ("POST", "/other", {}),
            ("GET", ADD_CHECKPOINT, {}),
            ("POST", ADD_CHECKPOINT, {"Content-Length": str(1 << 40)}),
            ("POST", ADD_CHECKPOINT, {"Content-Length": "-1"}),
        ):
            connection.request(method, path, body=b"" if method == "POST" and not headers else None, headers=headers)
            response = connection.getresponse()
            response.read()
            told.append(response.status)
        connection.close()
    assert told == [400, 404, 501, 413, 411]


@pytest.mark.parametrize(
    "address", ["", "ftp://a/", "http://", "http://user@127.0.0.1/", "http://127.0.0.1:99999/", "http://a b/", "//x"]
)
def test_what_is_no_address_is_said_to_be_none(address):
    with pytest.raises(UnreachableError) as refused:
        Http().post(address, b"", "text/plain")
    assert refused.value.finding.code == "files.unreachable"


def test_an_address_in_use_is_said_to_be(tmp_path):
    with (
        Http().serve("127.0.0.1:0", "/", lambda _: Answer(status=200, content=b"")) as address,
        pytest.raises(UnreachableError),
        Http().serve(urlsplit(address).netloc, "/", lambda _: Answer(status=200, content=b"")),
    ):
        pass
