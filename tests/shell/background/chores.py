"""Chores that a worker's child does, told by files in a folder; and a worker as a process of its own.

python -m tests.shell.background.chores STORE URL FOLDER
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tallystick.evidence.findings import finding
from tallystick.shell.compute.working import Pace, Worker
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.store.jobs.queue import StoreQueue
from tallystick.shell.store.journal import StoreJournal

PACE = Pace(lease=1.0, poll=0.05, told=0.05, longest=20, again=0.05)

Tell = Callable[[str, int, int], None]


def do(task: str, arguments: Mapping[str, Any], tell: Tell) -> Mapping[str, Any]:
    """Do a chore of this module."""
    done: Mapping[str, Any] = globals()[task](tell, **arguments)
    return done


def count(tell: Tell, folder: str, name: str, seconds: float = 0.0) -> Mapping[str, Any]:
    """Note that it began, go on for a while, and note the end in a file that is written once."""
    with Path(folder, f"{name}.begun").open("a") as begun:
        begun.write(f"{os.getpid()}\n")
    tell("count", 1, 2)
    time.sleep(seconds)
    return {"name": name}


def refuse(tell: Tell) -> Mapping[str, Any]:
    """Be refused in words."""
    raise RefusedError(finding("cli.side-missing"))


def stumble(tell: Tell) -> Mapping[str, Any]:
    """Fail as a fault of ours would."""
    raise ZeroDivisionError


def vanish(tell: Tell) -> Mapping[str, Any]:
    """Die without a word, as when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


if __name__ == "__main__":
    store, url, _ = sys.argv[1:]
    worker = Worker(StoreQueue(StoreJournal(Path(store), url)), do, name=f"worker-{os.getpid()}", pace=PACE)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()
