"""Moving on a calendar, by law, on both calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.units.calendars import Calendar, Roll, hong_kong_business_days, prc_working_days
from tests.units.strategies import days, listed_days

CALENDARS = [prc_working_days(), hong_kong_business_days()]
calendars = st.sampled_from(CALENDARS)
steps = st.integers(-60, 60)
any_days = st.one_of(days, listed_days)


@given(calendar=calendars, day=any_days, roll=st.sampled_from(Roll))
def test_a_roll_lands_on_a_business_day_and_stays_there(calendar: Calendar, day: date, roll: Roll) -> None:
    landed = calendar.roll(day, roll)
    assert calendar.is_business_day(landed)
    assert calendar.roll(landed, roll) == landed
    assert landed == day or not calendar.is_business_day(day)


@given(calendar=calendars, day=any_days)
def test_each_roll_goes_its_way(calendar: Calendar, day: date) -> None:
    following, preceding, modified = (
        calendar.roll(day, roll) for roll in (Roll.FOLLOWING, Roll.PRECEDING, Roll.MODIFIED_FOLLOWING)
    )
    assert preceding <= day <= following
    assert modified == (following if following.month == day.month else preceding)


@given(calendar=calendars, day=any_days)
def test_no_business_day_is_jumped_over(calendar: Calendar, day: date) -> None:
    following = calendar.roll(day, Roll.FOLLOWING)
    between = [day + timedelta(days=n) for n in range((following - day).days)]
    assert not any(calendar.is_business_day(jumped) for jumped in between)


@given(calendar=calendars, day=any_days, step=steps)
def test_adding_and_taking_away_leads_home(calendar: Calendar, day: date, step: int) -> None:
    home = calendar.roll(day, Roll.FOLLOWING)
    assert calendar.add(calendar.add(home, step), -step) == home


@given(calendar=calendars, day=any_days, step=steps)
def test_counting_finds_what_was_added(calendar: Calendar, day: date, step: int) -> None:
    home = calendar.roll(day, Roll.FOLLOWING)
    assert calendar.count(home, calendar.add(home, step)) == step


@given(calendar=calendars, day=any_days, a=st.integers(1, 30), b=st.integers(1, 30))
def test_steps_add_up(calendar: Calendar, day: date, a: int, b: int) -> None:
    assert calendar.add(calendar.add(day, a), b) == calendar.add(day, a + b)


@given(calendar=calendars, start=listed_days, a=st.integers(0, 90), b=st.integers(0, 90))
def test_counts_add_up_and_turn_round(calendar: Calendar, start: date, a: int, b: int) -> None:
    middle, end = start + timedelta(days=a), start + timedelta(days=a + b)
    assert calendar.count(start, middle) + calendar.count(middle, end) == calendar.count(start, end)
    assert calendar.count(end, start) == -calendar.count(start, end)


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda calendar: str(calendar.name.en))
@given(day=any_days)
def test_every_day_has_a_reason_in_two_languages_and_a_source(calendar: Calendar, day: date) -> None:
    reason = calendar.why(day)
    assert reason.name.zh
    assert reason.name.en
    assert reason.source
    assert reason.is_business_day == calendar.is_business_day(day)
