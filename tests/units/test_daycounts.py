"""Day counts against published figures."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.units.daycounts import DayCount, DayCountError, days_between, year_fraction
from tallystick.units.money import Money
from tallystick.units.rates import Rate
from tests.units.strategies import days

A = date.fromisoformat
_ACTUAL = [DayCount.ACT_360, DayCount.ACT_365F, DayCount.ACT_ACT]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2003-11-01", "2004-05-01", Fraction(61, 365) + Fraction(121, 366)),
        ("1999-02-01", "1999-07-01", Fraction(150, 365)),
        ("1999-07-01", "2000-07-01", Fraction(184, 365) + Fraction(182, 366)),
        ("2002-08-15", "2003-07-15", Fraction(334, 365)),
        ("2003-07-15", "2004-01-15", Fraction(170, 365) + Fraction(14, 366)),
        ("1999-07-30", "2000-01-30", Fraction(155, 365) + Fraction(29, 366)),
        ("2000-01-30", "2000-06-30", Fraction(152, 366)),
        ("1999-11-30", "2000-04-30", Fraction(32, 365) + Fraction(120, 366)),
    ],
)
def test_actual_actual_as_in_the_isda_memorandum(start: str, end: str, expected: Fraction) -> None:
    # ISDA, "EMU and Market Conventions: Recent Developments", 1998, and "The Actual/Actual Day Count
    # Fraction", 1999: the ISDA method of each example.
    assert year_fraction(A(start), A(end), DayCount.ACT_ACT) == expected


@pytest.mark.parametrize(
    ("start", "end", "bond", "eurobond"),
    [
        ("2006-08-20", "2007-02-20", 180, 180),
        ("2007-02-20", "2007-08-20", 180, 180),
        ("2006-08-31", "2007-02-28", 178, 178),
        ("2007-02-28", "2007-08-31", 183, 182),
        ("2007-08-31", "2008-02-29", 179, 179),
        ("2008-02-29", "2008-08-31", 182, 181),
        ("2008-08-31", "2009-02-28", 178, 178),
        ("2006-01-31", "2006-02-28", 28, 28),
        ("2006-01-30", "2006-02-28", 28, 28),
        ("2006-02-28", "2006-03-03", 5, 5),
        ("2006-02-14", "2006-02-28", 14, 14),
        ("2006-08-31", "2006-10-31", 60, 60),
        ("2006-09-30", "2006-10-31", 30, 30),
        ("2006-10-31", "2006-11-28", 28, 28),
        ("2007-08-31", "2008-02-28", 178, 178),
        ("2008-02-28", "2008-08-28", 180, 180),
        ("2008-02-28", "2008-08-30", 182, 182),
        ("2008-02-28", "2008-08-31", 183, 182),
        ("2007-02-26", "2008-02-28", 362, 362),
        ("2007-02-26", "2008-02-29", 363, 363),
        ("2008-02-29", "2009-02-28", 359, 359),
        ("2008-02-28", "2008-03-30", 32, 32),
        ("2008-02-28", "2008-03-31", 33, 32),
    ],
)
def test_thirty_360_as_in_the_isda_spreadsheet(start: str, end: str, bond: int, eurobond: int) -> None:
    # ISDA, "30/360 Day Count Conventions", spreadsheet of examples to the 2006 Definitions, 4.16(f) and (g).
    assert year_fraction(A(start), A(end), DayCount.THIRTY_360) == Fraction(bond, 360)
    assert year_fraction(A(start), A(end), DayCount.THIRTY_E_360) == Fraction(eurobond, 360)


@pytest.mark.parametrize(
    ("balance", "rate", "start", "end", "convention", "interest"),
    [
        # Collection period August 2025, paid on 15 September 2025.
        ("161510000.00", "5.0327%", "2025-08-15", "2025-09-15", DayCount.ACT_360, "699938.13"),
        ("350000000.00", "4.59%", "2025-08-15", "2025-09-15", DayCount.THIRTY_360, "1338750.00"),
        ("452100000.00", "4.48%", "2025-08-15", "2025-09-15", DayCount.THIRTY_360, "1687840.00"),
        ("89000000.00", "4.65%", "2025-08-15", "2025-09-15", DayCount.THIRTY_360, "344875.00"),
        ("28920000.00", "4.96%", "2025-08-15", "2025-09-15", DayCount.THIRTY_360, "119536.00"),
        ("21160000.00", "5.16%", "2025-08-15", "2025-09-15", DayCount.THIRTY_360, "90988.00"),
        ("14110000.00", "5.74%", "2025-08-15", "2025-09-15", DayCount.THIRTY_360, "67492.83"),
        # Collection period November 2025, paid on 15 December 2025 after 17 November, a Monday.
        ("150970800.06", "4.83202%", "2025-11-17", "2025-12-15", DayCount.ACT_360, "567384.16"),
        ("327161042.80", "4.59%", "2025-11-15", "2025-12-15", DayCount.THIRTY_360, "1251390.99"),
    ],
)
def test_the_interest_of_a_published_certificate_to_the_cent(
    balance: str, rate: str, start: str, end: str, convention: DayCount, interest: str
) -> None:
    # CarMax Auto Owner Trust 2025-2, Form 10-D Exhibit 99.1 (SEC EDGAR, CIK 2063979): classes A-2b, A-2a,
    # B, C, D; 0002063979-25-000025 and 0002063979-25-000040. Fixed coupons follow from the figures.
    years = year_fraction(A(start), A(end), convention)
    paid = Rate.parse(rate).interest(Money.parse(f"{balance} USD"), years)
    assert paid == Money.parse(f"{interest} USD")


def test_the_money_market_class_counts_thirty_one_days() -> None:
    # The same certificate, class A-1: 360,373.90 on 93,665,783.50 is 4.468% a year over 31/360.
    years = year_fraction(date(2025, 8, 15), date(2025, 9, 15), DayCount.ACT_360)
    assert years == Fraction(31, 360)
    paid = Rate.parse("4.468%").interest(Money.parse("93665783.50 USD"), years)
    assert paid == Money.parse("360373.90 USD")


def test_actual_365_fixed_ignores_the_leap_day() -> None:
    assert year_fraction(date(2024, 1, 1), date(2025, 1, 1), DayCount.ACT_365F) == Fraction(366, 365)


def test_dates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(DayCountError, match="before it starts") as refusal:
        year_fraction(date(2026, 2, 1), date(2026, 1, 1), DayCount.ACT_360)
    assert refusal.value.problem == "daycount.order"


@pytest.mark.parametrize("moment_first", [True, False])
def test_a_moment_is_no_date(moment_first: bool) -> None:
    moment, day = datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1)
    with pytest.raises(DayCountError, match="not a pair of dates") as refusal:
        days_between(*((moment, day) if moment_first else (day, moment)))
    assert refusal.value.problem == "daycount.moment"


@given(dates=st.lists(days, min_size=3, max_size=3), convention=st.sampled_from(_ACTUAL))
def test_actual_counts_add_up_over_a_day_between(dates: list[date], convention: DayCount) -> None:
    a, b, c = sorted(dates)
    parts = year_fraction(a, b, convention) + year_fraction(b, c, convention)
    assert parts == year_fraction(a, c, convention)


@given(
    dates=st.lists(st.integers(1, 28).flatmap(lambda d: days.map(lambda x: x.replace(day=d))), min_size=3, max_size=3)
)
def test_thirty_day_months_add_up_away_from_month_ends(dates: list[date]) -> None:
    a, b, c = sorted(dates)
    for convention in (DayCount.THIRTY_360, DayCount.THIRTY_E_360):
        parts = year_fraction(a, b, convention) + year_fraction(b, c, convention)
        assert parts == year_fraction(a, c, convention)


@given(day=days, years=st.integers(0, 40), convention=st.sampled_from([DayCount.THIRTY_360, DayCount.ACT_ACT]))
def test_whole_years_count_as_whole_years(day: date, years: int, convention: DayCount) -> None:
    first = day.replace(month=1, day=1)
    assert year_fraction(first, first.replace(year=first.year + years), convention) == years


@given(a=days, b=days, convention=st.sampled_from(DayCount))
def test_a_count_is_never_negative_and_nothing_for_no_time(a: date, b: date, convention: DayCount) -> None:
    start, end = sorted((a, b))
    assert year_fraction(start, end, convention) >= 0
    assert year_fraction(start, start, convention) == 0


@given(a=days, b=days)
def test_the_two_thirty_day_counts_differ_by_a_day_at_most(a: date, b: date) -> None:
    start, end = sorted((a, b))
    bond, eurobond = (year_fraction(start, end, c) for c in (DayCount.THIRTY_360, DayCount.THIRTY_E_360))
    assert bond - eurobond in {0, Fraction(1, 360)}
