"""Figures that offering documents print, from payments and balances."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cashflow.analytics.average_life import average_life
from tallystick.cashflow.analytics.break_even import break_even
from tallystick.cashflow.analytics.coverage import coverage
from tallystick.cashflow.analytics.decrement import decrement_table, printed, prospectus_cell, prospectus_rows
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Money, MoneyError

SETTLEMENT = date(2026, 1, 29)


def usd(amount: str) -> Money:
    return Money.parse(f"{amount} USD")


def test_a_bullet_lives_until_its_date():
    life = average_life([(date(2028, 1, 29), usd("5"))], settlement=SETTLEMENT, convention=DayCount.THIRTY_360)
    assert life == 2


def test_two_halves_live_the_average_of_their_dates():
    payments = [(date(2026, 7, 29), usd("1")), (date(2027, 7, 29), usd("1"))]
    assert average_life(payments, settlement=SETTLEMENT, convention=DayCount.THIRTY_360) == 1


def test_a_class_that_is_never_paid_has_no_average_life():
    payments = [(date(2026, 7, 29), usd("0"))]
    assert average_life(payments, settlement=SETTLEMENT, convention=DayCount.ACT_365F) is None


def test_a_shorter_scenario_is_repaid_from_its_end():
    dates = [date(2026, month, 15) for month in (2, 3, 4)]
    table = decrement_table(
        "A", original=usd("200"), dates=dates, balances={"slow": [usd("150"), usd("50"), usd("0")], "fast": [usd("0")]}
    )
    assert table.scenarios == ("slow", "fast")
    assert table.shares == ((Fraction(3, 4), Fraction(1, 4), Fraction(0)), (Fraction(0),) * 3)


@pytest.mark.parametrize(
    ("share", "cell"), [("1", "100"), ("0.995", "100"), ("0.0051", "1"), ("0.005", "1"), ("0.0049", "*"), ("0", "0")]
)
def test_an_asterisk_is_less_than_half_a_per_cent_and_more_than_nothing(share, cell):
    assert prospectus_cell(Fraction(share)) == cell


def test_a_prospectus_table_begins_at_a_hundred_and_ends_where_all_is_repaid():
    dates = [date(2026, month, 15) for month in range(2, 8)]
    slow, fast = ["150", "90", "50", "0.50", "0", "0"], ["100", "0", "0", "0", "0", "0"]
    table = decrement_table(
        "A", original=usd("200"), dates=dates, balances={"slow": list(map(usd, slow)), "fast": list(map(usd, fast))}
    )
    assert prospectus_rows(table) == (
        (None, ("100", "100")),
        (dates[0], ("75", "50")),
        (dates[1], ("45", "0")),
        (dates[2], ("25", "0")),
        (dates[3], ("*", "0")),
        (dates[4], ("0", "0")),
    )
    assert [day for day, _ in prospectus_rows(table, every=2)] == [None, dates[1], dates[3], dates[4]]
    with pytest.raises(ValueError, match="1 or more"):
        prospectus_rows(table, every=0)


def test_a_table_of_nothing_is_refused():
    with pytest.raises(MoneyError):
        decrement_table("A", original=usd("0"), dates=[SETTLEMENT], balances={"base": [usd("0")]})


def test_a_scenario_longer_than_the_dates_is_refused():
    with pytest.raises(ValueError, match="give every date"):
        decrement_table("A", original=usd("1"), dates=[], balances={"base": [usd("0")]})


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(9075, 100), 2, "90.75"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(0), 3, "0.000"),
    ],
)
def test_a_figure_is_printed_half_up(value, decimals, text):
    assert printed(value, decimals) == text


def test_coverage_leaves_out_periods_in_which_nothing_is_owed():
    result = coverage([usd("3"), usd("9"), usd("1")], [usd("2"), usd("0"), usd("2")])
    assert result.multiples == (Fraction(3, 2), None, Fraction(1, 2))
    assert (result.lowest, result.overall) == (Fraction(1, 2), Fraction(1))


def test_coverage_of_no_debt_does_not_exist():
    result = coverage([usd("3")], [usd("0")])
    assert (result.lowest, result.overall) == (None, None)


@given(st.fractions(0, 63, max_denominator=97))
def test_bisection_closes_in_on_the_multiple_at_which_a_class_stops_paying(limit):
    result = break_even(lambda multiple: multiple <= limit, tolerance=Fraction(1, 1000))
    assert result.pays is not None
    assert result.fails is not None
    assert result.pays <= limit < result.fails
    assert result.fails - result.pays <= Fraction(1, 1000)


def test_a_class_that_never_or_always_pays_has_one_end_only():
    assert break_even(lambda _: False).pays is None
    assert break_even(lambda _: True).fails is None


def test_a_bisection_without_a_tolerance_is_refused():
    with pytest.raises(ValueError, match="tolerance"):
        break_even(lambda _: True, tolerance=Fraction(0))
