"""The door between floats and Money."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cashflow.kernels.rounding import RoundingError, float_from_money, round_to_money, round_vector
from tallystick.units.money import Currency, Money, total

USD = Currency.USD


@pytest.mark.parametrize(
    ("minor", "whole"),
    [(0.5, 1), (0.49999999999999994, 0), (-0.5, -1), (2.5, 3), (1e9 + 0.4, 10**9), (-0.2, 0)],
)
def test_a_half_goes_away_from_zero(minor, whole):
    assert round_to_money(minor, USD) == Money(minor=whole, currency=USD)


@pytest.mark.parametrize("minor", [nan, inf, -inf, 2.0**53, 1e300])
def test_what_is_no_amount_is_refused(minor):
    with pytest.raises(RoundingError):
        round_to_money(minor, USD)


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_money_goes_in_and_comes_out_unchanged(minor):
    money = Money(minor=minor, currency=USD)
    assert round_to_money(float_from_money(money), USD) == money


def test_money_beyond_a_float_is_refused():
    with pytest.raises(RoundingError, match="split the pool"):
        float_from_money(Money(minor=2**53, currency=USD))


vectors = st.lists(st.floats(0, 1e12), min_size=1, max_size=40)


@given(vectors)
def test_a_vector_of_amounts_rounds_to_amounts_that_are_not_negative(vector):
    assert not any(amount.is_negative() for amount in round_vector(np.array(vector), USD))


@given(vectors)
def test_no_running_total_is_more_than_half_a_unit_off(vector):
    rounded = round_vector(np.array(vector), USD)
    for months in range(1, len(vector) + 1):
        floats = float(np.cumsum(vector)[months - 1])
        assert abs(total(rounded[:months], USD).minor - floats) <= 0.5


def test_what_is_below_a_unit_each_month_still_adds_up():
    assert [amount.minor for amount in round_vector(np.full(4, 0.5), USD)] == [1, 0, 1, 0]
