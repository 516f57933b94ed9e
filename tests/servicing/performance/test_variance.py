"""Forecast against actual, and the duties that the law derives: at the number, a hair below it, and unknown."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.servicing.collections import Declared
from tallystick.servicing.performance.owed import facts_of_month, owed_reports
from tallystick.servicing.performance.variance import Loss, loss_of_year, parse_forecast, variances
from tallystick.servicing.reconciliation.cash import cash_of
from tallystick.units.money import Currency, Money, total
from tests.servicing.months import FIRST, months

TODAY = date(2026, 10, 20)


def yuan(fen):
    return Money(minor=fen, currency=Currency.CNY)


def loss(fen, *, owed=100_000, recovered=0):
    return Loss(year=2026, defaulted=yuan(fen), recovered=yuan(recovered), outstanding=yuan(owed))


def owed(forecast_more, lost=0, *, disclosed=Fraction(0)):
    """Which events are owed where the month is below its forecast by so many parts in a million."""
    (month,) = months(1)
    came = cash_of(month).minor
    (one,) = variances([month], {FIRST: yuan(came * 10**6 // (10**6 - forecast_more))})
    exact = one.shortfall
    facts = facts_of_month(one, loss(lost), disclosed=disclosed, sha256="0" * 64, known=TODAY)
    return exact, {each.event: each.owed for each in owed_reports(facts, as_of=TODAY)}


def test_a_month_as_forecast_owes_nothing_that_collections_can_show():
    _, told = owed(0)
    assert told["D2-1"] is False
    assert told["D2-3"] is None  # whether the forecast itself was lowered, only people know


@pytest.mark.parametrize(("millionths", "due"), [(200_001, True), (199_000, None), (500_000, True)])
def test_twenty_per_cent_below_the_forecast_is_a_report(millionths, due):
    exact, told = owed(millionths)
    assert (exact >= Fraction(1, 5)) is (due is True)
    assert told["D2-3"] is due


@pytest.mark.parametrize(
    ("fen", "disclosed", "due"), [(10_000, 0, False), (10_001, 0, True), (20_000, 1, False), (20_001, 1, True)]
)
def test_each_further_ten_per_cent_of_loss_is_a_report_and_ten_itself_is_not(fen, disclosed, due):
    assert owed(0, fen, disclosed=Fraction(disclosed, 10))[1]["D2-1"] is due


def test_what_was_recovered_is_no_loss_and_nothing_outstanding_leaves_all_of_it():
    assert loss(500, recovered=700).net == yuan(0)
    assert loss(1, owed=0).share(Fraction(0)) == 1
    assert loss(0, owed=0).share(Fraction(0)) == 0


def test_a_year_counts_its_own_months_only():
    made = months(6)
    year = loss_of_year(made, year=2026, outstanding=yuan(1))
    own = [each.amounts["defaulted-principal"] for each in made if each.period.year == 2026]
    assert (len(own), year.defaulted) == (4, total(own, Currency.CNY))


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8))
def test_shares_lie_between_none_and_all_and_sums_are_sums(expected):
    made = months(len(expected))
    told = variances(made, {FIRST.add(n): yuan(each) for n, each in enumerate(expected)})
    assert all(0 <= share <= 1 for each in told for share in (each.shortfall, each.shortfall_so_far))
    assert told[-1].forecast_so_far == yuan(sum(expected))
    assert told[-1].actual_so_far == total((cash_of(each) for each in made), Currency.CNY)
    assert variances(made[::-1], {FIRST.add(n): yuan(each) for n, each in enumerate(expected)}) == told


def test_what_only_the_structure_declares_is_not_forecast_and_fills_no_gap():
    (month,) = months(1)
    cash, extra = cash_of(month), yuan(10**9)
    amounts = {**month.amounts, "parking": extra}
    wider = replace(month, amounts=amounts, declared=Declared(items=("parking",)), shifts={"parking": yuan(5)})
    assert cash_of(wider, carried=True) == cash + extra + yuan(5)
    (one,) = variances([wider], {FIRST: yuan(cash.minor * 2)})
    assert (one.actual, one.shortfall) == (cash, Fraction(1, 2))


def test_the_filed_months_are_read_and_anything_else_is_refused():
    head = "month,beginning,scheduled,prepaid,defaulted,interest,recovered,lost,ending"
    row = "2026-09,10.00 CNY,1.00 CNY,2.00 CNY,0.50 CNY,3.00 CNY,4.00 CNY,0.00 CNY,6.50 CNY"
    forecast, found = parse_forecast(f"{head}\n{row}\n".encode(), file="f")
    assert (forecast, found) == ({FIRST: yuan(1000)}, ())
    assert parse_forecast(f"{head}\n{row}x\n".encode(), file="f")[0] == {}
    longer = f"{head},diluted,fees\n{row},0.25 CNY,0.75 CNY\n"
    assert parse_forecast(longer.encode(), file="f") == ({FIRST: yuan(1075)}, ()), "fees are cash that is reported too"
