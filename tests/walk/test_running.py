"""`run`: both portals over what a walk left; what is killed comes back, and nothing onshore is overseas."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.chain.anvil import LocalNode, found_node
from tallystick.shell.chain.connection import Connection
from tallystick.shell.operations.background.bench import task_name
from tallystick.shell.operations.background.tasks import KINDS
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.services.jobs import Wanted
from tallystick.shell.wiring import operations
from tests.walk.stage import EXAMPLE, FILING

pytestmark = pytest.mark.chain

WHO = "somebody-onshore-only"
WORD = re.compile(rb"[A-Za-z0-9]+")


def free() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def page(port: int, path: str) -> bytes:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as said:
        return bytes(said.read())
    return b""


def group(of: int) -> list[int]:
    """The children of a process, and theirs."""
    found = [each for task in Path(f"/proc/{of}/task").glob("*/children") for each in task.read_text().split()]
    return [int(each) for each in found] + [below for each in found for below in group(int(each))]


def lives(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


class Started:
    """`tallystick run` over a folder, and the ports of its pages."""

    def __init__(self, out: Path) -> None:
        self.onshore, self.overseas = free(), free()
        ports = ("--port-onshore", str(self.onshore), "--port-overseas", str(self.overseas))
        called = ("run", str(EXAMPLE), "--out", str(out), *ports, "--lang", "en")
        self.said = out.with_name(f"{out.name}-{self.onshore}.txt")
        with self.said.open("wb") as said:
            self.process = subprocess.Popen([sys.executable, "-m", "tallystick", *called], stdout=said, stderr=said)

    def ready(self) -> None:
        until(lambda: b"The pages answer" in self.said.read_bytes(), 90)

    def part(self, words: str) -> int:
        """The process of a part, by words of its command."""
        until(lambda: any(words in command(each) for each in group(self.process.pid)))
        return next(each for each in group(self.process.pid) if words in command(each))

    def stop(self) -> list[int]:
        """Stop it, and return what of it still lives."""
        were = group(self.process.pid)
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=60) == 0
        return [each for each in were if lives(each)]


@pytest.fixture
def start(copy: Path) -> Iterator[Callable[[], Started]]:
    begun: list[Started] = []

    def one() -> Started:
        begun.append(Started(copy))
        return begun[-1]

    yield one
    for each in begun:
        if each.process.poll() is None:
            each.process.terminate()
            each.process.wait(60)


def blocks(node: LocalNode) -> int:
    return int(Connection(node.url).ask("eth_blockNumber"), 16)


def answering(chain: Path) -> LocalNode | None:
    with suppress(ChainUnavailableError):
        return found_node(chain)
    return None


def overseas_pages(port: int) -> set[bytes]:
    """Every word of the pages of the overseas portal."""
    paths = ("/", f"/filings/{FILING}/", "/bulk/filings.jsonl", "/log/", "/api/v1/openapi.json")
    told = [page(port, path) for path in paths]
    assert all(told)
    return {word for each in told for word in WORD.findall(each)}


def test_both_portals_stay_up_with_nothing_onshore_overseas_and_all_ends_with_them(start, copy):
    running = start()
    running.ready()
    assert FILING.encode() in page(running.onshore, "/")
    assert all(map(running.part, ("anvil", " work ", " sign ")))
    logins = json.loads((copy / "onshore/logins/logins.json").read_bytes())
    assert {"shen-yilan", "he-zhixia"} <= {each["person"] for each in logins}
    assert all(f"{each['password']}  {each['totp']}".encode() in running.said.read_bytes() for each in logins)
    assert b"password" in page(running.onshore, "/account/login/")

    home = operations().read_home(str(copy / "onshore"), Side.ONSHORE)
    drafted = home.work.draft("auto-leases-2026-1")
    assert drafted is not None, "the deal lies in the workspace of whoever prepares it"
    assert (drafted.revision, drafted.by) == (1, "shen-yilan")
    wanted = Wanted(task=task_name(KINDS["tape"]), arguments={"files": {}}, by=WHO, key=f"{WHO}/1")
    home.queue.put(wanted)
    os.kill(running.part(f"--port {running.overseas}"), signal.SIGKILL)
    until(lambda: FILING.encode() in page(running.overseas, "/"))
    entering = json.loads((copy / "overseas/logins/logins.json").read_bytes())
    assert {"priya-raman", "edmund-kwok", "rosalind-chow", "ingrid-solberg", "marcus-adeyemi"} <= {
        each["person"] for each in entering
    }
    papers = operations().read_home(str(copy / "overseas"), Side.OVERSEAS).work.draft("auto-leases-2026-1")
    assert papers is not None, "the papers of the issue lie with its paying agent"
    assert {"placement/subscriptions.csv", "collections/2026-09.csv"} <= {*papers.files}
    assert "collections/2026-10.csv" not in papers.files, "a month that was not paid is brought by somebody"
    rows = [line.split(b",")[:2] for line in (EXAMPLE / "tape.csv").read_bytes().splitlines()[1:]]
    identities = {each for row in rows for each in row if each}
    assert len(identities) > 30_000
    assert overseas_pages(running.overseas) & identities == set()
    there = [path for path in (copy / "overseas").rglob("*") if path.is_file()]
    chain = copy / "overseas" / "chain"
    before, mined = found_node(chain), blocks(found_node(chain))
    os.kill(before.pid, signal.SIGKILL)
    until(lambda: answering(chain) not in {None, before}, 30)
    assert blocks(found_node(chain)) == mined > 0, "the chain that is started again has what was mined"
    assert [path for path in there if WHO.encode() in path.read_bytes()] == [], "who works onshore is unknown overseas"
    assert not (copy / "overseas" / "shelf").exists()

    assert running.stop() == []
    assert b"have stopped" in running.said.read_bytes()
    assert [each.wanted for each in home.queue.jobs(by=WHO)] == [wanted]


@pytest.mark.long
def test_it_goes_on_where_it_was_and_killed_itself_it_leaves_nobody_behind(start):
    first = start()
    first.ready()
    assert first.stop() == []
    again = start()
    again.ready()
    assert json.loads(page(again.overseas, "/api/v1/filings"))["count"] == 1
    parts = [each for each in group(again.process.pid) if "anvil" not in command(each)]
    os.kill(again.process.pid, signal.SIGKILL)
    until(lambda: not any(map(lives, parts)), 30)
