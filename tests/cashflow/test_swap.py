"""The hedge, item by item: what passes, what is kept back, and what both add up to."""

from fractions import Fraction

from tallystick.cashflow.waterfall.engine.arithmetic import EXACT
from tallystick.cashflow.waterfall.engine.exchange import Crossing, exchange
from tests.cashflow.deals import structure


def test_without_a_hedge_an_item_passes_unchanged():
    (one,), carried = exchange({"senior.interest": 7105}, {}, crossing=Crossing.unhedged(), lane=EXACT)
    assert one.received == 7105
    assert one.unexchanged == 0
    assert carried["received", "senior.interest"] == 7105


def test_what_is_less_than_a_unit_of_the_other_currency_is_kept_back_and_told_in_units_of_the_paid():
    offshore = structure().offshore
    assert offshore is not None
    assert offshore.hedge is not None
    crossing = Crossing.fixed(offshore.hedge)
    (one,), carried = exchange({"senior.interest": 100}, {}, crossing=crossing, lane=EXACT)
    assert one.received == 14  # 1.00 / 7.10 is 0.1408
    assert one.unexchanged == Fraction(6, 10)  # fen: 100 - 14 x 7.10
    (next_one,), _ = exchange({"senior.interest": 7}, carried, crossing=crossing, lane=EXACT)
    assert next_one.received == 1
    assert next_one.unexchanged == Fraction(5, 10)  # fen: 107 - 15 x 7.10


def test_cash_that_may_not_cross_waits_and_crosses_later():
    shut = Crossing(open=False, rate=Fraction(71, 10))
    (one,), carried = exchange({"senior.principal": 710}, {}, crossing=shut, lane=EXACT)
    assert (one.received, one.waiting) == (0, 710)
    opened = Crossing(open=True, rate=Fraction(71, 10))
    (after,), _ = exchange({"senior.principal": 71}, carried, crossing=opened, lane=EXACT)
    assert (after.received, after.waiting) == (110, 0)


def test_principal_above_the_scheduled_amount_crosses_at_the_spot_price():
    crossing = Crossing(open=True, rate=Fraction(7), scheduled=700, spot=Fraction(8))
    exchanged, _ = exchange({"a.principal": 1500, "a.interest": 70}, {}, crossing=crossing, lane=EXACT)
    assert [one.received for one in exchanged] == [100 + 100, 10]


def test_the_scheduled_amount_is_shared_and_only_principal_crosses_at_the_spot_price():
    crossing = Crossing(open=True, rate=Fraction(7), scheduled=700, spot=Fraction(1, 2))
    items = {"a.principal": 490, "b.principal": 490, "a.interest": 70}
    exchanged, _ = exchange(items, {}, crossing=crossing, lane=EXACT)
    assert [one.received for one in exchanged] == [70, 30 + 560, 10]
