"""Cycles of an ACTUS contract: which moments they fall on, and where those go that are no business days.

A cycle is counted from its anchor, never from the date before it, so that a 31st comes back after a February. What is
left before the end is a short last period of its own, or joins the last whole one (long stub).

Source: ACTUS Technical Specification 1.1, sections 3.1 to 3.5 (schedules, end of month, business days).
"""

import calendar
import datetime as dt
from fractions import Fraction
from functools import cache

from tallystick.cashflow.actus.contracts import FIRST_YEAR, LAST_YEAR, ActusContractError, ActusTerms, Cycle
from tallystick.units.calendars.days import Calendar, DayKind, DayName, DayReason, Roll
from tallystick.units.daycounts import DayCount, year_fraction

__all__ = ["counted_until", "later", "moments", "on_business_day", "schedule", "years"]

_MOST = 11_000
_EARLIEST = dt.date(FIRST_YEAR, 1, 1).toordinal()
_LATEST = dt.date(LAST_YEAR, 12, 31).toordinal()
_FEBRUARY = 2
_LAST_SECOND = dt.time(23, 59, 59)
_WEEKDAYS = DayName(zh="周一至周五", en="Monday to Friday")
_ROLLS = {
    "F": Roll.FOLLOWING,
    "MF": Roll.MODIFIED_FOLLOWING,
    "P": Roll.PRECEDING,
}
_DAY_COUNTS = {
    "AA": DayCount.ACT_ACT,
    "A360": DayCount.ACT_360,
    "A365": DayCount.ACT_365F,
    "30E360": DayCount.THIRTY_E_360,
    "30360": DayCount.THIRTY_360,
}


def later(moment: dt.datetime, cycle: Cycle, *, times: int = 1, month_end: bool = False) -> dt.datetime:
    """Move a moment by some cycles; a day a month does not have becomes its last one.

    Raises:
        ActusContractError: there is no such year.

    Args:
        moment: where to start.
        cycle: how far one step goes.
        times: how many steps; may be negative.
        month_end: whether the last day of a month stays a last day.
    """
    if not cycle.months:
        days = cycle.days * times
        if not _EARLIEST <= moment.toordinal() + days <= _LATEST:
            raise ActusContractError("cashflow.actus-long", str(_MOST))
        return moment + dt.timedelta(days=days)
    year, month = divmod(moment.year * 12 + moment.month - 1 + cycle.months * times, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ActusContractError("cashflow.actus-long", str(_MOST))
    last = calendar.monthrange(year, month + 1)[1]
    stays = month_end and moment.day == calendar.monthrange(moment.year, moment.month)[1]
    return moment.replace(year=year, month=month + 1, day=last if stays else min(moment.day, last))


def schedule(
    anchor: dt.datetime | None, cycle: Cycle | None, end: dt.datetime, *, month_end: bool
) -> tuple[dt.datetime, ...]:
    """Return the moments of a cycle from its anchor to the end, both among them; empty without an anchor.

    Without a cycle these are the anchor and the end alone.
    """
    if anchor is None or anchor > end:
        return ()
    if cycle is None:
        return tuple(sorted({anchor, end}))
    regular = moments(anchor, cycle, end, month_end=month_end)
    following = later(anchor, cycle, times=len(regular), month_end=month_end)
    if cycle.long_stub and following != end and len(regular) > 1:
        regular = regular[:-1]
    return (*regular, end)


def moments(anchor: dt.datetime, cycle: Cycle, end: dt.datetime, *, month_end: bool) -> tuple[dt.datetime, ...]:
    """Return the moments of a cycle from its anchor to before an end.

    Raises:
        ActusContractError: they are more than thirty years of days.
    """
    found: list[dt.datetime] = []
    moment = anchor
    while moment < end:
        found.append(moment)
        if len(found) > _MOST:
            raise ActusContractError("cashflow.actus-long", str(_MOST))
        moment = later(anchor, cycle, times=len(found), month_end=month_end)
    return tuple(found)


def on_business_day(moment: dt.datetime, terms: ActusTerms) -> dt.datetime:
    """Return the moment an event is paid; the time of day stays."""
    convention = terms.business_day_convention
    if convention in {"NOS", "NULL"} or terms.calendar == "NC":
        return moment
    kind = convention[2:]
    day = moment.date()
    days = _calendar(terms.holidays if terms.calendar == "MFH" else ())
    if kind == "MP":
        rolled = days.roll(day, Roll.PRECEDING)
        rolled = rolled if rolled.month == day.month else days.roll(day, Roll.FOLLOWING)
    else:
        rolled = days.roll(day, _ROLLS[kind])
    return dt.datetime.combine(rolled, moment.time())


@cache
def _calendar(holidays: tuple[dt.datetime, ...]) -> Calendar:
    """Return Monday to Friday without the days a contract names (MFH)."""
    named = DayReason(kind=DayKind.HOLIDAY, name=_WEEKDAYS, source="ACTUS term holidays", provisional=False)
    return Calendar(
        name=_WEEKDAYS,
        marked={holiday.date(): named for holiday in holidays},
        settled=frozenset(),
        listed=frozenset(),
        fixed={},
        custom="ACTUS calendars MF and MFH",
    )


def counted_until(moment: dt.datetime, terms: ActusTerms) -> dt.datetime:
    """Return to when interest is counted: to the business day where shift comes before calculation (SC…)."""
    return on_business_day(moment, terms) if terms.business_day_convention.startswith("SC") else moment


def years(start: dt.datetime, end: dt.datetime, terms: ActusTerms) -> Fraction:
    """Count the part of a year between two moments; the last second of a day counts as the day after."""
    if terms.day_count_convention == "28E336":
        return _months_of_28(_day(start), _day(end))
    if terms.day_count_convention == "30E360ISDA":
        return _months_of_30(_day(start), _day(end), terms.maturity_date)
    return year_fraction(_day(start), _day(end), _DAY_COUNTS[terms.day_count_convention])


def _months_of_28(start: dt.date, end: dt.date) -> Fraction:
    """Count twelve months of 28 days a year, the days after the 28th as the 28th."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return Fraction(months * 28 + min(end.day, 28) - min(start.day, 28), 336)


def _months_of_30(start: dt.date, end: dt.date, maturity: dt.datetime | None) -> Fraction:
    """Count twelve months of 30 days a year, the last day of each as the 30th, but not a maturity in February.

    Source: 2006 ISDA Definitions, section 4.16(h).
    """
    ends = maturity is not None and _day(maturity) == end and end.month == _FEBRUARY
    first = 30 if _is_last(start) else start.day
    last = 30 if _is_last(end) and not ends else end.day
    return Fraction((end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first, 360)


def _is_last(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


def _day(moment: dt.datetime) -> dt.date:
    return moment.date() + dt.timedelta(days=1 if moment.time() == _LAST_SECOND else 0)
