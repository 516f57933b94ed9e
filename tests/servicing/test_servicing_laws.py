"""Laws of servicing: cash, classes, triggers and order, over random deals and over random years of the example.

Ten thousand of the same are a long run (`tools/long/histories.py`); here are as many as take a moment.
"""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.cashflow.waterfall import DealPeriod, VehiclePeriod
from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.reading import Document
from tallystick.servicing.certificate import certify
from tallystick.servicing.close import ClosedPeriod, close_period
from tallystick.servicing.collections import Collection
from tallystick.servicing.reconciliation.pool import roll_forward
from tallystick.units.money import Currency, Money, total
from tests.servicing.months import FIRST, collection, month_file, priced_deal
from tools.long.deals import ledger_breaches
from tools.long.histories import breaches, history, order_breaches
from tools.long.random_deals import random_deal

POOL = 1_001_500_000_00
parts = st.integers(0, 120)
lives = st.lists(st.tuples(parts, parts, parts, parts), min_size=1, max_size=6)


def year(life) -> list[Collection]:
    """Months of the example: what is scheduled, prepaid, in interest and in default, in thousandths of the pool."""
    opening, made = POOL, []
    for number, (scheduled, prepaid, interest, defaulted) in enumerate(life):
        amounts = month_file(
            opening,
            scheduled=opening * scheduled // 1000,
            prepaid=opening * prepaid // 1000,
            interest=opening * interest // 1000,
            defaulted=opening * defaulted // 1000,
        )
        made.append(collection(amounts, FIRST.add(number)))
        opening = amounts["closing-balance"]
    return made


def paid(months: list[Collection]) -> ClosedPeriod:
    """The last of some months, paid."""
    closed, found = close_period(priced_deal(), months, period=months[-1].period)
    assert found == ()
    assert closed is not None
    return closed


def both(period: DealPeriod) -> tuple[VehiclePeriod, VehiclePeriod]:
    """The two vehicles of a month."""
    assert period.offshore is not None
    return period.onshore, period.offshore


@given(lives)
def test_cash_in_is_cash_out_and_balances_and_no_class_is_below_zero(life):
    closed = paid(year(life))
    assert list(ledger_breaches(priced_deal(), closed.ledger)) == []
    for period in closed.ledger.periods:
        for vehicle in both(period):
            assert not any(flow.ending.is_negative() for flow in vehicle.classes)


@given(lives)
def test_no_junior_principal_and_no_residual_while_a_senior_trigger_is_breached(life):
    closed = paid(year(life))
    for period in closed.ledger.periods:
        senior, junior = period.onshore.classes
        if any(test.breached for test in period.tests) and not senior.ending.is_zero():
            assert junior.principal.is_zero()
            assert junior.residual.is_zero()
        offshore = {flow.class_id: flow for flow in both(period)[1].classes}
        if not offshore["A"].ending.is_zero():
            assert offshore["B"].principal.is_zero()


def test_a_breach_does_happen_in_these_years():
    closed = paid(year([(10, 0, 5, 50), (10, 0, 5, 0)]))
    assert [test.breached for period in closed.ledger.periods for test in period.tests] == [True, True]


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_permuting_loans_changes_nothing(balances, chance):
    """Sum loans into a month in any order: roll-forward, collections and certificate stay what they are."""
    loans = {f"L{number}": balance for number, balance in enumerate(balances)}
    order = list(loans)
    chance.shuffle(order)
    certificates = []
    for names in (list(loans), order):
        before = {name: Money(minor=loans[name], currency=Currency.CNY) for name in names}
        after = {name: Money(minor=loans[name] // 2, currency=Currency.CNY) for name in names if loans[name] > 1}
        rolled = roll_forward(before, after, Currency.CNY)
        amounts = month_file(rolled.before.minor, scheduled=rolled.reduction.minor, prepaid=0, interest=7)
        assert amounts["closing-balance"] == rolled.after.minor
        certificates.append(certify(paid([collection(amounts)])).content())
    assert certificates[0] == certificates[1]


@pytest.mark.parametrize("number", range(24))
def test_random_deals_with_random_histories_keep_their_laws(number):
    random = Random(f"law/{number}")  # noqa: S311 - chance, not secrets
    made = random_deal(random, number)
    deal, _ = build(Deal, Document(file="deal.yaml", tree=made.tree, lines={}))
    assert deal is not None
    assert list(breaches(deal, history(random, deal, made.pool.balance))) == []


def test_a_junior_class_repaid_before_the_senior_one_is_seen():
    closed = paid(year([(10, 0, 5, 0)]))
    (first,) = closed.ledger.periods
    juniors = [place for place, each in enumerate(first.onshore.payments) if each.priority == "on-14"]
    assert not first.onshore.classes[0].ending.is_zero()
    payments = list(first.onshore.payments)
    payments[juniors[0]] = replace(payments[juniors[0]], paid=Money(minor=1, currency=Currency.CNY))
    damaged = replace(first, onshore=replace(first.onshore, payments=tuple(payments)))
    changed = replace(closed, ledger=replace(closed.ledger, periods=(damaged,)))
    assert list(order_breaches(closed)) == []
    assert len(list(order_breaches(changed))) == 1


def test_a_lost_fen_is_seen():
    closed = paid(year([(10, 0, 5, 0)]))
    (first,) = closed.ledger.periods
    name, amount = next(iter(first.onshore.closing.items()))
    short = {**first.onshore.closing, name: amount + Money(minor=1, currency=Currency.CNY)}
    damaged = replace(closed.ledger, periods=(replace(first, onshore=replace(first.onshore, closing=short)),))
    assert len(list(ledger_breaches(priced_deal(), damaged))) >= 1
    assert total(short.values(), Currency.CNY) != total(first.onshore.closing.values(), Currency.CNY)
