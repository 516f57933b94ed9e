"""`serve-witness` and `cosign`: a register and a witness, each a process with a home of its own; then kill -9."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.files.beside.growing import WritableFolderLog
from tallystick.shell.operations.evidence.acts import Intent, perform
from tallystick.shell.signing.keystore import Keystore
from tallystick.shell.wiring import operations
from tests.shell.cli.conftest import PASSPHRASE, Tally
from tests.shell.operations.example import EXAMPLE, signer

WITNESS, FILER = "nadia-osei", "shen-yilan"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A witness at work in a process of its own, ended by kill -9; what it says is its line for a policy."""
    words = ["serve-witness", "--logs", folder / "logs.policy", "--listen", "127.0.0.1:0", "--home", folder / "witness"]
    words += ["--side", "overseas", "--as", WITNESS, "--people", EXAMPLE / "people.yaml"]
    environment = {**os.environ, "TALLYSTICK_PASSPHRASE": PASSPHRASE, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "tallystick", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout is not None
        try:
            yield running.stdout.readline()
        finally:
            running.send_signal(signal.SIGKILL)


def act(folder: Path, number: int) -> None:
    """Let the register grow by an act."""
    with operations().make_home(str(folder / "home"), Side.ONSHORE) as home:
        at = datetime(2026, 9, 1, number, tzinfo=UTC)
        perform(home.evidence, Intent(kind="filing.act", subject="d", at=at, body={"n": number}), signer(FILER))
        (folder / "logs.policy").write_text(f"log {home.evidence.log.key}\nquorum none\n")


def cosigned(tally: Tally, folder: Path, line: str) -> list[str]:
    """Ask the witness of this line; the exit code, and what is found."""
    watched = (folder / "logs.policy").read_text().removesuffix("quorum none\n")
    (folder / "witnesses.policy").write_text(f"{watched}{line}quorum {WITNESS}\n")
    told = tally("cosign", "--policy", folder / "witnesses.policy", "--json")
    return [str(told.exit), *told.codes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The witness's home with its key, and a register of one act."""
    with operations().make_home(str(tmp_path / "witness"), Side.OVERSEAS):
        pem = (EXAMPLE.parent / "cast/keys" / f"{WITNESS}.pem").read_bytes()
        Keystore(tmp_path / "witness/keys").import_key(WITNESS, pem, PASSPHRASE)
    act(tmp_path, 1)
    return tmp_path


def test_a_witness_that_was_killed_remembers_and_refuses_an_older_copy_and_another_history(tally: Tally, folder: Path):
    with serving(folder) as line:
        assert line.startswith(f"witness {WITNESS} tallystick/witness/{WITNESS}+")
        assert cosigned(tally, folder, line) == ["0"]
    older = (folder / "home/log/checkpoint").read_bytes()
    act(folder, 2)
    act(folder, 3)
    with serving(folder) as line:
        assert cosigned(tally, folder, line) == ["0"]  # it remembers one leaf, and is shown the growth from there
        newest = (folder / "home/log/checkpoint").read_bytes()
        (folder / "home/log/checkpoint").write_bytes(older[: older.index("\u2014 tallystick/witness".encode())])
        assert cosigned(tally, folder, line) == ["1", "evidence.witness-ahead", "evidence.checkpoint-unwitnessed"]
        with operations().open_home(str(folder / "home"), Side.ONSHORE) as home:
            kept = home.evidence.log
            assert isinstance(kept, WritableFolderLog)
            log = WritableFolderLog(kept.folder, kept.key, kept.signer)
            log.sequence([b"another", b"history"], first=log.size())
        assert cosigned(tally, folder, line) == ["1", "evidence.witness-fork", "evidence.checkpoint-unwitnessed"]
        (folder / "home/log/checkpoint").write_bytes(newest)
    assert cosigned(tally, folder, line) == ["0"]  # it has cosigned this head: nobody is asked


def test_nobody_but_a_witness_serves_and_a_file_without_logs_is_refused(tally: Tally, folder: Path):
    words = ("serve-witness", "--listen", "127.0.0.1:0", "--home", folder / "witness", "--side", "overseas", "--json")
    people = ("--as", WITNESS, "--people", EXAMPLE / "people.yaml")
    (folder / "none.policy").write_text("quorum none\n")
    assert tally(*words, *people, "--logs", folder / "none.policy").codes == ["cli.no-logs"]
    taken = tally(*words[:2], "nowhere:1", *words[3:], *people, "--logs", folder / "logs.policy")
    assert (taken.exit, taken.codes) == (2, ["files.unreachable"])
