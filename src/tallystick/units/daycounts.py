"""Day counts: what part of a year lies between two dates, exact.

    30/360    (360 (y2 - y1) + 30 (m2 - m1) + (d2 - d1)) / 360, a 31st counted as a 30th where the rule says
    30E/360   the same, every 31st counted as a 30th
    ACT/360   days / 360
    ACT/365F  days / 365
    ACT/ACT   days in leap years / 366 + days in other years / 365

The first date is counted, the last is not.

Source: 2006 ISDA Definitions, section 4.16 (b), (d), (e), (f), (g).

It does not adjust dates to business days (`calendars`), and it leaves out the conventions that need a coupon
schedule (ICMA) or a maturity date (30E/360 ISDA).
"""

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from tallystick.units.refusals import UnitError

__all__ = ["DayCount", "DayCountError", "days_between", "year_fraction"]


class DayCountError(UnitError):
    """Two dates between which no part of a year can be counted."""


class DayCount(StrEnum):
    """How a document counts the days of an interest period.

    Source: 2006 ISDA Definitions, section 4.16.
    """

    THIRTY_360 = "30/360"
    """Bond basis, section 4.16(f): a last day of 31 counts as 30 only after a first day of 30 or 31."""
    THIRTY_E_360 = "30E/360"
    """Eurobond basis, section 4.16(g): every 31 counts as 30."""
    ACT_360 = "ACT/360"
    """Section 4.16(e)."""
    ACT_365F = "ACT/365F"
    """Section 4.16(d), Actual/365 (Fixed)."""
    ACT_ACT = "ACT/ACT"
    """Section 4.16(b), Actual/Actual (ISDA)."""


def year_fraction(start: date, end: date, convention: DayCount) -> Fraction:
    """Count the part of a year from one date to another.

    Args:
        start: the first day, counted.
        end: the last day, not counted; not before `start`.
        convention: how the documents count.

    Returns:
        Years, from 0 upwards; zero when the dates are equal.

    Raises:
        DayCountError: `end` is before `start`, or either is a moment instead of a date.

    Source: 2006 ISDA Definitions, section 4.16.
    """
    days = days_between(start, end)
    match convention:
        case DayCount.THIRTY_360:
            return _thirty(start, end, last=30 if min(start.day, 30) == 30 and end.day == 31 else end.day)
        case DayCount.THIRTY_E_360:
            return _thirty(start, end, last=min(end.day, 30))
        case DayCount.ACT_360:
            return Fraction(days, 360)
        case DayCount.ACT_365F:
            return Fraction(days, 365)
        case _:  # ACT/ACT
            return _actual(start, end)


def days_between(start: date, end: date) -> int:
    """Count calendar days, the first included and the last not.

    Raises:
        DayCountError: `end` is before `start`, or either is a moment instead of a date.
    """
    if isinstance(start, datetime) or isinstance(end, datetime):
        raise DayCountError(
            problem="daycount.moment",
            what=f"{start!r} to {end!r} is not a pair of dates.",
            why="A moment falls on different dates in different time zones: a day of interest may be lost.",
            remedy="Decide the time zone the documents mean, and pass dates.",
        )
    if end < start:
        raise DayCountError(
            problem="daycount.order",
            what=f"The period ends on {end}, before it starts on {start}.",
            why="Interest for a negative period would be taken from the holder.",
            remedy="Pass the earlier date first; look for swapped dates or a wrong year in the source.",
        )
    return (end - start).days


def _thirty(start: date, end: date, *, last: int) -> Fraction:
    months = 12 * (end.year - start.year) + end.month - start.month
    return Fraction(30 * months + last - min(start.day, 30), 360)


def _actual(start: date, end: date) -> Fraction:
    if start.year == end.year:
        return Fraction((end - start).days, _length(start.year))
    first = Fraction((date(start.year, 12, 31) - start).days + 1, _length(start.year))
    last = Fraction((end - date(end.year, 1, 1)).days, _length(end.year))
    return first + (end.year - start.year - 1) + last


def _length(year: int) -> int:
    return date(year, 12, 31).timetuple().tm_yday
