"""The calendars a deadline may be counted on, as they were known on one day.

Working days are the State Council's, trading days the mainland exchanges', business days Hong Kong's; calendar days,
months and years need none, but a last day that is no working day moves on the first of them.
Source: 民法典 art. 203 for a last day that is no working day (recalled, mark R).
"""

from dataclasses import dataclass
from datetime import date

from tallystick.law.instruments import Unit
from tallystick.units.calendars import Calendar, hong_kong_business_days, prc_trading_days, prc_working_days

__all__ = ["Calendars", "calendars_known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The three calendars together."""

    working: Calendar
    trading: Calendar
    hong_kong: Calendar

    def of(self, unit: Unit) -> Calendar | None:
        """Return the calendar whose business days a unit counts; None where every day counts."""
        match unit:
            case Unit.WORKING_DAY:
                return self.working
            case Unit.TRADING_DAY:
                return self.trading
            case Unit.HONG_KONG_BUSINESS_DAY:
                return self.hong_kong
            case _:
                return None

    def counts(self, unit: Unit, day: date) -> bool:
        """Whether a day is one of the unit's days."""
        calendar = self.of(unit)
        return calendar is None or calendar.is_business_day(day)


def calendars_known(as_known_on: date | None = None) -> Calendars:
    """Build the calendars as they were known on a day, so that a deadline can be computed again; None for all."""
    return Calendars(
        working=prc_working_days(as_known_on),
        trading=prc_trading_days(as_known_on),
        hong_kong=hong_kong_business_days(as_known_on),
    )
