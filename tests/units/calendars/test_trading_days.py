"""Trading days are not working days: the exchanges stay closed on weekends that are worked."""

from datetime import date, timedelta

import pytest

from tallystick.units.calendars import DayKind, prc_trading_days, prc_working_days

TRADING, WORKING = prc_trading_days(), prc_working_days()


def _differing(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return [day for day in days if TRADING.is_business_day(day) != WORKING.is_business_day(day)]


@pytest.mark.parametrize(("year", "count"), [(2023, 7), (2024, 9), (2025, 5), (2026, 6)])
def test_they_differ_on_exactly_as_many_days_as_the_shanghai_exchange_published(year, count):
    assert len(_differing(year)) == count


def test_a_worked_saturday_is_a_weekend_on_the_exchange():
    day = date(2026, 2, 14)
    assert WORKING.why(day).kind is DayKind.MAKE_UP
    assert TRADING.why(day).kind is DayKind.WEEKEND


def test_new_years_eve_of_2024_was_worked_but_not_traded():
    eve = date(2024, 2, 9)
    assert WORKING.is_business_day(eve)
    assert not TRADING.is_business_day(eve)
    assert "休市" in TRADING.why(eve).source
    assert prc_trading_days(date(2023, 12, 25)).is_business_day(eve)


def test_a_year_without_the_state_councils_notice_is_provisional():
    assert TRADING.provisional(2027)
    assert not TRADING.provisional(2026)
