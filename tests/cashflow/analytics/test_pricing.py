"""Price, yield, duration, convexity and discount margin: exact sums by definition, and figures vendors document."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cashflow.analytics.decrement import printed
from tallystick.cashflow.analytics.pricing.margins import FloatingPayment, discount_margin, price_at_margin
from tallystick.cashflow.analytics.pricing.stream import Stream, accrued_interest, stream_of
from tallystick.cashflow.analytics.pricing.yields import Compounding, price_at, sensitivity, yield_at
from tallystick.cashflow.analytics.refusals import AnalyticsError, settled
from tallystick.cashflow.analytics.window import principal_window
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Money

HALF = Compounding.SEMI_ANNUAL


def usd(amount: str) -> Money:
    return Money.parse(f"{amount} USD")


def level(coupon: str, halves: int) -> Stream:
    """A bond that pays half its coupon every half year and a hundred at the end."""
    amounts = [float(Fraction(coupon) / 2)] * halves
    return Stream(times=tuple(half / 2 for half in range(1, halves + 1)), amounts=(*amounts[:-1], amounts[-1] + 100))


def rate(text: str) -> Fraction:
    return Fraction(text) / 100


@pytest.mark.parametrize("halves", [10, 50])
@pytest.mark.parametrize("coupon", ["9", "6", "0"])
def test_price_durations_and_convexity_are_those_of_exact_sums(coupon, halves):
    """Every payment discounted in fractions, by the definitions and nothing of the code under test."""
    bond, growth = level(coupon, halves), 1 + rate("9") / 2
    paid = {half: Fraction(coupon) / 2 + (100 if half == halves else 0) for half in range(1, halves + 1)}
    worth = {half: amount / growth**half for half, amount in paid.items()}
    price = sum(worth.values(), Fraction(0))
    macaulay = sum((Fraction(half, 2) * each for half, each in worth.items()), Fraction(0)) / price
    convexity = sum((Fraction(half * (half + 1), 4) * each for half, each in worth.items()), Fraction(0))
    moved = sensitivity(bond, rate("9"), HALF)
    assert float(price_at(bond, rate("9"), HALF)) == pytest.approx(float(price), rel=1e-12)
    assert float(moved.macaulay) == pytest.approx(float(macaulay), rel=1e-12)
    assert float(moved.modified) == pytest.approx(float(macaulay / growth), rel=1e-12)
    assert float(moved.convexity) == pytest.approx(float(convexity / price / growth**2), rel=1e-12)
    if coupon == "9":
        assert price == 100


def coupons(last: date, first: date, amount: str) -> list[tuple[date, Money]]:
    """Semi-annual coupons on one day of the month, a thousand at the end."""
    days, day = [], last
    while day >= first:
        days.append(day)
        day = date(day.year - (day.month <= 6), (day.month + 5) % 12 + 1, day.day)
    paid = [(day, usd(amount)) for day in sorted(days)]
    return [*paid[:-1], (paid[-1][0], paid[-1][1] + usd("100000.00"))]


def test_price_between_coupon_days_is_the_one_printed_for_a_spreadsheet():
    """Microsoft's documentation of PRICE: 5.75 % of 2017-11-15 at 6.5 %, settled 2008-02-15, 30/360: 94.63436."""
    settlement = date(2008, 2, 15)
    accrued = accrued_interest(
        balance=usd("100000"),
        rate=rate("5.75"),
        last=date(2007, 11, 15),
        settlement=settlement,
        convention=DayCount.THIRTY_360,
    )
    stream = stream_of(
        coupons(date(2017, 11, 15), date(2008, 5, 15), "2875"),
        balance=usd("100000"),
        settlement=settlement,
        convention=DayCount.THIRTY_360,
        accrued=accrued,
    )
    assert printed(price_at(stream, rate("6.5"), HALF), 5) == "94.63436"
    assert price_at(stream, rate("6.5"), HALF, clean=False) - price_at(stream, rate("6.5"), HALF) == rate("143.75")


def test_yield_between_coupon_days_is_the_one_printed_for_a_spreadsheet():
    """Microsoft's documentation of YIELD: 5.75 % of 2016-11-15 at 95.04287, settled 2008-02-15, 30/360: 6.5 %."""
    settlement = date(2008, 2, 15)
    stream = stream_of(
        coupons(date(2016, 11, 15), date(2008, 5, 15), "2875"),
        balance=usd("100000"),
        settlement=settlement,
        convention=DayCount.THIRTY_360,
        accrued=usd("1437.50"),
    )
    assert printed(yield_at(stream, Fraction("95.04287"), HALF) * 100, 5) == "6.50000"


def test_durations_are_those_printed_for_a_spreadsheet():
    """Microsoft's documentation of DURATION (10.9191453) and MDURATION (5.73567): 8 % bonds at 9 %, on coupon days."""
    assert printed(sensitivity(level("8", 59), rate("9"), HALF).macaulay, 7) == "10.9191453"
    assert printed(sensitivity(level("8", 16), rate("9"), HALF).modified, 5) == "5.73567"


@pytest.mark.parametrize("points", [80, 84, 88, 92, 96, 100])
def test_a_floater_s_margin_is_the_one_that_discounts_its_payments_to_its_price(points):
    """Six years at an index of 10 % plus 80 points, discounted in fractions at the index plus the margin."""
    half, growth = Fraction(1, 2), 1 + (rate("10") + Fraction(points, 10_000)) / 2
    amounts = {number: Fraction("5.4") + (100 if number == 12 else 0) for number in range(1, 13)}
    price = sum((amount / growth**number for number, amount in amounts.items()), Fraction(0))
    payments = [FloatingPayment(fraction=half, index=rate("10"), amount=amount) for amount in amounts.values()]
    assert float(discount_margin(payments, price)) * 10_000 == pytest.approx(points, abs=1e-6)
    assert float(price_at_margin(payments, Fraction(points, 10_000))) == pytest.approx(float(price), rel=1e-12)
    if points == 80:
        assert price == 100


def test_a_single_payment_has_the_yield_of_the_closed_form():
    """121 in two years for 100 is 10 % a year, and its modified duration is 2 / 1.1."""
    bond = Stream(times=(2.0,), amounts=(121.0,))
    assert yield_at(bond, Fraction(100), Compounding.ANNUAL) == Fraction(1, 10)
    assert printed(sensitivity(bond, Fraction(1, 10), Compounding.ANNUAL).modified, 9) == "1.818181818"
    assert printed(sensitivity(bond, Fraction(1, 10), Compounding.ANNUAL).convexity, 9) == "4.958677686"


@given(
    st.lists(st.integers(0, 5000), min_size=1, max_size=40).filter(any),
    st.sampled_from(Compounding),
    st.fractions(Fraction(-1, 2), Fraction(3), max_denominator=1000),
)
def test_a_price_has_the_yield_it_was_made_with(amounts, compounding, annual):
    stream = Stream(times=tuple((place + 1) / 12 for place in range(len(amounts))), amounts=tuple(map(float, amounts)))
    price = price_at(stream, annual, compounding)
    if price > Fraction(1, 1000):
        assert abs(yield_at(stream, price, compounding) - annual) < Fraction(1, 10**7)


@given(st.fractions(0, 1, max_denominator=200), st.integers(1, 60))
def test_duration_and_convexity_are_the_derivatives_of_the_price(annual, halves):
    bond, step = level("7", halves), Fraction(1, 10_000)
    below, at, above = (price_at(bond, annual + step * side, HALF) for side in (-1, 0, 1))
    moved = sensitivity(bond, annual, HALF)
    assert float(moved.modified) == pytest.approx(float((below - above) / (2 * step) / at), rel=1e-4)
    assert float(moved.convexity) == pytest.approx(float((below - 2 * at + above) / step**2 / at), rel=1e-3)


def test_payments_up_to_settlement_belong_to_the_seller():
    paid = [(date(2026, 1, 15), usd("50")), (date(2026, 7, 15), usd("50")), (date(2027, 1, 15), usd("1050"))]
    stream = stream_of(paid, balance=usd("1000"), settlement=date(2026, 7, 15), convention=DayCount.THIRTY_360)
    assert stream.times == (0.5,)
    assert stream.amounts == (105.0,)


def refused(act) -> str:
    with pytest.raises(AnalyticsError) as caught:
        act()
    return caught.value.finding.code


DAY = date(2026, 1, 15)


@pytest.mark.parametrize("price", ["0", "-1"])
def test_a_price_not_above_zero_has_no_yield(price):
    assert refused(lambda: yield_at(level("6", 2), Fraction(price), HALF)) == "cashflow.price-zero"


@pytest.mark.parametrize("price", ["1000000000", "0.0000001"])
def test_a_price_out_of_reach_has_no_yield_rather_than_a_wrong_one(price):
    assert refused(lambda: yield_at(level("6", 2), Fraction(price), HALF)) == "cashflow.yield-none"


@pytest.mark.parametrize("annual", ["-1", "11", "-100"])
def test_a_yield_that_cannot_be_meant_has_no_price(annual):
    assert refused(lambda: price_at(level("6", 2), Fraction(annual), HALF)) == "cashflow.yield-range"


@pytest.mark.parametrize(
    ("payments", "balance", "code"),
    [
        ([(date(2026, 3, 1), "1"), (date(2026, 2, 1), "1")], "5", "cashflow.payments-order"),
        ([(date(2026, 3, 1), "1"), (date(2026, 3, 1), "1")], "5", "cashflow.payments-order"),
        ([(date(2026, 3, 1), "-1")], "5", "cashflow.payments-negative"),
        ([(date(2026, 3, 1), "0")], "5", "cashflow.payments-none"),
        ([(DAY, "5")], "5", "cashflow.payments-none"),
        ([], "5", "cashflow.payments-none"),
        ([(date(2026, 3, 1), "1")], "0", "cashflow.balance-none"),
    ],
)
def test_payments_that_cannot_be_priced_say_why(payments, balance, code):
    paid = [(day, usd(amount)) for day, amount in payments]
    act = lambda: stream_of(paid, balance=usd(balance), settlement=DAY, convention=DayCount.ACT_365F)  # noqa: E731
    assert refused(act) == code


def test_a_floater_that_cannot_be_priced_says_why():
    one = FloatingPayment(fraction=Fraction(1), index=rate("3"), amount=Fraction(104))
    none = FloatingPayment(fraction=Fraction(1), index=rate("3"), amount=Fraction(0))
    back = FloatingPayment(fraction=Fraction(-1), index=rate("3"), amount=Fraction(1))
    assert refused(lambda: discount_margin([one], Fraction(0))) == "cashflow.price-zero"
    assert refused(lambda: discount_margin([one], Fraction(1, 10**6))) == "cashflow.margin-none"
    assert refused(lambda: discount_margin([none], Fraction(100))) == "cashflow.payments-none"
    assert refused(lambda: price_at_margin([back], Fraction(0))) == "cashflow.payments-order"


def test_a_figure_that_is_no_number_is_refused():
    assert refused(lambda: settled(float("nan"), figure="price")) == "cashflow.figure-not-finite"
    assert settled(0.1 + 0.2, figure="price") == Fraction(3, 10)
    assert settled(1234567.25, figure="price") == Fraction("1234567.25")


def test_times_and_amounts_that_do_not_pair_are_a_wrong_call():
    with pytest.raises(ValueError, match="one time an amount"):
        Stream(times=(1.0,), amounts=())


def test_the_window_runs_from_the_first_to_the_last_principal():
    days = [date(2026, month, 15) for month in range(1, 7)]
    window = principal_window(zip(days, map(usd, ["0", "0", "5", "0", "5", "0"]), strict=True))
    assert window is not None
    assert (window.first, window.last, window.payments) == (days[2], days[4], 3)


def test_a_class_never_paid_principal_has_no_window():
    assert principal_window([(DAY, usd("0"))]) is None
