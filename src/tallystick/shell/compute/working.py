"""A worker: claims jobs, has each done by a process of its own, and keeps the lease alive from outside of it.

    parent   claim -> spawn a child -> beat, write progress -> finish          the only one that writes to the queue
    child    task(...) -> steps and the answer as JSON through a pipe          ends with its parent, and all it started

What a child says is read as JSON and as nothing else, since what it read may have been a stranger's.
The heart beats in the parent, because a kernel that computes holds its own process's threads up. Told to stop, the
worker ends the child and gives the job back; killed, its lease runs out and another does the job again.
"""

import json
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final, Protocol

from tallystick.shell.operations.ports.folders import HomeBusyError
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.services.jobs import LEASE_SECONDS, Job, LeaseLostError, State, Told
from tallystick.shell.operations.ports.services.queue import Queue

__all__ = ["Act", "Pace", "Worker"]

_NICE: Final = 5
_BEATS_A_LEASE: Final = 3
_MOST_SAID: Final = 64 << 20


class Act(Protocol):
    """What a child does: finds the task by its name and calls it. A value that another process can be handed."""

    def __call__(
        self, task: str, arguments: Mapping[str, Any], tell: Callable[[str, int, int], None]
    ) -> Mapping[str, Any]:
        """Return what the task came to, as JSON has it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How quick a worker is, in seconds.

    Attributes:
        lease: after which a silent worker's job is another's.
        poll: between two looks at an empty queue.
        told: between two writes of how far a job is.
        longest: that one job may take.
        again: before a job that failed, or whose home somebody else works in, is tried again.
    """

    lease: float = LEASE_SECONDS
    poll: float = 0.5
    told: float = 1.0
    longest: float = 3600.0
    again: float = 2.0


class Worker:
    """Does the jobs of a queue, one at a time."""

    def __init__(self, queue: Queue, act: Act, *, name: str, pace: Pace | None = None) -> None:
        """Name a worker; every worker of a home has another name."""
        self._queue, self._act, self._name, self._pace = queue, act, name, pace or Pace()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Have it give back what it does and end; safe to be called by a signal's handler."""
        self._stopping.set()

    def run(self, *, until_empty: bool = False) -> int:
        """Work until it is stopped; return how many jobs came to an end here.

        Args:
            until_empty: end as soon as nothing waits.
        """
        ended = 0
        while not self._stopping.is_set():
            self._queue.fire()
            job = self._queue.claim(self._name, lease=self._pace.lease)
            if job is not None:
                ended += self._done(job)
            elif until_empty:
                break
            else:
                self._stopping.wait(self._pace.poll)
        return ended

    def _done(self, job: Job) -> bool:
        """Have a job done; return whether it came to an end."""
        ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
        child = multiprocessing.get_context("spawn").Process(
            target=_child, args=(self._act, job.wanted.task, dict(job.wanted.arguments), theirs), name=f"job-{job.id}"
        )
        child.start()
        theirs.close()
        try:
            return self._watched(job, ours)
        except LeaseLostError:
            return False
        finally:
            ours.close()
            _end(child)

    def _watched(self, job: Job, pipe: Connection) -> bool:
        told, written, begun = Told(), 0.0, time.monotonic()
        fresh, every = False, min(self._pace.lease / _BEATS_A_LEASE, self._pace.told)
        while True:
            if self._stopping.is_set():
                self._queue.give_back(job)
                return False
            said = _heard(pipe, min(every, self._pace.poll))
            if isinstance(said, _Answer):
                return self._ended(job, told, said)
            if said is not None:
                told, fresh = said, True
            now = time.monotonic()
            if now - begun > self._pace.longest:
                self._queue.finish(job, {"failed": "too-long", "seconds": self._pace.longest}, state=State.FAILED)
                return True
            wait = self._pace.told if fresh else self._pace.lease / _BEATS_A_LEASE
            if now - written >= min(wait, self._pace.lease / _BEATS_A_LEASE):
                written, fresh = now, False
                if self._queue.beat(job, told, lease=self._pace.lease):
                    self._queue.finish(job, {}, state=State.CANCELLED)
                    return True

    def _ended(self, job: Job, told: Told, said: "_Answer") -> bool:
        if said.result is not None:
            self._queue.beat(job, told, lease=self._pace.lease)
            self._queue.finish(job, said.result, state=State.FAILED if said.failed else State.DONE)
            return True
        if said.busy:
            self._queue.give_back(job, seconds=self._pace.again)
            return False
        sys.stderr.write(said.trace)
        self._queue.give_back(job, seconds=self._pace.again, failed={"failed": said.trace.strip().rpartition("\n")[2]})
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a child ended with: a result, a refusal in words, a home that somebody works in, or a fault of ours."""

    result: Mapping[str, Any] | None = None
    failed: bool = False
    busy: bool = False
    trace: str = ""


def _heard(pipe: Connection, seconds: float) -> "Told | _Answer | None":
    """Return the last that a child said, waiting so long for it; its silence after its death is an answer too."""
    said: Told | _Answer | None = None
    try:
        while pipe.poll(0 if said is not None else seconds):
            heard = json.loads(pipe.recv_bytes(_MOST_SAID))
            said = _Answer(**heard["answer"]) if "answer" in heard else Told(**heard)
            if isinstance(said, _Answer):
                break
    except (EOFError, OSError, ValueError, TypeError):
        return _Answer(trace="the process of the job died\n")
    return said


def _end(child: Any) -> None:  # noqa: ANN401 - a process of a context
    """End a child and whatever it started; it leads a group of its own."""
    for each in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, each)
        except (ProcessLookupError, PermissionError):
            child.kill()
        child.join(1)
        if child.exitcode is not None:
            break
    child.close()


def _child(act: Act, task: str, arguments: Mapping[str, Any], pipe: Connection) -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(_NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def say(**told: object) -> None:
        pipe.send_bytes(json.dumps(told).encode())

    def tell(step: str, done: int, count: int) -> None:
        say(step=step, done=done, count=count)

    try:
        say(answer={"result": act(task, arguments, tell)})
    except HomeBusyError:
        say(answer={"busy": True})
    except RefusedError as error:
        told = {"failed": error.finding.code, "findings": [error.finding.as_canonical()]}
        say(answer={"result": told, "failed": True})
    except BaseException:  # noqa: BLE001 - whatever it was, the parent is told
        say(answer={"trace": traceback.format_exc()})


def _end_with_parent() -> None:
    """End this process and all it started when its parent is gone, however that went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.killpg(os.getpgrp(), signal.SIGKILL)
