"""The zero-volatility spread, against the bond of the textbook."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cashflow.analytics.pricing.spreads import SpotCurve, price_at_spread, spread_at
from tallystick.cashflow.analytics.pricing.stream import Stream
from tallystick.cashflow.analytics.pricing.yields import Compounding, price_at
from tallystick.cashflow.analytics.refusals import AnalyticsError

# F. J. Fabozzi, Bond Markets, Analysis and Strategies: theoretical Treasury spot rates by half-years, per cent.
SPOTS = (
    *("3.0000", "3.3000", "3.5053", "3.9164", "4.4376", "4.7520", "4.9622", "5.0650", "5.1701", "5.2772"),
    *("5.3864", "5.4976", "5.6108", "5.6643", "5.7193", "5.7755", "5.8331", "5.9584", "6.0863", "6.2169"),
)
TREASURY = SpotCurve(
    times=tuple(Fraction(half, 2) for half in range(1, 21)),
    rates=tuple(Fraction(rate) / 100 for rate in SPOTS),
    compounding=Compounding.SEMI_ANNUAL,
)
EIGHT = Stream(times=tuple(half / 2 for half in range(1, 21)), amounts=(*(4.0,) * 19, 104.0))
FLAT = SpotCurve(times=(Fraction(1),), rates=(Fraction(5, 100),), compounding=Compounding.SEMI_ANNUAL)


@pytest.mark.parametrize(("points", "price"), [(100, "107.5414"), (125, "105.7165"), (146, "104.2145")])
def test_an_eight_per_cent_bond_of_ten_years_has_the_prices_of_the_textbook(points, price):
    """Source: the same chapter, by trial; its sums are of present values of four decimals each."""
    found = price_at_spread(EIGHT, TREASURY, Fraction(points, 10_000))
    assert float(found) == pytest.approx(float(price), abs=2e-4)


def test_its_spread_is_146_basis_points():
    assert round(spread_at(EIGHT, TREASURY, Fraction("104.2145")) * 10_000) == 146


@given(points=st.integers(-300, 3000))
def test_over_a_flat_curve_the_spread_is_the_yield_less_the_curve(points):
    spread = Fraction(points, 10_000)
    price = price_at_spread(EIGHT, FLAT, spread)
    assert float(price) == pytest.approx(float(price_at(EIGHT, Fraction(5, 100) + spread, Compounding.SEMI_ANNUAL)))
    assert float(spread_at(EIGHT, FLAT, price)) == pytest.approx(float(spread), abs=1e-9)


def test_between_two_times_the_curve_is_straight_and_beyond_them_flat():
    curve = SpotCurve(
        times=(Fraction(1), Fraction(3)), rates=(Fraction(2, 100), Fraction(4, 100)), compounding=Compounding.ANNUAL
    )
    assert [curve.at(time) for time in (0.5, 1.0, 2.0, 3.0, 30.0)] == pytest.approx([0.02, 0.02, 0.03, 0.04, 0.04])


@pytest.mark.parametrize("price", ["0", "-1"])
def test_a_price_not_above_zero_has_no_spread(price):
    with pytest.raises(AnalyticsError) as refused:
        spread_at(EIGHT, TREASURY, Fraction(price))
    assert refused.value.finding.code == "cashflow.price-zero"


def test_a_price_beyond_reach_has_no_spread():
    with pytest.raises(AnalyticsError) as refused:
        spread_at(EIGHT, TREASURY, Fraction(1, 1000))
    assert refused.value.finding.code == "cashflow.margin-none"


def test_a_curve_whose_times_do_not_ascend_is_refused():
    with pytest.raises(AnalyticsError):
        SpotCurve(times=(Fraction(2), Fraction(1)), rates=(Fraction(0),) * 2, compounding=Compounding.ANNUAL)
    with pytest.raises(AnalyticsError):
        SpotCurve(times=(Fraction(1),), rates=(Fraction(-2),), compounding=Compounding.ANNUAL)
