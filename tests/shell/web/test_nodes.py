"""Two web nodes and two workers on one PostgreSQL database, behind one address; any one of them is killed with -9.

The nodes share the folder of the home, as on a network disk. Whoever asks goes on asking under the same key until there
is an answer; then every act is there, each once, with one line of the history, and every job came to one end.
"""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import prepare_portal
from tests.shell.operations import example
from tests.shell.web.test_killed import PIECE, Served

PEOPLE, DEALS = 3, 4
LEASE = 5
TAPE = b"a,b\n" + b"1,2\n" * 12_000
pytestmark = pytest.mark.long


@dataclass
class Nodes:
    """Nodes and workers, each started again when it was killed, and one address in front of the nodes."""

    home: Path
    project: Path
    web: list[Served] = field(default_factory=list)
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    turn: int = 0
    kills: int = 0

    def __post_init__(self) -> None:
        self.web = [Served(self.home, self.project) for _ in range(2)]
        self.workers = [self._worker() for _ in range(2)]
        self.front = socket.create_server(("127.0.0.1", 0))
        self.port = self.front.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _worker(self) -> "subprocess.Popen[bytes]":
        called = ["work", "--home", str(self.home), "--side", "onshore", "--lease", str(LEASE)]
        run = [sys.executable, "-m", "tallystick", *called]
        return subprocess.Popen(run, cwd=self.project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, which: int) -> None:
        """Kill the first or second node, or the first or second worker, and start it again a moment later."""
        self.kills += 1
        if which < 2:
            self.web[which].killed()
            return
        worker = self.workers[which - 2]
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.workers[which - 2] = self._worker()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                asked, _ = self.front.accept()
                threading.Thread(target=self._pass_on, args=(asked,), daemon=True).start()

    def _pass_on(self, asked: socket.socket) -> None:
        """Hand a connection to the nodes in turn, to the other one where one does not answer."""
        self.turn += 1
        for node in (self.web[self.turn % 2], self.web[(self.turn + 1) % 2]):
            with suppress(OSError):
                behind = socket.create_connection(("127.0.0.1", node.port), timeout=5)
                there = threading.Thread(target=_copied, args=(asked, behind), daemon=True)
                there.start()
                _copied(behind, asked)
                there.join()
                behind.close()
                break
        asked.close()

    def end(self) -> None:
        """End them all."""
        self.front.close()
        for each in (*self.workers, *(node.process for node in self.web)):
            each.kill()
            each.wait()


def _copied(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(1 << 16):
            to.sendall(part)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)


@pytest.fixture
def nodes(tmp_path: Path, project: Path, database: str) -> Iterator[Nodes]:
    home = tmp_path / "onshore"
    home.mkdir()
    (home / "side").write_text("onshore")
    (home / "database").write_text(f"{database}\n")
    with operations().open_home(str(home), Side.ONSHORE) as opened:
        prepare_portal(str(home))
        who = example.person(example.FILER)
        for number in range(PEOPLE):
            member = Member(
                id=f"person-{number}",
                name=who.name,
                organisation=replace(who.organisation, zh=f"甲{number}", en=f"House {number}"),
                roles=("filing-preparer",),
                side=Side.ONSHORE,
            )
            opened.accounts.enrol(member, password="twelve letters or more", at=example.CLOSING)
    made = Nodes(home=home, project=project)
    yield made
    made.end()


def work(nodes: Nodes, number: int) -> list[int]:
    """Begin deals, change a field of each, put it back, prepare a package, send a tape; return the jobs asked on it."""
    front = copy(nodes.web[0])
    front.port = nodes.port
    who = f"person-{number}"

    def ask(path: str, key: str, said: Mapping[str, object]) -> tuple[int, dict[str, object]]:
        return front.ask(who, "POST", path, json.dumps(said).encode(), **{"Idempotency-Key": key})

    for each in range(DEALS):
        deal = f"deal-{number}-{each}"
        begun = {"deal": deal, "name_zh": "甲", "name_en": "A", "as_of": "2026-08-01"}
        assert ask("/deals", f"begin-{deal}", begun)[0] == 201
        edit = {"way": ["name", "en"], "value": "B", "over": "A"}
        assert ask(f"/deals/{deal}/edits", f"edit-{deal}", edit)[0] == 201
        assert ask(f"/deals/{deal}/hand-in", f"hand-in-{deal}", {})[0] == 201
        assert ask(f"/deals/{deal}/revisions/1/restore", f"restore-{deal}", {})[0] == 201
        assert ask(f"/deals/{deal}/packages", f"package-{deal}", {})[0] in {200, 201}
    told = {"name": "tape.csv", "size": len(TAPE), "sha256": sha256(TAPE).hexdigest()}
    upload = ask("/uploads", "the-one-upload", told)[1]
    while not upload["whole"]:
        here = int(str(upload["here"]))
        front.ask(who, "PATCH", f"/uploads/{upload['id']}?at={here}", TAPE[here : here + PIECE])
        _, upload = front.ask(who, "GET", f"/uploads/{upload['id']}", b"")
    jobs = [
        ask("/jobs", f"job-number-{each}", {"kind": "tape", "upload": upload["id"]})[1]["id"] for each in range(DEALS)
    ]
    return [int(str(each)) for each in jobs]


@pytest.mark.parametrize("victim", range(4), ids=["one-node", "the-other-node", "one-worker", "the-other-worker"])
def test_any_one_is_killed_and_no_act_is_lost_or_doubled(nodes: Nodes, victim: int):
    nodes.web[0].ask("anybody", "GET", "/log", b"")
    done = threading.Event()

    def kill() -> None:
        while not done.wait(0.5):
            nodes.kill(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(PEOPLE) as people:
        answered = list(people.map(lambda number: work(nodes, number), range(PEOPLE)))
    done.set()
    killer.join()
    assert nodes.kills
    there = operations().read_home(str(nodes.home), Side.ONSHORE)
    drafts = {each.deal: each for each in there.work.drafts()}
    for number in range(PEOPLE):
        lines = Counter(
            (each.what.rpartition(".")[2], each.subject) for each in there.accounts.history(f"person-{number}", most=99)
        )
        for each in range(DEALS):
            deal = f"deal-{number}-{each}"
            assert [each.name.en for each in there.work.revisions(deal)] == ["A", "B", "A"], deal
            assert (drafts[deal].revision, len(there.work.plans(subject=deal))) == (3, 1), deal
            told = ("draft-begin", "draft-edit", "draft-restore", "prepared-package")
            assert [lines[each, deal] for each in told] == [1, 1, 1, 1], deal
            assert there.work.edits(deal).last == 1
    end = time.monotonic() + 60
    while any(each.ended is None for each in there.queue.jobs(most=99)):
        assert time.monotonic() < end, "every job comes to its end within a minute"
        time.sleep(0.2)
    jobs = there.queue.jobs(most=99)
    mine = [each for each in jobs if each.wanted.by.startswith("person-")]
    assert sorted(each.id for each in mine) == sorted(each for some in answered for each in some)
    assert len({json.dumps(dict(each.result), sort_keys=True) for each in mine}) == 1, "each came to the same"
