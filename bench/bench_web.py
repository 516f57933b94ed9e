"""The pages under load: register pages of many readers, and twenty editors who send pieces and ask for jobs at once.

A portal of two processes over a home with one filing; readers and editors are threads here, so that both cores are
shared with whoever asks. The twin is what is wanted: 50 register pages a second, and a fifth of a second
an editor's act; a request that is not answered well ends the bench.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path

from bench.timing import Result, timed
from tallystick.evidence.persons import Side
from tallystick.shell.wiring import operations
from tests.shell.web.conftest import submitted

__all__ = ["results"]

_PAGES, _READERS = 200, 8
_EDITORS, _ACTS = 20, 10
_WANTED_PAGE, _WANTED_ACT = 1 / 50, 1 / 5
_RUNS = 5
_PROJECT = Path(__file__).resolve().parent.parent


def results() -> Iterator[Result]:
    """Time a register page and an editor's act, each while others do the same."""
    with _served() as port:
        pages = [_together(_READERS, lambda _: _read(port, _PAGES // _READERS)) / _PAGES for _ in range(_RUNS)]
        yield timed("web.register", pages, against="50 pages a second, 8 readers", wanted=_WANTED_PAGE)
        acts = [_together(_EDITORS, partial(_edit, port, run)) / _ACTS for run in range(_RUNS)]
        yield timed("web.editors", acts, against="an act in 0.2 s, 20 editors at once", wanted=_WANTED_ACT)


def _together(people: int, act: Callable[[int], None]) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(people) as threads:
        list(threads.map(act, range(people)))
    return time.perf_counter() - begun


def _read(port: int, count: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for number in range(count):
        _asked(connection, "GET", f"/?q=leases&page={number}&lang={'zh' if number % 2 else 'en'}", b"", 200)
    connection.close()


def _edit(port: int, run: int, number: int) -> None:
    """Announce a file, send it in pieces, and ask for a job: ten acts."""
    name = f"{run}-{number}"
    connection, piece = http.client.HTTPConnection("127.0.0.1", port, timeout=30), os.urandom(20_000)
    whole = piece * (_ACTS - 2)
    told = {"name": "tape.csv", "size": len(whole), "sha256": sha256(whole).hexdigest()}
    key = {"X-Who": name, "Idempotency-Key": f"editor-{name}", "Content-Type": "application/json"}
    upload = _asked(connection, "POST", "/api/v1/uploads", json.dumps(told).encode(), 201, key)["id"]
    for place in range(0, len(whole), len(piece)):
        path = f"/api/v1/uploads/{upload}?at={place}"
        _asked(connection, "PATCH", path, piece, 200, {"X-Who": name, "Content-Type": "application/octet-stream"})
    _asked(connection, "POST", "/api/v1/jobs", json.dumps({"kind": "tape", "upload": upload}).encode(), 202, key)
    connection.close()


def _asked(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes,
    wanted: int,
    headers: dict[str, str] | None = None,
) -> dict[str, str]:
    connection.request(method, path, body or None, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != wanted:
        raise AssertionError(f"{method} {path}: {answer.status}, not {wanted}")
    told: dict[str, str] = json.loads(content) if path.startswith("/api/") else {}
    return told


@contextmanager
def _served() -> Iterator[int]:
    """Serve a home with the granian of `serve`, everybody being whom a header names."""
    with tempfile.TemporaryDirectory() as top:
        home = Path(top, "onshore")
        with operations().make_home(str(home), Side.ONSHORE) as opened:
            submitted(opened.evidence)
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            port = int(place.getsockname()[1])
        called = ("granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "4", "--no-log")
        server = subprocess.Popen(
            [sys.executable, "-m", *called, "--workers", "2", "--factory", "tests.shell.web.served:application"],
            cwd=_PROJECT,
            env={**os.environ, "SERVED_HOME": str(home)},
        )
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()
            server.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            _read(port, 1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the portal does not answer")
