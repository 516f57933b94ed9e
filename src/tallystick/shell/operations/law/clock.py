"""`law clock`: a deadline of the books read from dated events, and as it would stand after others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from tallystick.evidence.findings import Finding, finding
from tallystick.law.clocks import (
    ClockEvent,
    ClockReading,
    DayLine,
    calendars_known,
    day_by_day,
    read_clock,
    standing_deadline,
    unbegun,
    what_if,
)
from tallystick.law.instruments import Deadline
from tallystick.law.reading import standing_books

__all__ = ["YEARS", "ClockAsked", "ClockCallError", "ClockShown", "clock_shown", "clocks_listed", "heard"]

YEARS = range(2000, 2101)  # a day outside is most likely a slip, and no calendar reaches it
_ALIKE = 0.4


class ClockCallError(ValueError):
    """The clock cannot be read from what was said; `finding` says why."""

    def __init__(self, told: Finding) -> None:
        super().__init__(told.code)
        self.finding = told


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAsked:
    """A clock by its id or parameter, what has happened, what might, and the installation's own numbers.

    Attributes:
        known_on: the day whose knowledge of the calendars is used; None for all that is on record.
    """

    name: str
    happened: tuple[ClockEvent, ...]
    supposed: tuple[ClockEvent, ...]
    parameters: Mapping[str, int]
    as_of: date
    known_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """A clock as it stands, as it would stand where something was supposed, and each of them day by day."""

    now: ClockReading
    then: ClockReading | None
    days: tuple[DayLine, ...]
    later: tuple[DayLine, ...]


def clocks_listed() -> tuple[Deadline, ...]:
    """Return every deadline of the released books, in their order."""
    return tuple(each for book in standing_books() for each in book.deadlines)


def heard(deadline: Deadline) -> tuple[str, ...]:
    """Return the kinds of occurrence a clock hears: what starts it, what stops and resumes it, what ends it."""
    stops = (kind for stop in deadline.stops for kind in (stop.begins, stop.ends))
    return tuple(dict.fromkeys((deadline.begins, *stops, *deadline.ends)))


def clock_shown(asked: ClockAsked) -> ClockShown:
    """Read a clock.

    Raises:
        ClockCallError: there is no such clock, or an event, day or number does not go with it.
    """
    deadline = _deadline(asked)
    problem = next(_problems(asked, deadline), None)
    if problem is not None:
        raise ClockCallError(problem)
    calendars = calendars_known(asked.known_on)
    if not asked.supposed:
        now = read_clock(deadline, asked.happened, as_of=asked.as_of, calendars=calendars)
        return ClockShown(now=now, then=None, days=day_by_day(now, calendars), later=())
    both = what_if(deadline, asked.happened, asked.supposed, as_of=asked.as_of, calendars=calendars)
    days, later = day_by_day(both.now, calendars), day_by_day(both.then, calendars)
    return ClockShown(now=both.now, then=both.then, days=days, later=later)


def _deadline(asked: ClockAsked) -> Deadline:
    names = {name.casefold(): each for each in clocks_listed() for name in (each.id, each.parameter) if name}
    found = names.get(asked.name.casefold())
    if found is None:
        alike = get_close_matches(asked.name.casefold(), names, n=5, cutoff=_ALIKE)
        near = tuple(dict.fromkeys(_named(names[each]) for each in alike))
        code = "law.clock-unknown" if near else "law.clock-unknown-unlike"
        raise ClockCallError(finding(code, clock=asked.name, near=near))
    for name, number in asked.parameters.items():
        if name != found.parameter:
            raise ClockCallError(
                finding("law.clock-parameter-other", parameter=name, clock=found.id, own=found.parameter or "–")
            )
        if number < 1:
            raise ClockCallError(finding("law.clock-parameter-number", parameter=name, value=str(number)))
    return standing_deadline(found.id, asked.parameters)


def _named(deadline: Deadline) -> str:
    return f"{deadline.id} ({deadline.parameter})" if deadline.parameter else deadline.id


def _problems(asked: ClockAsked, deadline: Deadline) -> Iterator[Finding]:
    """Yield what does not go together; an event that is silently left out would give a wrong day."""
    if asked.as_of.year not in YEARS:
        yield finding("law.clock-day-far", event="--as-of", day=asked.as_of)
    yield from _unheard((*asked.happened, *asked.supposed), deadline)
    for event in asked.happened:
        if event.day > asked.as_of:
            yield finding("law.clock-event-late", event=event.kind, day=event.day, as_of=asked.as_of)
    for event in asked.supposed:
        if event.day < asked.as_of:
            yield finding("law.clock-what-if-past", event=event.kind, day=event.day, as_of=asked.as_of)
    events = sorted((*asked.happened, *asked.supposed), key=lambda each: each.day)
    started = next((each.day for each in events if each.kind == deadline.begins), None)
    for event in events:
        if started is None or event.day < started:
            yield finding("law.clock-event-early", event=event.kind, day=event.day, begins=deadline.begins)
    for each in unbegun(deadline, events):
        code = "law.clock-end-without-begin" if each.begun is None else "law.clock-end-before-begin"
        begun = "" if each.begun is None else each.begun.isoformat()
        yield finding(code, event=each.event.kind, day=each.event.day, begins=each.begins, begun=begun)


def _unheard(events: Sequence[ClockEvent], deadline: Deadline) -> Iterator[Finding]:
    seen: set[tuple[str, date]] = set()
    for event in events:
        if event.kind not in heard(deadline):
            yield finding("law.clock-event-unknown", event=event.kind, clock=deadline.id, known=heard(deadline))
        if event.day.year not in YEARS or (event.about is not None and event.about.year not in YEARS):
            yield finding("law.clock-day-far", event=event.kind, day=event.day)
        if (event.kind, event.day) in seen:
            yield finding("law.clock-event-repeated", event=event.kind, day=event.day)
        elif event.kind == deadline.begins and event.kind in {kind for kind, _ in seen}:
            yield finding("law.clock-begun-twice", event=event.kind, day=event.day)
        seen.add((event.kind, event.day))
        if deadline.before and event.kind == deadline.begins and event.about is None:
            yield finding("law.clock-about-missing", event=event.kind, clock=deadline.id)
