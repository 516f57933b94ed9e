"""Payment days: when a vehicle pays for a collection period, and between which days its classes accrue.

A day is first scheduled (the same day each month, or the last of a shorter month) and then rolled to a
business day. Interest by 30/360 runs from scheduled day to scheduled day, so that every full month is a
twelfth of a year; interest by actual days runs from the day on which cash was last paid to the day on which
it is paid. Both start at closing.

Source: 2006 ISDA Definitions, section 4.12 (business day conventions); CarMax Auto Owner Trust 2025-2
accrues its classes in these two ways.

It does not decide who holds a class at the record date.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from typing import Self

from tallystick.deal.structure import PaymentDates
from tallystick.units.calendars import Calendar, Roll, hong_kong_business_days, prc_working_days
from tallystick.units.daycounts import DayCount, year_fraction
from tallystick.units.periods import Period

__all__ = ["PaymentDay", "accrued_years", "payment_day"]

_THIRTY = frozenset({DayCount.THIRTY_360, DayCount.THIRTY_E_360})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDay:
    """One payment of a vehicle.

    Attributes:
        scheduled: the day of the month the documents name.
        paid: the business day on which cash is paid.
        record: the day at whose end holders are read.
    """

    scheduled: date
    paid: date
    record: date

    @classmethod
    def closing(cls, day: date) -> Self:
        """Return the day of closing, from which everything accrues."""
        return cls(scheduled=day, paid=day, record=day)


def payment_day(terms: PaymentDates, period: Period) -> PaymentDay:
    """Return the day on which a vehicle pays for a collection period.

    Args:
        terms: day, months after the period, calendar and roll.
        period: the month of collections.
    """
    return _paid_on(terms.day, period.add(terms.months_after), terms.calendar, terms.roll, terms.record_days)


@lru_cache(maxsize=1 << 12)
def _paid_on(day: int, month: Period, name: str, roll: str, record_days: int) -> PaymentDay:
    """Kept, since a search for a break-even runs the same months dozens of times."""
    scheduled = date(month.year, month.month, min(max(day, 1), month.days))
    calendar = _calendar(name)
    if calendar is None:
        return PaymentDay.closing(scheduled)
    paid = calendar.roll(scheduled, Roll(roll))
    return PaymentDay(scheduled=scheduled, paid=paid, record=calendar.add(paid, -record_days))


def accrued_years(last: PaymentDay, now: PaymentDay, convention: DayCount) -> Fraction:
    """Return the part of a year that interest accrues from one payment to the next.

    Raises:
        DayCountError: `now` is before `last`.
    """
    if convention in _THIRTY:
        return _fraction(last.scheduled, now.scheduled, convention)
    return _fraction(last.paid, now.paid, convention)


_fraction = lru_cache(maxsize=1 << 12)(year_fraction)


@cache
def _calendar(name: str) -> Calendar | None:
    match name:
        case "prc":
            return prc_working_days()
        case "hong-kong":
            return hong_kong_business_days()
        case _:
            return None
