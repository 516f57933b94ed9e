"""A clock as a ribbon of days: each a cell that ran, stood still, was no day of the unit, or is still to come.

Which of these a cell is, is drawn in its form too (filled, hatched, half as high, outlined), and said in its title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from tallystick.evidence.wording import Language, say
from tallystick.law.clocks import ClockReading, DayLine, calendars_known, day_by_day, day_words

__all__ = ["CELL", "Cell", "ribbon"]

CELL: Final = 10
"""Units of a drawing that a day is wide."""
_MOST: Final = 92
"""A clock of more days has several in a cell, so that each cell can still be told from the next."""
_STRONGER: Final = ("rest", "coming", "ran", "stood")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day, at `x` of the drawing.

    Attributes:
        kind: ``ran``, ``stood``, ``rest`` (no day of the unit), ``coming`` or ``began`` (before the first day).
        today: whether it is the day of the reading; `due` whether it is the last day.
        why: the day, what it is and on whose word, and whether it counts.
    """

    x: int
    kind: str
    today: bool
    due: bool
    why: str


def ribbon(clock: ClockReading, language: Language) -> tuple[Cell, ...]:
    """Return the days of a clock from its first to its last, and on to the due day where that is still to come."""
    lines = day_by_day(clock, calendars_known())
    if not lines:
        return ()
    before, days = lines[0].day > clock.as_of, ceil(len(lines) / _MOST)
    groups = [lines[place : place + days] for place in range(0, len(lines), days)]
    shown = tuple(
        Cell(
            x=place * CELL,
            kind=max(map(_kind, group), key=_STRONGER.index),
            today=any(line.day == clock.as_of for line in group),
            due=any(line.day == clock.due for line in group),
            why=_why(group, clock, language),
        )
        for place, group in enumerate(groups, start=int(before))
    )
    if not before:
        return shown
    told = (clock.as_of.isoformat(), say("portal.clock.today", language), say("portal.clock.began", language))
    return (Cell(x=0, kind="began", today=True, due=False, why=_joined(told, language)), *shown)


def _kind(line: DayLine) -> str:
    if line.stops:
        return "stood"
    if not line.counted:
        return "rest"
    return "coming" if line.expected else "ran"


def _why(group: Sequence[DayLine], clock: ClockReading, language: Language) -> str:
    """Say what a day is; of several together, from when to when and what they come to."""
    *earlier, line = group
    marks = {
        name: any(each.day == day for each in group) for name, day in (("today", clock.as_of), ("last", clock.due))
    }
    counts = any(each.counted for each in group)
    counted = "coming" if line.expected and counts else "counted" if counts else "not-counted"
    several = say("portal.clock.days", language, first=group[0].day, last=line.day)
    told = (
        *((several,) if earlier else (line.day.isoformat(), day_words(line, language))),
        say(f"portal.clock.{counted}", language, total=line.total),
        *(say(f"portal.clock.{mark}", language) for mark, here in marks.items() if here),
    )
    return _joined(told, language)


def _joined(told: tuple[str, ...], language: Language) -> str:
    return say("law.clock.join", language).join(told)
