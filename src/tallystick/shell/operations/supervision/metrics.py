"""What a home counts, for a monitor: how much there is, what waits, what failed, and how far the log is behind.

Every figure is a whole number read beside whoever works in the home; nothing is written and no key is asked for.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tallystick.shell.operations.operations import Reading
from tallystick.shell.operations.ports.services.jobs import State
from tallystick.supervision.watching.orders import Measure as Measured

__all__ = ["Measure", "metrics", "watched_measures"]

_ALL = 1_000_000
_WATCHES = ("watched.watch_filings", "watched.watch_changed")
_NOTE_LINE = "— "
"""Begins every signature line under a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure at one moment.

    Attributes:
        name: what it measures, with its unit where it has one.
        help: the same in words.
        value: the figure.
        labels: which one it is, where there are several.
    """

    name: str
    help: str
    value: int
    labels: tuple[tuple[str, str], ...] = ()


def metrics(home: Reading, *, now: datetime) -> tuple[Measure, ...]:
    """Return every figure of a home, those of one name together.

    Args:
        home: opened for reading.
        now: from which ages are counted.

    Raises:
        StoreRefusedError: the store cannot be read.
    """
    return (*_filings(home), *_log(home), *_jobs(home, now), *watched_measures(home, now), *_hooks(home))


def _filings(home: Reading) -> Iterator[Measure]:
    states = Counter(each.state for each in home.evidence.journal.filings())
    for state in sorted(states):
        yield Measure(
            name="tallystick_filings", help="Filings by state.", value=states[state], labels=(("state", state),)
        )


def _log(home: Reading) -> Iterator[Measure]:
    log, acts = home.evidence.log, home.evidence.journal.last()
    size, note = log.size(), log.checkpoint().decode("utf-8")
    stamped = max((each.size for each in log.stamps()), default=0)
    signatures = sum(line.startswith(_NOTE_LINE) for line in note.splitlines())
    yield Measure(name="tallystick_acts", help="Acts on record.", value=acts)
    yield Measure(name="tallystick_log_entries", help="Entries under the last checkpoint.", value=size)
    yield Measure(
        name="tallystick_log_cosignatures", help="Witnesses under the last checkpoint.", value=max(0, signatures - 1)
    )
    yield Measure(
        name="tallystick_log_unstamped_entries",
        help="Entries after the last head that a timestamping authority stamped.",
        value=size - stamped,
    )


def _jobs(home: Reading, now: datetime) -> Iterator[Measure]:
    jobs = home.queue.jobs(most=_ALL)
    states = Counter(each.state for each in jobs)
    for state in State:
        yield Measure(
            name="tallystick_jobs", help="Jobs by state.", value=states[state], labels=(("state", state.value),)
        )
    waiting = [each.asked for each in jobs if each.state is State.WAITING]
    yield Measure(
        name="tallystick_job_oldest_waiting_seconds",
        help="Age of the job that has waited longest; 0 where none waits.",
        value=int((now - min(waiting)).total_seconds()) if waiting else 0,
    )


def watched_measures(home: Reading, now: datetime) -> Iterator[Measure]:
    """Yield what the workers' watch found last of each filing, and how long ago it was; nothing before the first."""
    own = [each for each in home.queue.jobs(most=_ALL) if each.wanted.task.endswith(_WATCHES)]
    done = [each for each in reversed(own) if each.state is State.DONE]
    found: dict[str, Any] = {}
    for job in done:
        found |= job.result["value"]
    duties, orders = Counter[str](), Counter[str]()
    for each in found.values():
        duties.update(each.get("duties", {}))
        orders.update(each.get("orders", ()))
    for state in ("overdue", "missing", "due") if done else ():
        text = "Duties by how they stand."
        yield Measure(name="tallystick_duties", help=text, value=duties[state], labels=(("state", state),))
    for measure in Measured if done else ():
        text = "Filings with an order by what must stop."
        yield Measure(name="tallystick_orders", help=text, value=orders[measure], labels=(("measure", measure),))
    if done:
        undecided = sum(each.get("undecided", 0) for each in found.values())
        yield Measure(name="tallystick_events_undecided", help="Events that nobody has decided on.", value=undecided)
        yield Measure(
            name="tallystick_watch_age_seconds",
            help="Age of the last watch that was done.",
            value=int((now - max(each.asked for each in done)).total_seconds()),
        )


def _hooks(home: Reading) -> Iterator[Measure]:
    hooks, acts = home.hooks.hooks(), home.evidence.journal.last()
    behind = max((acts - each.cursor for each in hooks), default=0)
    yield Measure(name="tallystick_hooks", help="Listeners that are told of acts.", value=len(hooks))
    yield Measure(
        name="tallystick_hooks_failing",
        help="Listeners that did not answer well the last time.",
        value=sum(bool(each.failures) for each in hooks),
    )
    yield Measure(
        name="tallystick_hooks_behind_acts", help="Acts that the slowest listener was not told of.", value=behind
    )
