"""A sequencer that is killed, whenever that is, and run again."""

import subprocess
import sys
from pathlib import Path

import pytest

from tallystick.shell.files.atomic import write_atomically
from tallystick.shell.files.beside.growing import sequence
from tallystick.shell.files.fsck import check_log
from tests.shell.files.logs import SIGNER, folder_log, some_leaves

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("stride", [11, pytest.param(1, marks=pytest.mark.long)])
def test_a_sequencer_killed_at_any_line_recovers_when_run_again(tmp_path, stride):
    command = [sys.executable, "-m", "tests.shell.files.killed", str(tmp_path), str(stride)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert int(ended.stdout) * stride > 500  # there was really something to be killed at


class DiskFullError(Exception):
    """What the tests' disk says."""


def failing_at(number, *, after):
    """Return a way of writing whose given call fails: before it, with half a temporary file, or just after it."""
    calls = iter(range(1000))

    def write(path, content):
        is_last = next(calls) == number
        if is_last and after == "nothing":
            raise DiskFullError
        if is_last and after == "half a file":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_name(".writing-0123456789abcdef").write_bytes(content[: len(content) // 2])
            raise DiskFullError
        write_atomically(path, content)
        if is_last:
            raise DiskFullError

    return write


@pytest.mark.parametrize("after", ["nothing", "half a file", "the whole file"])
@pytest.mark.parametrize("number", range(8))
def test_a_disk_that_fails_at_any_write_doubles_nothing(tmp_path, number, after):
    log, leaves = folder_log(tmp_path / "log"), some_leaves(300)
    sequence(log, leaves[:250], SIGNER, first=0)
    try:
        sequence(log, leaves[250:], SIGNER, first=250, write=failing_at(number, after=after))
    except DiskFullError:
        assert log.size() in {250, 300}
    assert [log.leaf(index) for index in (0, 249)] == [leaves[0], leaves[249]]
    assert sequence(log, leaves[250:], SIGNER, first=250).size == 300
    assert check_log(log) == ()


def test_a_run_that_was_cut_off_may_be_followed_by_a_longer_one(tmp_path):
    log, leaves = folder_log(tmp_path / "log"), some_leaves(600)
    with pytest.raises(DiskFullError):
        sequence(log, leaves[:300], SIGNER, first=0, write=failing_at(3, after="the whole file"))
    assert (log.size(), [each.code for each in check_log(log)]) == (0, ["files.log-unsigned"])
    assert sequence(log, leaves, SIGNER, first=0).size == 600
    assert check_log(log) == ()


def test_a_run_that_was_cut_off_before_it_signed_may_be_followed_by_other_leaves(tmp_path):
    log = folder_log(tmp_path / "log")
    with pytest.raises(DiskFullError):
        sequence(log, [b"never signed"], SIGNER, first=0, write=failing_at(1, after="the whole file"))
    sequence(log, [b"signed"], SIGNER, first=0)
    assert (log.leaf(0), check_log(log)) == (b"signed", ())
