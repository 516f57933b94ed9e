"""One process at a time, and no lock that outlives its process."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tallystick.shell.files.homes import Home
from tallystick.shell.files.locks import BusyError, exclusive

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
