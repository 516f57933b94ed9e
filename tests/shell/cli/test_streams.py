"""The streams and the machine around a call: a full disk, a closed pipe, Ctrl-C, an encoding without Chinese.

Each ends in a sentence and an exit code, and none in a traceback.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell.cli.conftest import Tally

_TALLYSTICK = str(Path(sys.executable).with_name("tallystick"))
# No bytecode is written: under a limit on the size of files its cache would be cut off, and every later run would fail.
_PLAIN = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_HAROT = "examples/harot-2009-1"


def _shell(project: Path, line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which $T is the program; in plain ASCII unless the environment says otherwise."""
    surroundings = {**_PLAIN, "T": _TALLYSTICK, "PYTHONPATH": os.environ.get("PYTHONPATH", ""), **environment}
    told = subprocess.run(["bash", "-c", line], cwd=project, env=surroundings, capture_output=True, check=False)
    assert b"Traceback" not in told.stderr
    assert b"Exception ignored" not in told.stderr
    return told


@pytest.mark.parametrize("more", ["", "--json"])
def test_an_answer_that_cannot_be_written_is_told_on_the_other_stream(project: Path, more: str):
    told = _shell(project, f"$T check {_HAROT} {more} > /dev/full")
    assert told.returncode == 1
    assert b"Not done: The answer could not be written" in told.stderr
    assert b"do: " in told.stderr


def test_two_streams_that_are_both_full_end_quietly(project: Path):
    assert _shell(project, f"$T check {_HAROT} > /dev/full 2>&1").returncode == 1


def test_a_closed_output_is_no_fault(project: Path):
    assert _shell(project, f"$T check {_HAROT} >&-").returncode == 0


@pytest.mark.parametrize(("more", "said"), [("", "Not done: Interrupted."), ("--lang zh", "无法执行：已被中断。")])
def test_ctrl_c_while_the_program_is_still_read_in_is_answered_in_a_sentence(
    project: Path, tmp_path: Path, more: str, said: str
):
    # A terminal leaves Ctrl-C to Python; whoever runs these tests in the background hands it down as ignored.
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"
    pressed = f"import os, signal\n{heard}\nos.kill(os.getpid(), signal.SIGINT)\nimport nothing\n"
    (tmp_path / "typer.py").write_text(pressed)
    path = os.pathsep.join([str(tmp_path), str(project / "src")])
    told = _shell(project, f"{sys.executable} -m tallystick version {more}", PYTHONPATH=path, LC_ALL="C.UTF-8")
    assert told.returncode == 130
    assert told.stderr.decode().startswith(said)
    assert told.stdout == b""


@pytest.mark.parametrize("call", ["--help", "schema", f"check {_HAROT}", f"check {_HAROT} --json"])
def test_a_reader_that_reads_nothing_hears_no_complaint(project: Path, call: str):
    assert _shell(project, f"$T {call} | true").stderr == b""


def test_help_in_chinese_reaches_a_terminal_without_chinese(project: Path):
    told = _shell(project, "$T check --help --lang zh")
    assert told.returncode == 0
    assert rb"\u7528\u6cd5" in told.stdout


def test_json_is_json_in_every_encoding(project: Path):
    told = _shell(project, "$T check nowhere/中文😀 --lang zh --json")
    assert told.returncode == 2
    assert json.loads(told.stdout)["findings"][0]["code"] == "cli.folder-missing"


def test_a_full_disk_refuses_the_act_and_leaves_the_home_sound(project: Path, tmp_path: Path):
    surroundings = {"TALLYSTICK_HOME": str(tmp_path / "home"), "TALLYSTICK_SIDE": "onshore"}
    surroundings["TALLYSTICK_PASSPHRASE"] = "tallystick-example"
    keys = "$T keys --import-cast examples/cast"
    assert _shell(project, keys, **surroundings).returncode == 0
    told = _shell(project, "export PYTHONDONTWRITEBYTECODE=1; ulimit -f 20; $T fsck", **surroundings)
    assert told.returncode == 1
    assert b"store.sqlite3" in told.stdout + told.stderr
    assert _shell(project, "$T fsck", **surroundings).returncode == 0


def test_breaking_off_says_what_stays(tally: Tally, monkeypatch: pytest.MonkeyPatch, harot: Path):
    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tallystick.shell.cli.verbs.cashflow.project.project_files", broken_off)
    told = tally("project", harot)
    assert told.exit == 130
    assert told.err.startswith("Not done: Interrupted.")
    assert "do: " in told.err
    assert tally("project", harot, "--json").codes == ["cli.interrupted"]
