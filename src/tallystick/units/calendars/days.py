"""A calendar: which days are business days, why, and how dates move on them.

A day named by a notice is what the notice says. Any other day is a business day from Monday to Friday, except
that in a year without a notice the festivals with a fixed date are holidays too. Every answer for such a year
is provisional: a notice may move it.

    roll    the nearest business day in a direction
    add     the n-th business day after (or before) a day
    count   business days in (from, to]

Source: 2006 ISDA Definitions, section 4.12, for following, preceding and modified following.

It knows no place: `places` builds the calendars. It knows no unscheduled closing, such as a typhoon.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tallystick.units.refusals import UnitError

__all__ = ["Calendar", "CalendarError", "DayKind", "DayName", "DayReason", "Roll"]

_SATURDAY = 5
_DAY = timedelta(days=1)


class CalendarError(UnitError):
    """A day that a calendar cannot answer for, or a notice that cannot be read."""


class Roll(StrEnum):
    """Where a date goes that is not a business day.

    Source: 2006 ISDA Definitions, section 4.12(a).
    """

    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified-following"
    """To the following business day, unless that is in the next month: then to the preceding one."""


class DayKind(StrEnum):
    """What makes a day what it is."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make-up"
    """A Saturday or Sunday worked in exchange for a weekday off (调休上班)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayName:
    """What a day is called, in the two languages of the product."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReason:
    """Why a day is a business day or not.

    Attributes:
        kind: what makes it so.
        name: what a reader calls it.
        source: the notice, law or custom that says so, with its number where it has one.
        provisional: whether a notice still to come, or not yet seen, may change it.
    """

    kind: DayKind
    name: DayName
    source: str
    provisional: bool

    @property
    def is_business_day(self) -> bool:
        """Whether business is done on such a day."""
        return self.kind in {DayKind.WEEKDAY, DayKind.MAKE_UP}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """The business days of one place, as known on one day.

    Laws: a roll lands on a business day; ``add(add(d, n), -n) == d`` and ``count(d, add(d, n)) == n`` for a
    business day ``d``; ``count(a, b) == -count(b, a)``.

    Attributes:
        name: the place and the convention.
        marked: days that a notice names, holidays and make-up days alike.
        settled: years whose list is on record and final.
        listed: years with a list on record, final or not.
        fixed: month and day of the festivals that need no notice.
        custom: the law or custom behind weekends, weekdays and fixed festivals.
    """

    name: DayName
    marked: Mapping[date, DayReason]
    settled: frozenset[int]
    listed: frozenset[int]
    fixed: Mapping[tuple[int, int], DayName]
    custom: str

    def is_business_day(self, day: date) -> bool:
        """Whether business is done on a day.

        Raises:
            CalendarError: `day` is a moment instead of a date.
        """
        return self.why(day).is_business_day

    def provisional(self, year: int) -> bool:
        """Whether the days of a year may still change: no final list of it is on record."""
        return year not in self.settled

    def why(self, day: date) -> DayReason:
        """Say what a day is, on whose word, and whether that may change.

        Raises:
            CalendarError: `day` is a moment instead of a date.
        """
        if isinstance(day, datetime):
            raise CalendarError(
                problem="calendar.moment",
                what=f"{day!r} is not a date.",
                why="A moment falls on different dates in different time zones: a deadline could move a day.",
                remedy="Decide the time zone the rule means, and pass the date.",
            )
        marked = self.marked.get(day)
        if marked is not None:
            return marked
        festival = None if day.year in self.listed else self.fixed.get((day.month, day.day))
        if festival is not None:
            kind, name = DayKind.HOLIDAY, festival
        elif day.weekday() >= _SATURDAY:
            kind, name = DayKind.WEEKEND, _WEEKEND
        else:
            kind, name = DayKind.WEEKDAY, _WEEKDAY
        return DayReason(kind=kind, name=name, source=self.custom, provisional=self.provisional(day.year))

    def roll(self, day: date, roll: Roll) -> date:
        """Move a day to a business day; a business day stays.

        Raises:
            CalendarError: `day` is a moment instead of a date.

        Source: 2006 ISDA Definitions, section 4.12(a).
        """
        if roll is Roll.PRECEDING:
            return self._walk(day, -_DAY)
        later = self._walk(day, _DAY)
        if roll is Roll.FOLLOWING or later.month == day.month:
            return later
        return self._walk(day, -_DAY)

    def add(self, day: date, days: int) -> date:
        """Find the n-th business day after a day, or before it when negative.

        Args:
            day: where counting starts; it is not counted itself.
            days: how many business days to go; 0 gives the day itself, rolled forward.

        Raises:
            CalendarError: `day` is a moment instead of a date.
        """
        if days == 0:
            return self.roll(day, Roll.FOLLOWING)
        step = _DAY if days > 0 else -_DAY
        for _ in range(abs(days)):
            day = self._walk(day + step, step)
        return day

    def count(self, start: date, end: date) -> int:
        """Count business days after `start` up to and including `end`; negative when `end` is earlier.

        Raises:
            CalendarError: either is a moment instead of a date.
        """
        if end < start:
            return -self.count(end, start)
        days = (start + n * _DAY for n in range(1, (end - start).days + 1))
        return sum(self.is_business_day(day) for day in days)

    def _walk(self, day: date, step: timedelta) -> date:
        while not self.is_business_day(day):
            day += step
        return day


_WEEKEND = DayName(zh="周末", en="weekend")
_WEEKDAY = DayName(zh="工作日", en="weekday")
