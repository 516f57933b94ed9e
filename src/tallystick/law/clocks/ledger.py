"""The interval ledger: from dated events to spans in which a clock ran or stood still.

    receipt   deficiency notice      reply            consultation begun   ended
       |  running  |     stopped       |    running         |    stopped     |  running ...

An event's own day is not counted: what it begins, running or standing still, begins on the next day. So the spans join
without gap or overlap, and a day lies in exactly one. Stops that overlap make one span, with the clauses of both.
Source: 民法典 art. 201 for the day after receipt (recalled, mark R); TM-19 for what stops the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tallystick.law.instruments import Deadline, Stop
from tallystick.law.values import Mark

__all__ = ["ClockEvent", "Counting", "Halt", "Running", "Span", "Unbegun", "halts", "latest_clock", "spans", "unbegun"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """Something that happened, which may start, stop, resume or end a clock.

    Attributes:
        kind: a kind of occurrence the shelf declares.
        day: when, in Beijing; when it became known, for what is counted back.
        about: the later day it speaks of, such as the payment date a notice announces; None for most.
        reference: the number or digest of the paper behind it; empty where there is none.
    """

    kind: str
    day: date
    about: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How days are counted where the deadline's own text does not say.

    Attributes:
        counts_own_day: whether the day of an event is itself the first day of what it begins.
        rolls: whether a last day in calendar days, months or years moves to the next working day.
        mark: recalled: 民法典 arts 201 and 203 were not read for this.
    """

    counts_own_day: bool = False
    rolls: bool = True
    mark: Mark = Mark.RECALLED

    def first_day(self, event: ClockEvent) -> date:
        """Return the first day of what an event begins."""
        return event.day if self.counts_own_day else event.day + _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The latest clock of a deadline: what started it, what met it or made it moot, and the events up to then."""

    started: ClockEvent
    ended: ClockEvent | None
    events: tuple[ClockEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """One stop as it happened: from `first` to `last`, which is None while it lasts."""

    stop: Stop
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether the clock stands still for this on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbegun:
    """An event that is to end a stop which had not begun.

    Attributes:
        begins: the kinds of occurrence that would have begun it.
        begun: when one of them happened afterwards; None where none did.
    """

    event: ClockEvent
    begins: tuple[str, ...]
    begun: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days on end, both included, that a clock ran, or stood still for the reasons in `stops`.

    Law: the spans of a reading join, and none is empty.
    """

    first: date
    last: date
    stops: tuple[Stop, ...]

    @property
    def running(self) -> bool:
        """Whether the clock ran."""
        return not self.stops


def latest_clock(deadline: Deadline, events: Sequence[ClockEvent]) -> Running | None:
    """Return the last clock that events started; one that is running is not started again.

    Args:
        deadline: says what starts and what ends it.
        events: in the order in which they happened.
    """
    latest: Running | None = None
    for position, event in enumerate(events, start=1):
        if event.kind == deadline.begins and (latest is None or latest.ended is not None):
            latest = Running(started=event, ended=None, events=tuple(events))
        elif event.kind in deadline.ends and latest is not None and latest.ended is None:
            latest = Running(started=latest.started, ended=event, events=tuple(events[:position]))
    return latest


def unbegun(deadline: Deadline, events: Sequence[ClockEvent]) -> tuple[Unbegun, ...]:
    """Return each event that ends no stop, though that is all it could do; in the order in which they happened."""
    found: list[Unbegun] = []
    standing: set[str] = set()
    for place, event in enumerate(events, start=1):
        begins = tuple(dict.fromkeys(stop.begins for stop in deadline.stops if stop.ends == event.kind))
        if begins and standing.isdisjoint(begins) and event.kind not in {deadline.begins, *deadline.ends}:
            later = next((each.day for each in events[place:] if each.kind in begins), None)
            found.append(Unbegun(event=event, begins=begins, begun=later))
        standing.difference_update(begins)
        standing.update(stop.begins for stop in deadline.stops if stop.begins == event.kind)
    return tuple(found)


def halts(deadline: Deadline, events: Sequence[ClockEvent], counting: Counting) -> tuple[Halt, ...]:
    """Return every stop that came about, in the order in which the deadline names its stops.

    A second beginning while a stop lasts changes nothing; an end without a beginning is nothing.
    """
    found: list[Halt] = []
    for stop in deadline.stops:
        begun: ClockEvent | None = None
        for event in events:
            if event.kind == stop.begins and begun is None:
                begun = event
            elif event.kind == stop.ends and begun is not None:
                found.append(Halt(stop=stop, first=counting.first_day(begun), last=counting.first_day(event) - _DAY))
                begun = None
        if begun is not None:
            found.append(Halt(stop=stop, first=counting.first_day(begun), last=None))
    return tuple(each for each in found if each.last is None or each.first <= each.last)


def spans(stopped: Sequence[Halt], *, first: date, last: date) -> tuple[Span, ...]:
    """Cut the days from `first` to `last` where the reasons to stand still change; empty when there are none."""
    if last < first:
        return ()
    changes = {first, *(each.first for each in stopped)}
    changes |= {each.last + _DAY for each in stopped if each.last is not None}
    starts = sorted(day for day in changes if first <= day <= last)
    found: list[Span] = []
    for begins, following in zip(starts, [*starts[1:], last + _DAY], strict=True):
        reasons = tuple(dict.fromkeys(each.stop for each in stopped if each.covers(begins)))
        joined = found.pop().first if found and found[-1].stops == reasons else begins
        found.append(Span(first=joined, last=following - _DAY, stops=reasons))
    return tuple(found)
