"""Periods: examples and laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.units.periods import Period, PeriodError
from tests.units.strategies import days

periods = st.builds(lambda year, month: Period(year=year, month=month), st.integers(1000, 8000), st.integers(1, 12))
steps = st.integers(-9000, 9000)


def test_a_period_is_a_month_from_its_first_day_to_its_last() -> None:
    september = Period.parse("2026-09")
    assert (september.first, september.last, september.days) == (date(2026, 9, 1), date(2026, 9, 30), 30)
    assert str(september.next()) == "2026-10"
    assert str(september.previous()) == "2026-08"
    assert str(september.add(4)) == "2027-01"
    assert Period.parse("2028-02").last == date(2028, 2, 29)


def test_the_last_month_of_all_has_a_last_day() -> None:
    assert Period.parse("9999-12").last == date(9999, 12, 31)
    with pytest.raises(PeriodError, match="is not a month"):
        Period.parse("9999-12").next()


@pytest.mark.parametrize(
    "text", ["2026-9", "2026-00", "2026-13", "202609", "2026-09-01", "0000-01", "２０２６-09", "2026-09\n", "", 202609]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(PeriodError, match="Write it like '2026-09'") as refusal:
        Period.parse(text)
    assert refusal.value.problem == "period.form"


@given(period=periods)
def test_parse_reads_back_the_period_that_print_wrote(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(period=periods, months=steps)
def test_going_back_as_far_as_one_came_leads_home(period: Period, months: int) -> None:
    assert period.add(months).add(-months) == period
    assert period.months_to(period.add(months)) == months


@given(a=periods, b=periods)
def test_periods_are_ordered_like_their_texts_and_their_days(a: Period, b: Period) -> None:
    assert (a < b) == (str(a) < str(b)) == (a.last < b.first)


@given(day=days)
def test_each_day_lies_in_one_period(day: date) -> None:
    period = Period.of(day)
    assert day in period
    assert day not in period.next()
    assert period.first <= day <= period.last


@given(period=periods)
def test_periods_leave_no_day_between_them(period: Period) -> None:
    assert period.last + timedelta(days=1) == period.next().first
