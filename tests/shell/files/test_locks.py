"""One process at a time, and no lock that outlives its process."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tallystick.shell.files import locks
from tallystick.shell.files.homes import Home
from tallystick.shell.files.locks import BusyError, NetworkDriveError, exclusive

HOLD = """
import sys, time
from pathlib import Path
from tallystick.shell.files.locks import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Return a process that holds the lock, and the lock."""
    path = tmp_path / "home/lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process, path
        process.kill()


def test_a_second_process_is_refused_and_told_who_is_there(holder):
    process, path = holder
    with pytest.raises(BusyError, match=f"number {process.pid}"), exclusive(path):
        pass


def test_a_killed_process_holds_nothing(holder):
    process, path = holder
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with exclusive(path):
        assert path.read_text() == str(os.getpid())


def test_one_who_waits_gets_the_lock_when_it_is_free(holder):
    process, path = holder
    threading.Timer(0.2, process.kill).start()
    with exclusive(path, wait=True):
        assert process.wait() != 0


def test_a_lock_can_be_taken_again_and_is_free_after_an_error(tmp_path):
    path = tmp_path / "lock"
    with pytest.raises(KeyError), exclusive(path):
        raise KeyError
    with exclusive(path), pytest.raises(BusyError), exclusive(path):
        pass


def test_a_holder_who_did_not_say_who_they_are_is_still_a_holder(tmp_path):
    path = tmp_path / "lock"
    with exclusive(path):
        path.write_text("")
        with pytest.raises(BusyError, match=str(tmp_path)), exclusive(path):
            pass


def test_a_home_is_one_folder_and_one_process(tmp_path):
    home = Home(tmp_path)
    parts = (home.store, home.log, home.objects, home.chain, home.keys)
    assert [path.name for path in parts] == ["store.sqlite3", "log", "objects", "chain", "keys"]
    with home.alone(), pytest.raises(BusyError), Home(tmp_path).alone():
        pass


@pytest.mark.parametrize(("kind", "refused"), [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False)])
def test_a_folder_on_a_network_drive_is_refused_and_one_on_a_disk_is_not(tmp_path, monkeypatch, kind, refused):
    device = tmp_path.stat().st_dev
    here = f"36 35 {os.major(device)}:{os.minor(device)} / {tmp_path} rw - {kind} somewhere:/homes rw"
    (tmp_path / "mounts").write_text(f"22 1 0:0 / / rw,relatime shared:1 - nfs4 other:/ rw\n{here}\n")
    monkeypatch.setattr(locks, "_MOUNTS", tmp_path / "mounts")
    if refused:
        with pytest.raises(NetworkDriveError, match=f"network drive .{kind}"), exclusive(tmp_path / "home/lock"):
            pass
        assert not (tmp_path / "home/lock").exists()
    else:
        with exclusive(tmp_path / "home/lock"):
            pass
    monkeypatch.setattr(locks, "_MOUNTS", tmp_path / "nowhere")
    with exclusive(tmp_path / "home/lock"):
        pass


def test_a_part_of_a_disk_beside_network_drives_is_not_taken_for_one(tmp_path, monkeypatch):
    """A subvolume of btrfs has a device number of its own that no mount names; bind mounts name one twice."""
    device = tmp_path.stat().st_dev
    own = f"{os.major(device)}:{os.minor(device)}"
    beside = f"22 1 {os.major(device)}:{os.minor(device) + 1} / /homes rw,relatime shared:1 - nfs4 other:/ rw\n"
    monkeypatch.setattr(locks, "_MOUNTS", tmp_path / "mounts")
    for local in (
        "",
        f"36 35 {own} / / rw - overlay overlay rw,lowerdir=/nfs,upperdir=/up\n",
        f"36 35 {own} / / rw shared:9 - btrfs /dev/sda rw,subvol=/\n37 36 {own} /a /b\\040-\\040nfs rw - btrfs c rw\n",
    ):
        (tmp_path / "mounts").write_text(beside + local)
        with exclusive(tmp_path / "home/lock"):
            pass
