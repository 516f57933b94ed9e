"""Workers as processes: killed, stopped, outlived; each time the job is done, once, and nothing of it goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tallystick.shell.compute.working import Worker
from tallystick.shell.operations.ports.services.jobs import LEASE_SECONDS, State, Told, Wanted
from tests.shell.background.chores import PACE, do

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(url: str, tmp_path: Path, project: Path) -> Iterator[Start]:
    """Start workers that end with the test at the latest."""
    begun: list[subprocess.Popen[bytes]] = []

    def one() -> subprocess.Popen[bytes]:
        called = [sys.executable, "-m", "tests.shell.background.chores", str(tmp_path / "store.sqlite3"), url, "-"]
        begun.append(subprocess.Popen(called, cwd=project))
        return begun[-1]

    yield one
    for each in begun:
        each.kill()
        each.wait()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something, and fail where it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def gone(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "Z"
    return True


def begun(folder: Path, name: str = "first") -> list[int]:
    path = folder / f"{name}.begun"
    return [int(line) for line in path.read_text().split()] if path.is_file() else []


def test_a_worker_killed_with_9_is_noticed_and_its_job_is_done_by_another(queue, start, tmp_path):
    job = queue.put(Wanted(task="count", arguments={"folder": str(tmp_path), "name": "first", "seconds": 1.0}))
    first, _ = start(), start()
    until(lambda: begun(tmp_path))
    holder = queue.find(job.id).owner
    victim = first if holder == f"worker-{first.pid}" else _
    killed = time.monotonic()
    victim.send_signal(signal.SIGKILL)
    until(lambda: gone(begun(tmp_path)[0]), 5)
    until(lambda: queue.find(job.id).state is State.DONE)
    took, done = time.monotonic() - killed, queue.find(job.id)
    assert (done.attempt, done.failures, len(begun(tmp_path))) == (2, 1, 2)
    assert took - PACE.lease + LEASE_SECONDS < 60, "done again within a minute of the kill, with the lease of every day"


def test_a_worker_that_is_told_to_stop_gives_its_job_back_at_once(queue, start, tmp_path):
    job = queue.put(Wanted(task="count", arguments={"folder": str(tmp_path), "name": "first", "seconds": 30}))
    worker = start()
    until(lambda: begun(tmp_path))
    until(lambda: queue.find(job.id).told == Told(step="count", done=1, count=2))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    left = queue.find(job.id)
    assert (left.state, left.failures) == (State.WAITING, 0)
    assert gone(begun(tmp_path)[0])


def test_what_a_job_came_to_is_written_whatever_it_came_to(queue, capfd):
    put = {each: queue.put(Wanted(task=each, tries=2)).id for each in ("refuse", "stumble", "vanish")}
    worker = Worker(queue, do, name="one", pace=PACE)
    while any(queue.find(each).ended is None for each in put.values()):
        worker.run(until_empty=True)
        time.sleep(PACE.again)
    refused, stumbled, vanished = (queue.find(each) for each in put.values())
    assert (refused.state, refused.failures, refused.result["failed"]) == (State.FAILED, 0, "cli.side-missing")
    assert (stumbled.state, stumbled.failures, stumbled.result["failed"]) == (State.FAILED, 2, "ZeroDivisionError")
    assert (vanished.state, vanished.failures) == (State.FAILED, 2)
    assert "in stumble" in capfd.readouterr().err


def test_a_running_job_can_be_cancelled(queue, start, tmp_path):
    job = queue.put(Wanted(task="count", arguments={"folder": str(tmp_path), "name": "first", "seconds": 30}))
    start()
    until(lambda: begun(tmp_path))
    queue.cancel(job.id)
    until(lambda: queue.find(job.id).state is State.CANCELLED)
    until(lambda: gone(begun(tmp_path)[0]))
