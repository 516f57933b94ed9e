"""A portal killed with -9 while people ask things of it: what was answered is there, and nothing is there twice."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.wiring import operations

ASKED, PEOPLE, KILLS = 12, 3, 2
TAPE = os.urandom(60_000)
PIECE = 5_000


class Served:
    """A portal that is started again each time it is killed."""

    def __init__(self, home: Path, project: Path) -> None:
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            self.port = place.getsockname()[1]
        self._called = [sys.executable, "-m", "tests.shell.web.served", str(home), str(self.port)]
        self._project = project
        self.process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._called, cwd=self._project, stderr=subprocess.DEVNULL)

    def killed(self) -> None:
        """Kill it, and start it again."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = self._started()

    def ask(self, who: str, method: str, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
        """Ask until there is an answer, as somebody does who wants it done."""
        kind = "application/octet-stream" if method == "PATCH" else "application/json"
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request(method, f"/api/v1{path}", body, {"Content-Type": kind, "X-Who": who, **headers})
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)
            finally:
                connection.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with operations().make_home(str(tmp_path / "onshore"), Side.ONSHORE):
        pass
    return tmp_path / "onshore"


@pytest.fixture
def served(home: Path, project: Path) -> Iterator[Served]:
    portal = Served(home, project)
    yield portal
    portal.process.kill()
    portal.process.wait()


def work(served: Served, number: int) -> list[int]:
    """Send a file piece by piece, and ask for jobs on it; return the jobs as they were answered."""
    who = f"person-{number}"
    told = {"name": "tape.csv", "size": len(TAPE), "sha256": sha256(TAPE).hexdigest()}
    key = {"Idempotency-Key": "the-one-upload"}
    _, upload = served.ask(who, "POST", "/uploads", json.dumps(told).encode(), **key)
    while not upload["whole"]:
        here = upload["here"]
        served.ask(who, "PATCH", f"/uploads/{upload['id']}?at={here}", TAPE[here : here + PIECE])
        _, upload = served.ask(who, "GET", f"/uploads/{upload['id']}", b"")
    asked = json.dumps({"kind": "tape", "upload": upload["id"]}).encode()
    answered = []
    for each in range(ASKED):
        status, job = served.ask(who, "POST", "/jobs", asked, **{"Idempotency-Key": f"job-number-{each}"})
        assert status == 202
        answered.append(job["id"])
    return answered


def test_what_was_answered_is_there_and_nothing_is_there_twice(served, home):
    served.ask("anybody", "GET", "/log", b"")
    done = threading.Event()

    def kill() -> None:
        for _ in range(KILLS):
            if not done.wait(0.15):
                served.killed()
                served.ask("anybody", "GET", "/log", b"")

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(PEOPLE) as people:
        answered = list(people.map(lambda number: work(served, number), range(PEOPLE)))
    done.set()
    killer.join()
    there = operations().read_home(str(home), Side.ONSHORE)
    jobs = there.queue.jobs(most=10 * ASKED * PEOPLE)
    assert Counter(job.wanted.key for job in jobs) == {
        f"person-{number}/job-number-{each}": 1 for number in range(PEOPLE) for each in range(ASKED)
    }
    assert sorted(job.id for job in jobs) == sorted(each for mine in answered for each in mine)
    assert there.shelf.get(sha256(TAPE).hexdigest()) == TAPE
