"""Kill a process with -9 at its first write, at its second, and so on; ask again each time, and compare what is there.

    a copy of a home -> a child process does a step and dies before a write -> the pages stand -> the step, asked again
    -> the same acts, plans, approvals, lines of the history as after a step that nobody killed, and a sound home

A write is a row that changes, the end of a transaction, an object kept, or leaves put into the log.
"""

import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol, Self

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from tallystick.shell.files.beside.growing import WritableFolderLog
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.wiring import operations
from tests.shell.web.conftest import Reader
from tests.shell.web.people import entered

__all__ = [
    "End",
    "People",
    "Recorded",
    "Step",
    "entering",
    "in_a_new_process_that_dies",
    "in_a_process_that_dies",
    "survived",
    "tally",
]

_WRITES = ("INSERT", "UPDATE", "DELETE")
_PASSING = ("portal_cache", "django_session")
"""Tables of what a portal may forget."""
_LONGEST = 20
"""Seconds; a child that hangs is a fault."""
_PLACES: tuple[tuple[Any, str], ...] = (
    (BaseDatabaseWrapper, "_commit"),
    (FolderObjects, "put"),
    (WritableFolderLog, "sequence"),
)


class Staged(Protocol):
    """A home with accounts and its portal, which can be copied."""

    home: Path
    portal: Any
    credentials: Any

    def copy(self, folder: Path) -> Self:
        """Return the same people in a copy of their home."""
        ...

    def code(self, person: str) -> str:
        """Return a code of somebody's authenticator that was not used yet."""
        ...

    def sign(self) -> Any:
        """Let the signing process carry out what was approved."""
        ...


class People:
    """People who have entered at a portal, and go on after it was killed; how often it was, on their way."""

    def __init__(self, cast: Staged, cookies: Mapping[str, Any], deaths: int = 0) -> None:
        self.cast, self._cookies, self.deaths = cast, cookies, deaths

    def copy(self, folder: Path) -> "People":
        """The same people in a copy of their home."""
        return People(self.cast.copy(folder), self._cookies, self.deaths)

    def later(self) -> None:
        """Let a minute pass."""
        was = self.cast.portal.now()
        self.cast.portal = replace(self.cast.portal, now=lambda: was + timedelta(minutes=1))

    def reader(self, person: str) -> Reader:
        """The browser in which somebody entered."""
        browser = Reader(self.cast.portal)
        browser.cookies = copy(self._cookies[person])
        return browser

    def post(self, person: str, path: str, /, **form: Any) -> Any:
        """Send a form with a second factor, whatever comes of it."""
        return self.reader(person).post(path, {**form, "code": self.cast.code(person)})

    def read(self, person: str, *paths: str) -> None:
        """Read pages, which stand."""
        browser = self.reader(person)
        assert {path: browser.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)

    def plan(self, kind: PlanKind) -> Plan:
        """The last act of a kind."""
        plans: tuple[Plan, ...] = self.cast.portal.work.plans()
        return [each for each in plans if each.kind is kind][-1]

    def approve(self, person: str, kind: PlanKind) -> None:
        """Approve the last act of a kind, whatever comes of it."""
        self.post(person, f"/acts/{self.plan(kind).id}/approve/")


def entering(cast: Staged, *people: str) -> People:
    """Have people enter."""
    return People(cast, {each: entered(cast, each).cookies for each in people})


Step = Callable[[People], object]
Recorded = Callable[[str, object], None]
"""Pytest's `record_property`: how often a test did its fault."""
End = Callable[[Step, People, int], bool]


@contextmanager
def _dying(write: int) -> Iterator[None]:
    """Kill this process before its write of this number."""
    left = write

    def reached() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(method: Any) -> Any:
        def called(*arguments: Any, **named: Any) -> Any:
            reached()
            return method(*arguments, **named)

        return called

    execute = SQLiteCursorWrapper.execute

    def executed(self: Any, query: str, params: Any = None) -> Any:
        if query.startswith(_WRITES) and not any(each in query for each in _PASSING):
            reached()
        return execute(self, query, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLiteCursorWrapper, "execute", executed)
        for owner, name in _PLACES:
            patch.setattr(owner, name, before(getattr(owner, name)))
        yield


def in_a_process_that_dies(step: Step, at: People, write: int) -> bool:
    """Do a step in a child that dies before its write of this number; tell whether it came so far."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        signal.alarm(_LONGEST)
        try:
            with _dying(write):
                step(at)
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it was, a child never goes on as its parent
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def in_a_new_process_that_dies(step: Step, at: People, write: int) -> bool:
    """Do a step in a process that shares nothing with this one; for what reads tapes, which a child cannot.

    The step is a function of a module, or a partial of one.
    """
    connections.close_all()
    process = get_context("spawn").Process(target=_dying_step, args=(step, at, write))
    process.start()
    process.join(3 * _LONGEST)
    if process.exitcode is None:
        process.kill()
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode != 0


def _dying_step(step: Step, at: People, write: int) -> None:
    with _dying(write):
        step(at)


def tally(at: People) -> Counter[Hashable]:
    """Count what a home keeps: without times, and without ids made of them."""
    from tallystick.shell.store.cases import Case, EditRow, PlanApproval, Planned
    from tallystick.shell.store.jobs.models import JobRow
    from tallystick.shell.store.models import Act, Filing
    from tallystick.shell.store.people import Happened

    alias = f"home:{(at.cast.home / 'store.sqlite3').resolve()}"
    kinds = dict(Planned.objects.using(alias).values_list("plan", "kind"))
    found: list[tuple[Any, ...]] = [
        ("act", *each) for each in Act.objects.using(alias).values_list("kind", "subject", "actor", "position")
    ]
    found += [("filing", *each) for each in Filing.objects.using(alias).values_list("id", "state", "package_sha256")]
    rows: Any = Planned.objects.using(alias).values_list("kind", "subject", "prepared_by", "state", "persons")
    found += [("plan", *each) for each in rows]
    given = PlanApproval.objects.using(alias).values_list("plan", "place", "person")
    found += [("approval", kinds[plan], *each) for plan, *each in given]
    lines = Happened.objects.using(alias).values_list("person", "what", "subject")
    found += [("line", *each) for each in lines]
    found += [("revision", *each) for each in Case.objects.using(alias).values_list("deal", "revision", "by", "why")]
    edits = EditRow.objects.using(alias).values_list("deal", "number", "by", "value", "revision")
    found += [("edit", deal, number, by, str(value), revision) for deal, number, by, value, revision in edits]
    found += [("job", *each) for each in JobRow.objects.using(alias).values_list("key", "state")]
    return Counter(found)


def survived(
    start: People,
    step: Step,
    look: Step,
    folder: Path,
    end: End = in_a_process_that_dies,
    writes: Iterable[int] | None = None,
) -> People:
    """Kill a step at every write; return who went through it without being killed.

    Args:
        start: where it begins; left as it is.
        step: posts what is asked for, whatever the answer; asked again a minute later.
        look: reads pages, which stand at any moment.
        folder: for copies of the home.
        end: how it ends before a write.
        writes: the numbers of those it dies before; every one where none are named.
    """
    whole = start.copy(folder / "whole")
    step(whole)
    wanted = tally(whole)
    assert wanted != tally(start), "the step does something"
    deaths = 0
    for write in count(1) if writes is None else writes:
        fallen = start.copy(folder / f"{write}")
        came = end(step, fallen, write)
        look(fallen)
        fallen.later()
        step(fallen)
        now = tally(fallen)
        assert now == wanted, (write, "lost", wanted - now, "doubled", now - wanted)
        look(fallen)
        with operations().open_home(str(fallen.cast.home), fallen.cast.portal.side) as home:
            assert fsck(home, {}).exit_code(allow_open=True) == 0, write
        connections.close_all()
        shutil.rmtree(fallen.cast.home)
        if not came:
            break
        deaths += 1
    assert deaths, "there was a write to die before"
    whole.deaths += deaths
    return whole
