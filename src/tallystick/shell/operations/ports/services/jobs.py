"""Jobs: what takes longer than a reader waits, as values.

A job is named by its task, a function of a module that takes what the worker gives it; it may run more than once, so a
task does what it does by acts that are known by their content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

__all__ = [
    "LEASE_SECONDS",
    "MOST_TRIES",
    "CatchUp",
    "Job",
    "LeaseLostError",
    "Plan",
    "State",
    "Told",
    "Wanted",
]

LEASE_SECONDS: Final = 30.0
"""How long a worker may be silent before its job is another's; a dead one is noticed within this and one poll."""
MOST_TRIES: Final = 3


class LeaseLostError(Exception):
    """The job was claimed by another worker since, or is over; what was to be written is not."""


class State(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CatchUp(StrEnum):
    """What becomes of the times that nobody was there for: each is made up for, or only the last."""

    EACH = "each"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far a job is: its step, how many are done and of how many."""

    step: str = ""
    done: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A job that somebody wants done.

    Attributes:
        task: dotted name of a function of a module.
        arguments: what it is called with, as JSON.
        by: who asked, by account or person; empty where the clock did.
        key: where a job with this key is there already, it is that job, whatever its arguments.
        priority: the higher, the sooner.
        after: not before this moment; None at once.
        tries: how often it may fail before it is left.
    """

    task: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    key: str = ""
    priority: int = 0
    after: datetime | None = None
    tries: int = MOST_TRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands.

    Attributes:
        attempt: how often it was claimed; with `owner` the fencing token of whoever holds it.
        failures: how often it failed, the deaths of its workers included.
        cancelling: somebody asked for its end, and its worker has not ended it yet.
        result: what it came to, or what it failed of; empty before.
    """

    id: int
    wanted: Wanted
    state: State
    attempt: int = 0
    failures: int = 0
    owner: str = ""
    told: Told = Told()
    cancelling: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)
    asked: datetime
    begun: datetime | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A duty that comes back.

    Attributes:
        name: of the duty; planned again under it, it is changed.
        minutes: from one time to the next; a day's 1,440 keep to the hour of `first`.
        first: the first time.
    """

    name: str
    wanted: Wanted
    minutes: int
    first: datetime
    catch_up: CatchUp = CatchUp.LAST
