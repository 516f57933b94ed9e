"""A worker killed with -9 while it foresees a month of an issue, on each database: another foresees it, once."""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from tallystick.evidence.persons import Side
from tallystick.shell.compute.working import Pace, Worker
from tallystick.shell.operations.background.tasks import TASKS
from tallystick.shell.operations.ports.services.jobs import LEASE_SECONDS, State
from tallystick.shell.operations.supervision.fsck import fsck
from tallystick.shell.wiring import operations
from tests.shell.background.chores import Tell
from tests.shell.background.test_working import gone, until
from tests.shell.operations.example import PAYING_AGENT
from tests.shell.web.issued import Overseas, stage
from tests.shell.web.test_issues import CLOSE, brought, collected

pytestmark = pytest.mark.long
PACE = Pace(lease=3.0, poll=0.05, told=0.05, longest=60, again=0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dying:
    """What a worker's child does: the task; the first to come to a moment of it kills its worker."""

    cast: Overseas
    moment: str

    def __call__(self, task: str, arguments: Mapping[str, Any], tell: Tell) -> Mapping[str, Any]:
        """Do it."""

        def begun(step: str, done: int, count: int) -> None:
            tell(step, done, count)
            self._killed("begun")

        made = TASKS[task](self.cast.bench(begun), **arguments)
        self._killed("kept")
        return made

    def _killed(self, moment: str) -> None:
        first = self.cast.home.with_name("first")
        if moment == self.moment and not first.exists():
            first.write_text(str(os.getpid()))
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)


def working(cast: Overseas, act: Dying) -> None:
    Worker(cast.portal.workplace.queue, act, name="first", pace=PACE).run()


@pytest.mark.parametrize("moment", ["begun", "kept"])
def test_a_month_is_foreseen_once_although_its_worker_dies(url: str, tmp_path: Path, moment: str):
    folder = tmp_path / "home"
    folder.mkdir()
    if url:
        named = folder / "database"
        named.touch(mode=0o600)
        named.write_text(f"{url}\n")
    cast = stage(folder).placed()
    agent, queue = cast.reader(PAYING_AGENT), cast.portal.workplace.queue
    assert brought(agent, collected("2026-09")).status_code == 302
    agent.post(CLOSE, {"act": "foresee"})
    (job,) = queue.jobs(under="issue/", most=9)
    act = Dying(cast=cast, moment=moment)
    worker = get_context("spawn").Process(target=working, args=(cast, act))
    worker.start()
    worker.join(60)
    killed = time.monotonic()
    assert worker.exitcode == -signal.SIGKILL
    until(lambda: gone(int((tmp_path / "first").read_text())), 5)
    another = Worker(queue, act, name="another", pace=PACE)
    until(lambda: another.run(until_empty=True), 40)
    took = time.monotonic() - killed
    assert took - PACE.lease + LEASE_SECONDS < 60, "within a minute of the kill, with the lease of every day"
    (done,) = queue.jobs(under="issue/", most=9)
    assert (done.id, done.state, done.attempt, done.failures) == (job.id, State.DONE, 2, 1)
    assert done.result == TASKS[job.wanted.task](cast.bench(), **job.wanted.arguments), "as where nobody was killed"
    assert agent.post(CLOSE, {"act": "prepare", "code": cast.code(PAYING_AGENT)}).status_code == 302
    with operations().open_home(str(folder), Side.OVERSEAS) as home:
        assert fsck(home, {}).exit_code(allow_open=True) == 0
