"""A clock day by day: each date, whether it is a day of the unit and on whose word, and whether it was counted.

The table a lawyer checks: weekend, holiday or weekend day worked in exchange with the notice that says so; running or
standing still with the clause that says so; the total so far. Days after the reading are marked as expected.
Source: SUPTECH.md 2.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tallystick.law.clocks.calendars import Calendars
from tallystick.law.clocks.readings import ClockReading
from tallystick.law.instruments import Stop
from tallystick.units.calendars import DayReason

__all__ = ["DayLine", "day_by_day"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One date of a clock.

    Attributes:
        reason: what the day is and on whose word, by the unit's calendar; by working days where every day counts.
        of_unit: whether it is a day of the unit.
        stops: why the clock stood still on it; empty when it ran.
        counted: whether it was counted: a day of the unit, and the clock running.
        total: days counted so far, this one included.
        expected: whether it lies after the day of the reading.
    """

    day: date
    reason: DayReason
    of_unit: bool
    stops: tuple[Stop, ...]
    counted: bool
    total: int
    expected: bool


def day_by_day(reading: ClockReading, calendars: Calendars) -> tuple[DayLine, ...]:
    """Return the days of a clock from its first to its last, and on to the due day where that is still to come.

    Args:
        reading: of `read_clock`.
        calendars: the ones it was read with.
    """
    return tuple(_lines(reading, calendars))


def _lines(reading: ClockReading, calendars: Calendars) -> Iterator[DayLine]:
    unit = reading.deadline.unit
    calendar = calendars.of(unit) or calendars.working
    total = 0
    for day, stops in _dates(reading):
        of_unit = calendars.counts(unit, day)
        total += of_unit and not stops
        yield DayLine(
            day=day,
            reason=calendar.why(day),
            of_unit=of_unit,
            stops=stops,
            counted=of_unit and not stops,
            total=total,
            expected=day > reading.as_of,
        )


def _dates(reading: ClockReading) -> Iterator[tuple[date, tuple[Stop, ...]]]:
    for span in reading.spans:
        for number in range((span.last - span.first).days + 1):
            yield span.first + number * _DAY, span.stops
    if reading.started is None or reading.ended is not None or reading.due is None:
        return
    day = reading.spans[-1].last + _DAY if reading.spans else reading.counting.first_day(reading.started)
    while day <= reading.due:
        yield day, ()
        day += _DAY
