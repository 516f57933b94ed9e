"""A worker of one home, and what its children do: a task is found by its name, and given a bench of its own.

A child has so much memory and so much time, and a task that needs no ledger has no network: what it reads may be a
stranger's.
"""

import os
import secrets
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallystick.evidence.persons import Side
from tallystick.shell.compute.confined import bound, without_network
from tallystick.shell.compute.working import Pace, Worker
from tallystick.shell.files.archives import read_zip
from tallystick.shell.files.homes import Home
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.background.bench import Bench, task_name
from tallystick.shell.operations.background.issues import foresee_month
from tallystick.shell.operations.background.market import market_daily
from tallystick.shell.operations.background.tasks import TASKS
from tallystick.shell.operations.background.telling import every_minute, tell_hooks
from tallystick.shell.operations.background.watched import daily, often, watch_changed, watch_filings
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.ports.services.serving import Working
from tallystick.shell.signing.remote.public import post_public
from tallystick.shell.wiring.homes import read_home
from tallystick.shell.wiring.running import AHEAD

__all__ = ["MEGABYTES", "work"]

MEGABYTES = 8192
"""Of memory for each process of a job; the unit that the operations guide has for workers allows more than that."""
_OUTWARD = (watch_filings, watch_changed, tell_hooks, foresee_month)
"""What needs the network: a ledger, listeners."""
_OUTSIDE = ("TALLYSTICK_CLUSTER", "TALLYSTICK_CLAMD")
"""What the environment names and a task may have to reach over the network."""


def work(operations: Callable[[], Operations], working: Working) -> int:
    """Do the jobs of a home until somebody stops it (SIGTERM, Ctrl-C); return how many came to an end."""
    home = read_home(working.home, working.side)
    ahead = int(os.environ.get(AHEAD, "0"))
    for duty in (daily, often, *((market_daily,) if working.side is Side.ONSHORE else ())):
        home.queue.plan(duty(operations().now(), ahead=ahead))
    if home.hooks.hooks():
        home.queue.plan(every_minute(operations().now(), task_name(tell_hooks)))
    act = _Child(operations=operations, home=working.home, side=working.side)
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    worker = Worker(home.queue, act, name=name, pace=Pace(lease=working.lease))
    before = {each: signal.signal(each, lambda *_: worker.stop()) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        return worker.run(until_empty=working.until_empty)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Child:
    """What a child does with a job; it implements `Act`."""

    operations: Callable[[], Operations]
    home: str
    side: Side

    def __call__(
        self, task: str, arguments: Mapping[str, Any], tell: Callable[[str, int, int], None]
    ) -> Mapping[str, Any]:
        function = TASKS[task]
        bound(megabytes=MEGABYTES)
        if function not in _OUTWARD and not any(os.environ.get(each) for each in _OUTSIDE):
            without_network()
        shelf = FolderObjects(Home(Path(self.home)).shelf)
        bench = Bench(
            operations=self.operations(),
            home=self.home,
            side=self.side,
            shelf=shelf,
            tell=tell,
            unzip=read_zip,
            send=post_public,
        )
        return function(bench, **arguments)
