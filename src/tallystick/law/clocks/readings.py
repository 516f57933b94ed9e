"""Reading a clock: from a deadline and the events of a case to what stands on a day.

    days counted    days of the unit in running spans, up to the day of the reading or of the event that met it
    due day         the day on which as many are counted as the deadline has; unknown while the clock stands still
    overdue         only where the number binds; a number by analogy is late at most, and none at all is never judged

Laws: counted + stopped = elapsed; an event after the day of the reading changes nothing; the same events give the same
bytes. A reading is computed again each time from the events, and nothing of it is stored.
Source: SUPTECH.md 2.3; 民法典 arts 201-203 (recalled) for months and for the last day.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tallystick.law.clocks.calendars import Calendars
from tallystick.law.clocks.ledger import ClockEvent, Counting, Halt, Running, Span, halts, latest_clock, spans
from tallystick.law.instruments import Deadline, Stop, Unit
from tallystick.units.calendars import Roll
from tallystick.units.periods import Period

__all__ = ["ClockReading", "ClockState", "WhatIf", "clock_record", "read_clock", "what_if"]

_DAY = timedelta(days=1)
_YEAR = 12
_BY_CALENDAR = frozenset({Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR})
_STANDARD = Counting()


class ClockState(StrEnum):
    """What a clock is doing."""

    NOT_STARTED = "not-started"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """What a deadline comes to on a day.

    Attributes:
        started: what started the clock; None before.
        ended: what met the deadline or made it moot; None before.
        spans: how it ran and stood still, from its first day to its last, or to the day of the reading.
        halted: why it stands still after the events of the day; empty when it goes on.
        counted: days of the unit while it ran; calendar days where the unit is months or years.
        stopped: days of the unit while it stood still.
        due: the last day; None where there is no number, and while it is not known when the clock goes on.
        left: days of the unit still to count, negative once it is late; None where there is no number, or it ended.
        target_due: the last day by the installation's own target, where the text has no number; never judged.
        provisional: whether a notice still to come may move any of it.
    """

    deadline: Deadline
    counting: Counting
    as_of: date
    started: ClockEvent | None
    ended: ClockEvent | None
    spans: tuple[Span, ...]
    halted: tuple[Stop, ...]
    counted: int
    stopped: int
    due: date | None
    left: int | None
    target_due: date | None
    provisional: bool

    @property
    def elapsed(self) -> int:
        """Days of the unit since the clock started, running or not."""
        return self.counted + self.stopped

    @property
    def state(self) -> ClockState:
        """What the clock is doing on the day of the reading."""
        if self.started is None:
            return ClockState.NOT_STARTED
        if self.ended is not None:
            return ClockState.ENDED
        return ClockState.STOPPED if self.halted else ClockState.RUNNING

    @property
    def late(self) -> bool | None:
        """Whether the last day has passed unmet, or was missed; None where there is no number."""
        if self.deadline.number is None and self.deadline.by is None:
            return None
        return self.due is not None and (self.as_of if self.ended is None else self.ended.day) > self.due

    @property
    def overdue(self) -> bool | None:
        """Whether a binding deadline was missed; None where nothing binds, so that nothing is judged."""
        return self.late if self.deadline.binding else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The clock as it stands and as it would stand after events that have not happened."""

    now: ClockReading
    then: ClockReading


def read_clock(
    deadline: Deadline,
    events: Iterable[ClockEvent],
    *,
    as_of: date,
    calendars: Calendars,
    counting: Counting = _STANDARD,
) -> ClockReading:
    """Read a clock.

    Args:
        deadline: of a book.
        events: of one case; those of one day in the order in which they happened, otherwise in any order.
        as_of: the day of the reading; later events are left out.
        calendars: as known on the day whose knowledge is used.
        counting: what to do where the text does not say.
    """
    known = sorted((event for event in events if event.day <= as_of), key=lambda event: event.day)
    clock = latest_clock(deadline, known)
    if clock is None:
        return ClockReading(
            deadline=deadline,
            counting=counting,
            as_of=as_of,
            started=None,
            ended=None,
            spans=(),
            halted=(),
            counted=0,
            stopped=0,
            due=None,
            left=None,
            target_due=None,
            provisional=False,
        )
    dial = _Dial(deadline=deadline, clock=clock, calendars=calendars, counting=counting, as_of=as_of)
    return dial.reading()


def what_if(
    deadline: Deadline,
    events: Iterable[ClockEvent],
    hypothetical: Iterable[ClockEvent],
    *,
    as_of: date,
    calendars: Calendars,
    counting: Counting = _STANDARD,
) -> WhatIf:
    """Compare a clock with the same clock after events that have not happened, read on the last of their days.

    Arguments are those of `read_clock`; `hypothetical` are the events to add.
    """
    happened, added = tuple(events), tuple(hypothetical)
    then = max((as_of, *(event.day for event in added)))
    return WhatIf(
        now=read_clock(deadline, happened, as_of=as_of, calendars=calendars, counting=counting),
        then=read_clock(deadline, (*happened, *added), as_of=then, calendars=calendars, counting=counting),
    )


def clock_record(reading: ClockReading) -> Mapping[str, object]:
    """Return a reading as plain values for `evidence.canonical`, so that a replay can be compared byte by byte."""
    return {
        "schema": "tallystick/clock-reading/v1",
        "deadline": reading.deadline.id,
        "clause": reading.deadline.clause,
        "mark": reading.deadline.mark.value,
        "as_of": reading.as_of.isoformat(),
        "state": reading.state.value,
        "started": None if reading.started is None else reading.started.day.isoformat(),
        "ended": None if reading.ended is None else reading.ended.day.isoformat(),
        "unit": reading.deadline.unit.value,
        "number": reading.deadline.number,
        "spans": [
            {
                "first": span.first.isoformat(),
                "last": span.last.isoformat(),
                "running": span.running,
                "clauses": [stop.clause for stop in span.stops] or [reading.deadline.clause],
            }
            for span in reading.spans
        ],
        "counted": reading.counted,
        "stopped": reading.stopped,
        "due": None if reading.due is None else reading.due.isoformat(),
        "left": reading.left,
        "overdue": reading.overdue,
        "target": reading.deadline.target,
        "target_due": None if reading.target_due is None else reading.target_due.isoformat(),
        "provisional": reading.provisional,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dial:
    """One clock that has started, and everything it is read with."""

    deadline: Deadline
    clock: Running
    calendars: Calendars
    counting: Counting
    as_of: date

    def reading(self) -> ClockReading:
        deadline, clock = self.deadline, self.clock
        stopped = halts(deadline, clock.events, self.counting)
        last = self.as_of if clock.ended is None else min(self.as_of, clock.ended.day)
        ledger = spans(stopped, first=self.first, last=last)
        counted = sum(self.days(span) for span in ledger if span.running)
        due = self.due(deadline.number, stopped)
        target = None if deadline.target is None else self.due(deadline.target, stopped)
        return ClockReading(
            deadline=deadline,
            counting=self.counting,
            as_of=self.as_of,
            started=clock.started,
            ended=clock.ended,
            spans=ledger,
            halted=tuple(each.stop for each in stopped if each.last is None and clock.ended is None),
            counted=counted,
            stopped=sum(self.days(span) for span in ledger if not span.running),
            due=due,
            left=None if clock.ended is not None else self.left(due, counted),
            target_due=target,
            provisional=self.provisional(stopped, max(filter(None, (last, due, target)))),
        )

    @property
    def first(self) -> date:
        return self.counting.first_day(self.clock.started)

    def days(self, span: Span) -> int:
        return sum(self.calendars.counts(self.deadline.unit, day) for day in _days(span.first, span.last))

    def due(self, number: int | None, stopped: tuple[Halt, ...]) -> date | None:
        """Return the last day; None without a number, and while nobody knows when the clock goes on."""
        last = self._last(number, stopped)
        return None if last is None else self._roll(last)

    def _last(self, number: int | None, stopped: tuple[Halt, ...]) -> date | None:
        """Return the last day before it moves off a day that is no working day."""
        deadline, about = self.deadline, self.clock.started.about
        if deadline.by is not None:
            return _next(self.clock.started.day, *deadline.by)
        if number is None:
            return None
        if deadline.before:
            return None if about is None else self._back(about, number)
        return _reached(
            self.first,
            self._needed(number),
            counts=lambda day: (
                self.calendars.counts(deadline.unit, day) and not any(each.covers(day) for each in stopped)
            ),
            never_after=min((each.first for each in stopped if each.last is None), default=None),
        )

    def _roll(self, last: date) -> date:
        return self.calendars.working.roll(last, Roll.FOLLOWING) if self.rolls else last

    @property
    def rolls(self) -> bool:
        """Whether a last day that is no working day gives way to the next that is one."""
        deadline = self.deadline
        fixed = deadline.by is not None or deadline.before or deadline.unit not in _BY_CALENDAR
        return self.counting.rolls and not fixed

    def left(self, due: date | None, counted: int) -> int | None:
        deadline = self.deadline
        if due is not None and (deadline.unit in _BY_CALENDAR or deadline.before or deadline.by is not None):
            calendar = self.calendars.of(deadline.unit)
            return (due - self.as_of).days if calendar is None else calendar.count(self.as_of, due)
        return None if deadline.number is None or deadline.before else self._needed(deadline.number) - counted

    def provisional(self, stopped: tuple[Halt, ...], until: date) -> bool:
        """Whether a notice still to come may move any of it: days of a calendar are counted, or a last day may move."""
        deadline, working = self.deadline, self.calendars.working
        calendar = self.calendars.of(deadline.unit)
        if calendar is not None and deadline.by is None:
            return any(calendar.provisional(year) for year in range(self.first.year, until.year + 1))
        if not self.rolls:
            return False
        lasts = (self._last(number, stopped) for number in (deadline.number, deadline.target))
        days = [day for day in lasts if day is not None]
        return any(working.provisional(year) for day in days for year in (day.year, self._roll(day).year))

    def _needed(self, number: int) -> int:
        """Return how many days must be counted; those of months and years are the calendar days they span."""
        factor = {Unit.MONTH: 1, Unit.YEAR: _YEAR}.get(self.deadline.unit)
        if factor is None:
            return number
        start = self.clock.started.day
        return (_months_later(start, number * factor) - start).days

    def _back(self, about: date, number: int) -> date:
        calendar = self.calendars.of(self.deadline.unit)
        return about - number * _DAY if calendar is None else calendar.add(about, -number)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def _reached(first: date, needed: int, *, counts: Callable[[date], bool], never_after: date | None) -> date | None:
    """Return the day on which as many days are counted as needed; None when it stops for good before."""
    day, found = first - _DAY, 0
    while found < needed:
        day += _DAY
        if never_after is not None and day >= never_after:
            return None
        found += counts(day)
    return day


def _next(day: date, month: int, number: int) -> date:
    """Return the next day of that month and number after a day; 29 February is 28 in other years."""
    found = (_in_month(Period.of(date(year, month, 1)), number) for year in (day.year, day.year + 1))
    return next(each for each in found if each > day)


def _months_later(day: date, count: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    return _in_month(Period.of(day).add(count), day.day)


def _in_month(month: Period, number: int) -> date:
    return month.first + (min(number, month.days) - 1) * _DAY
