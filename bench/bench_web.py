"""The pages under load: register pages of many readers, and twenty editors of one deal whose fields are kept as left.

A portal of two processes over a home with one filing and one deal; readers and editors are threads here, so that both
cores are shared with whoever asks. Every editor entered with password and second factor, and saves a field of their own
again and again, as the script of the page does. The twin is what is wanted: 50 register pages a second, and a
second until a field is kept; a request that is not answered well, or a field that another overwrote, ends the bench.
"""

import base64
import hmac
import html
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from django.test import override_settings

from bench.timing import Result, timed
from tallystick.evidence.persons import Side
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.people.accounts import Credentials, enrol
from tallystick.shell.operations.people.uploads import read_folder, take_in
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.web.conftest import submitted

__all__ = ["results"]

_PAGES, _READERS = 200, 8
_EDITORS, _SAVES = 20, 4
_WANTED_PAGE, _WANTED_SAVE = 1 / 50, 1.0
_RUNS = 4
_STEP = "/deals/auto-leases-2026-1/edit/parties/"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FIELD = re.compile(r'name="o:([^"]+)" value="([^"]*)"')
_PROJECT = Path(__file__).resolve().parent.parent


def results() -> Iterator[Result]:
    """Time a register page and a field that is kept, each while others do the same, and both together."""
    with _served() as (port, people):
        editors = [_Editor(port=port) for _ in people]
        for editor, given in zip(editors, people, strict=True):
            editor.enter(given)
        for number, editor in enumerate(editors):
            editor.take(number)
        pages = [_together(_READERS, lambda _: _read(port, _PAGES // _READERS)) / _PAGES for _ in range(_RUNS)]
        yield timed("web.register", pages, against="50 pages a second, 8 readers", wanted=_WANTED_PAGE)
        saves = [_together(_EDITORS, lambda number: editors[number].save()) / _SAVES for _ in range(_RUNS)]
        yield timed("web.editors", saves, against="a field kept in a second, 20 editors at once", wanted=_WANTED_SAVE)
        both = [_together(_EDITORS + _READERS, partial(_either, port, editors)) / _PAGES for _ in range(_RUNS)]
        against = "50 pages a second beside 20 editors who save"
        yield timed("web.together", both, against=against, wanted=_WANTED_PAGE)


def _either(port: int, editors: "list[_Editor]", number: int) -> None:
    if number < _EDITORS:
        editors[number].save()
    else:
        _read(port, _PAGES // _READERS)


def _together(people: int, act: Callable[[int], None]) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(people) as threads:
        list(threads.map(act, range(people)))
    return time.perf_counter() - begun


def _read(port: int, count: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in range(count):
        connection.request("GET", f"/?q=leases&page={number}&lang={'zh' if number % 2 else 'en'}")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"a page of the register: {answer.status}")
    connection.close()


@dataclass
class _Editor:
    """A browser of somebody who edits, with its cookies, and the field it keeps."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    pointer: str = ""
    value: str = ""

    def enter(self, given: Credentials) -> None:
        """Enter with password and second factor."""
        self.token = _found(_TOKEN, self.ask("GET", "/account/login/"))
        self.ask("POST", "/account/login/", {"login": given.person, "password": given.password}, wanted=302)
        self.token = _found(_TOKEN, self.ask("GET", "/account/factors/authenticate/"))
        self.ask("POST", "/account/factors/authenticate/", {"code": _code(given.totp)}, wanted=302)

    def take(self, number: int) -> None:
        """Take one field of the step, nobody else's."""
        page = self.ask("GET", _STEP)
        self.token = _found(_TOKEN, page)
        self.pointer, value = _FIELD.findall(page)[number]
        self.value = html.unescape(value)

    def save(self) -> None:
        """Change the field, over what stands there, as often as a person would in a while."""
        for number in range(_SAVES):
            new = f"{number} {time.perf_counter_ns()}"
            said = {f"v:{self.pointer}": new, f"o:{self.pointer}": self.value}
            self.ask("POST", _STEP, said, {"X-Part": "fields"})
            self.value = new

    def ask(
        self,
        method: str,
        path: str,
        said: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        wanted: int = 200,
    ) -> str:
        """Ask, keep the cookies, and return the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        body = None
        if said is not None:
            body = urlencode({**said, "csrfmiddlewaretoken": self.token})
            told["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, told)
        answer = connection.getresponse()
        content = answer.read().decode()
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        if answer.status != wanted:
            raise AssertionError(f"{method} {path}: {answer.status}, not {wanted}: {content[:2000]}")
        return content


def _found(wanted: "re.Pattern[str]", page: str) -> str:
    found = wanted.search(page)
    if found is None:
        raise AssertionError(f"no {wanted.pattern} in the page")
    return found[1]


def _code(secret: str) -> str:
    """Return the six digits of an authenticator. Source: RFC 6238."""
    digest = hmac.digest(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0xF
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def _peopled(home: Installation) -> list[Credentials]:
    """Let twenty of the filer's house enter, and keep the example's folder as a deal of theirs."""
    filer = example.person(example.FILER)
    roll = [replace(filer, id=f"editor-{number}") for number in range(_EDITORS)]
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        people = [*enrol(home.accounts, roll, Side.ONSHORE, at=example.CLOSING, totp=True)]
    folder, by = read_folder(example.soon_repaid(), lambda _: ({}, ())).value, home.accounts.member("editor-0")
    if folder is None or by is None:
        raise AssertionError("the example cannot be read")
    take_in(home.work, home.evidence.objects, folder, by=by, seen=0, at=example.CLOSING)
    return people


@contextmanager
def _served() -> Iterator[tuple[int, list[Credentials]]]:
    """Serve a home with the granian of `serve`; twenty of the filer's house may enter."""
    with tempfile.TemporaryDirectory() as top:
        home = Path(top, "onshore")
        with operations().make_home(str(home), Side.ONSHORE) as opened:
            submitted(opened.evidence)
            people = _peopled(opened)
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
            yield port, people
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
