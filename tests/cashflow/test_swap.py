"""The hedge, item by item: what passes, what is kept back, and what both add up to."""

from fractions import Fraction

from tallystick.cashflow.waterfall.swap import SwapState, exchange
from tallystick.units.money import Currency
from tests.cashflow.deals import cny, structure, usd

NOTHING_YET = SwapState(paid={}, received={})


def test_without_a_hedge_an_item_passes_unchanged():
    (one,), state = exchange({"senior.interest": cny("71.05")}, NOTHING_YET, hedge=None, currency=Currency.CNY)
    assert one.received == cny("71.05")
    assert one.unexchanged == 0
    assert state.received == {"senior.interest": cny("71.05")}


def test_what_is_less_than_a_unit_of_the_other_currency_is_kept_back_and_told_in_units_of_the_paid():
    offshore = structure().offshore
    assert offshore is not None
    (one,), state = exchange({"senior.interest": cny("1.00")}, NOTHING_YET, hedge=offshore.hedge, currency=Currency.USD)
    assert one.received == usd("0.14")  # 1.00 / 7.10 is 0.1408
    assert one.unexchanged == Fraction(6, 10)  # fen: 100 - 14 x 7.10
    (next_one,), _ = exchange({"senior.interest": cny("0.07")}, state, hedge=offshore.hedge, currency=Currency.USD)
    assert next_one.received == usd("0.01")
    assert next_one.unexchanged == Fraction(5, 10)  # fen: 107 - 15 x 7.10
