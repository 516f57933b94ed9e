"""A real deal projected: what its classes are paid, with a call, under stress, and until they break."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tallystick.cashflow.assumptions import Assumptions, Defaults, Prepayments
from tallystick.cashflow.classes import called, project
from tallystick.cashflow.kernels.door import DefaultKind, PrepaymentKind
from tallystick.cashflow.kernels.speeds import Axis, SpeedError
from tallystick.cashflow.projection import project_pool
from tallystick.cashflow.scenarios.solving import survivals
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.cashflow.waterfall import IssuedClass
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Currency, Money, total
from tallystick.units.rates import Rate, Share
from tests.cashflow import harot

DEAL, POOL = harot.deal(), harot.pool()
BASE = Assumptions.filed(DEAL.assumptions["base"])
LOSSES = replace(
    BASE,
    defaults=Defaults(kind=DefaultKind.CDR, rates=(Fraction(1, 100),)),
    severity=Share(value=Fraction(1, 2)),
    recovery_lag=4,
)
TENTH = Share.parse("10%")


def test_the_filed_assumptions_are_those_of_the_deal_file():
    assert BASE.prepayments == Prepayments(kind=PrepaymentKind.ABS, rates=(Fraction(13, 1000),))
    assert BASE.severity == Share(value=Fraction(0))


def test_without_losses_every_class_is_paid_in_full_and_on_time():
    run = project(DEAL, POOL, BASE)
    assert all(run.paid_in_full(terms.id) for terms in DEAL.structure.onshore.classes)


def test_classes_are_paid_the_whole_pool_and_no_more():
    run = project(DEAL, POOL, BASE)
    paid = total(
        (flow.principal for terms in DEAL.structure.onshore.classes for flow in run.flows(terms.id)), Currency.USD
    )
    assert paid == POOL.balance


@pytest.mark.parametrize("assumptions", [BASE, LOSSES])
def test_a_call_ends_the_pool_and_loses_no_principal(assumptions):
    whole = project_pool(POOL, assumptions, first=DEAL.structure.first_period)
    ended = called(whole, TENTH)
    last = ended.periods[-1]
    assert last.number < len(whole.periods)
    assert last.ending.is_zero()
    gone = [
        total((getattr(period, name) for period in ended.periods), Currency.USD)
        for name in ("scheduled", "prepaid", "recovered", "lost")
    ]
    assert total(gone, Currency.USD) == POOL.balance
    before = ended.periods[-2]
    assert before.ending.ratio_to(ended.opening) > TENTH.value


def test_a_call_that_is_never_reached_changes_nothing():
    whole = project_pool(POOL, BASE, first=DEAL.structure.first_period)
    assert called(whole, Share(value=Fraction(0))) == whole


def test_a_call_shortens_the_life_of_the_last_class_only():
    free, ended = project(DEAL, POOL, BASE), project(DEAL, POOL, BASE, call=TENTH)
    for name, same in (("A-1", True), ("A-2", True), ("A-3", False), ("B", False)):
        lives = [run.average_life(name, convention=DayCount.THIRTY_360) for run in (free, ended)]
        assert (lives[0] == lives[1]) is same, name


def test_losses_reach_the_junior_class_first():
    run = project(DEAL, POOL, LOSSES)
    assert run.paid_in_full("A-3")
    assert not run.paid_in_full("B")


def test_the_break_even_multiple_pays_and_the_next_does_not():
    stood = survivals(StressedRuns(DEAL, POOL, LOSSES), ["A-3"])["A-3"]
    found = stood.found
    assert found.pays is not None
    assert found.fails is not None
    assert project(DEAL, POOL, LOSSES.stressed(found.pays)).paid_in_full("A-3")
    assert not project(DEAL, POOL, LOSSES.stressed(found.fails)).paid_in_full("A-3")
    assert stood.defaulted is not None
    assert 0 < stood.defaulted.value < 1


def test_a_class_priced_smaller_is_projected_as_issued():
    issued = {"A-1": IssuedClass(size=Money.parse("500000000.00 USD"), coupon=Rate.parse("2.00%"))}
    flow = project(DEAL, POOL, BASE, issued=issued).flows("A-1")[0]
    assert (flow.beginning, flow.coupon) == (Money.parse("500000000.00 USD"), Rate.parse("2.00%"))


def test_a_vector_of_speeds_holds_its_last_rate():
    vector = Prepayments(kind=PrepaymentKind.SMM, rates=(Fraction(1, 10), Fraction(0)))
    periods = project_pool(POOL, replace(BASE, prepayments=vector), first=DEAL.structure.first_period).periods
    assert periods[0].prepaid.is_positive()
    assert all(period.prepaid.is_zero() for period in periods[1:])


def test_a_vector_by_age_starts_at_origination():
    vector = Prepayments(kind=PrepaymentKind.CPR, rates=(*(Fraction(1, 2),) * 18, Fraction(0)), axis=Axis.LOAN_MONTH)
    periods = project_pool(POOL, replace(BASE, prepayments=vector), first=DEAL.structure.first_period).periods
    assert all(period.prepaid.is_zero() for period in periods)


@pytest.mark.parametrize(
    "speed",
    [
        Prepayments(kind=PrepaymentKind.ABS, rates=(Fraction(1, 100), Fraction(2, 100))),
        Prepayments(kind=PrepaymentKind.PSA, rates=()),
        Prepayments(kind=PrepaymentKind.CPR, rates=(Fraction(3, 2),)),
        Prepayments(kind=PrepaymentKind.SMM, rates=(Fraction(-1, 2),)),
    ],
)
def test_a_speed_that_cannot_be_meant_is_refused(speed):
    with pytest.raises(SpeedError):
        project_pool(POOL, replace(BASE, prepayments=speed), first=DEAL.structure.first_period)


def test_stress_multiplies_defaults_and_stops_at_all_of_them():
    assert LOSSES.stressed(Fraction(3)).defaults.rates == (Fraction(3, 100),)
    assert LOSSES.stressed(Fraction(300)).defaults.rates == (Fraction(1),)
    assert LOSSES.stressed(Fraction(3)).prepayments == LOSSES.prepayments
