"""Each convention by itself: the published figure it gives, and that the others do not give it."""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.cashflow.assumptions import Assumptions, Prepayments
from tallystick.cashflow.kernels.door import PrepaymentKind
from tallystick.cashflow.kernels.flows import Arrears, Pace, PoolFlows
from tallystick.cashflow.kernels.loans import (
    AgeOrigin,
    Amortisation,
    Conventions,
    DefaultBase,
    InterestBase,
    LiquidationBase,
    LoanArrays,
    LoanArraysError,
    PrepaymentBase,
    SeverityBase,
)
from tallystick.cashflow.kernels.pool import Engine, pool_flows, unplaced_defaults
from tallystick.cashflow.kernels.speeds import Axis, Curve, flat_curve, psa_curve, sda_curve
from tallystick.cashflow.tieout import tie_out
from tests.cashflow import harot
from tests.cashflow.test_kernel_pool import NEW_MORTGAGES, PRINTED, STANDARD_EXAMPLE, row

BULLET = Amortisation.BULLET
MONTH_41 = (78463060, 70811, 613687, 39340, 522825, 33535, 8493, 77739222, 447, 3577)
"""Cash flow B of the standard formulas, month 41. Source: BMA Standard Formulas, SF-29."""


def cash_flow_b(**how) -> PoolFlows:
    pace = Pace(
        prepayment=psa_curve(1.5, 360),
        default=sda_curve(1, 360),
        recovery_lag=12,
        conventions=replace(STANDARD_EXAMPLE, **how),
    )
    return pool_flows(NEW_MORTGAGES, pace, severity=0.2)


@pytest.mark.parametrize(
    ("wrong", "figures"),
    [
        ({"prepayment_base": PrepaymentBase.AFTER_DEFAULTS}, "prepaid"),
        ({"prepayment_base": PrepaymentBase.BEGINNING}, "prepaid"),
        ({"interest_base": InterestBase.BEGINNING}, "interest"),
        ({"liquidation_base": LiquidationBase.ORIGINAL}, "recovered"),
        ({"severity_base": SeverityBase.AT_LIQUIDATION}, "lost"),
        ({"default_base": DefaultBase.ORIGINAL}, "defaulted"),
        ({"first_period": 2.0}, "beginning"),
    ],
)
def test_the_printed_month_is_met_by_the_standard_choice_and_missed_by_the_other(wrong, figures):
    assert row(cash_flow_b(), 41) == MONTH_41
    place = PRINTED.index(figures)
    assert row(cash_flow_b(**wrong), 41)[place] != MONTH_41[place]


def test_the_printed_last_year_has_no_new_defaults_only_with_the_tail():
    """Source: SF-17 i, SF-29: no new default in the last twelve months."""
    tail, without = cash_flow_b(), cash_flow_b(default_free_tail=False)
    assert not tail.defaulted[348:360].any()
    assert without.defaulted[348:360].all()


def test_defaults_after_the_payment_are_smaller_by_what_was_scheduled():
    loan = LoanArrays(
        balance=np.array([1200.0]),
        annual_rate=np.array([0.12]),
        remaining_term=np.array([12]),
        age=np.array([0]),
        amortisation=Amortisation.EQUAL_PRINCIPAL,
    )
    before, after = (
        pool_flows(
            loan, Pace(prepayment=flat_curve(0), default=flat_curve(0.1), conventions=Conventions(default_base=base))
        )
        for base in (DefaultBase.BEGINNING, DefaultBase.AFTER_SCHEDULED)
    )
    assert (before.defaulted[0], before.scheduled[0], before.interest[0]) == pytest.approx((120, 90, 10.8))
    assert (after.defaulted[0], after.scheduled[0], after.interest[0]) == pytest.approx((110, 100, 12))
    assert after.defaulted[11] == 0


def test_cumulative_defaults_are_shares_of_the_first_balance_and_no_more_than_is_left():
    bullet = LoanArrays(
        balance=np.array([1000.0]),
        annual_rate=np.array([0.0]),
        remaining_term=np.array([6]),
        age=np.array([0]),
        amortisation=Amortisation.BULLET,
    )
    timing = Curve(rates=np.array([0.015, 0.03, 0.015, 0.0]), axis=Axis.PROJECTION_MONTH)
    how = Conventions(default_base=DefaultBase.ORIGINAL)
    flows = pool_flows(bullet, Pace(prepayment=flat_curve(0.01), default=timing, conventions=how))
    assert flows.defaulted == pytest.approx([15, 30, 15, 0, 0, 0])
    greedy = pool_flows(bullet, Pace(prepayment=flat_curve(0), default=flat_curve(0.4), conventions=how))
    assert greedy.defaulted == pytest.approx([400, 400, 200, 0, 0, 0])


def test_defaults_of_the_first_balance_that_find_nothing_left_are_counted_by_month():
    """Of 40 % a month for three months, the third finds only half; nothing is left for a fourth after the term."""
    bullet = replace(NEW_MORTGAGES, balance=np.array([1000.0]), remaining_term=np.array([3]), amortisation=BULLET)
    how = Conventions(default_base=DefaultBase.ORIGINAL)
    timing = Curve(rates=np.array([0.4, 0.4, 0.4, 0.1, 0.0]), axis=Axis.PROJECTION_MONTH)
    asked, short = unplaced_defaults(bullet, Pace(prepayment=flat_curve(0), default=timing, conventions=how))
    assert asked == pytest.approx([400, 400, 400, 100, 0])
    assert short == pytest.approx([0, 0, 200, 100, 0])
    held = Pace(prepayment=flat_curve(0), default=flat_curve(0.3), conventions=how)
    assert unplaced_defaults(bullet, held)[1] == pytest.approx([0, 0, 0])
    assert unplaced_defaults(bullet, replace(held, conventions=Conventions()))[1].size == 0


def test_what_rolls_out_of_arrears_takes_no_place_from_what_the_timing_asks_for():
    bullet = replace(NEW_MORTGAGES, balance=np.array([1000.0]), remaining_term=np.array([6]), amortisation=BULLET)
    how = Conventions(default_base=DefaultBase.ORIGINAL)
    late = Arrears(entry=flat_curve(0.5), roll=(1.0,), cure=(0.0,))
    pace = Pace(prepayment=flat_curve(0), default=flat_curve(0.1), arrears=late, conventions=how)
    asked, short = unplaced_defaults(bullet, pace)
    flows = pool_flows(bullet, pace)
    assert flows.rolled.sum() > 400
    assert (flows.defaulted - flows.rolled)[:6] == pytest.approx(asked - short)
    assert short[-1] > 0


@pytest.mark.parametrize("months", [0.5, 2.0])
def test_a_share_of_the_original_balance_is_that_of_its_period_however_long(months):
    loan = replace(NEW_MORTGAGES, amortisation=BULLET)
    how = Conventions(default_base=DefaultBase.ORIGINAL, first_period=months)
    timing = Curve(rates=np.array([0.02, 0.0]), axis=Axis.PROJECTION_MONTH)
    pace = Pace(prepayment=flat_curve(0), default=timing, conventions=how)
    assert pool_flows(loan, pace, engine=Engine.PLAIN).defaulted[0] == pytest.approx(2e6)


def test_an_absolute_speed_counted_from_the_cutoff_misses_what_the_issuer_printed():
    """Seasoned receivables: the issuer's table stands on the months since origination."""
    printed = harot.published()
    deal, pool = harot.deal(), harot.pool()
    assert tie_out(deal, pool, printed).differing() == ()
    speed = Prepayments(kind=PrepaymentKind.ABS, rates=(printed.tables[1].prepayment.every_rate[0].per_annum,))
    right, wrong = (
        pool_flows(
            pool.loans[0],
            Assumptions(prepayments=speed, conventions=Conventions(age_origin=origin)).pace(pool.months),
        )
        for origin in AgeOrigin
    )
    assert wrong.prepaid[0] < 0.8 * right.prepaid[0]


def test_a_first_period_of_two_months_bears_two_months_of_interest_and_prepays_like_two():
    loan = replace(NEW_MORTGAGES, amortisation=Amortisation.BULLET)
    how = Conventions(first_period=2.0)
    flows = pool_flows(loan, Pace(prepayment=flat_curve(0.01), default=flat_curve(0), conventions=how))
    one = pool_flows(loan, Pace(prepayment=flat_curve(0.01), default=flat_curve(0)))
    assert flows.interest[0] == pytest.approx(2 * one.interest[0])
    assert flows.prepaid[0] == pytest.approx(1e8 * (1 - 0.99**2))
    assert flows.prepaid[1] == pytest.approx(flows.beginning[1] * 0.01)


def test_recoveries_come_after_the_lag_in_the_shares_of_their_timing():
    loan = replace(NEW_MORTGAGES, amortisation=Amortisation.BULLET)
    once = Curve(rates=np.array([0.1, 0.0]), axis=Axis.PROJECTION_MONTH)
    pace = Pace(prepayment=flat_curve(0), default=once, recovery_lag=2, timing=(0.5, 0.3, 0.2))
    flows = pool_flows(loan, pace, severity=0.4)
    assert flows.recovered[:6] == pytest.approx([0, 0, 3e6, 1.8e6, 1.2e6, 0])
    assert flows.lost[:6] == pytest.approx([0, 0, 2e6, 1.2e6, 0.8e6, 0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"recovery_lag": -1},
        {"timing": ()},
        {"timing": (0.5, 0.4)},
        {"timing": (1.5, -0.5)},
        {"conventions": STANDARD_EXAMPLE, "timing": (0.5, 0.5)},
        {"conventions": replace(STANDARD_EXAMPLE, default_base=DefaultBase.AFTER_SCHEDULED)},
    ],
)
def test_a_pace_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(LoanArraysError):
        Pace(**{"prepayment": flat_curve(0), "default": flat_curve(0), **wrong})


@pytest.mark.parametrize("months", [0.0, -1.0, float("nan")])
def test_a_first_period_of_no_time_is_refused(months):
    with pytest.raises(LoanArraysError):
        Conventions(first_period=months)


def test_a_balance_next_to_nothing_takes_no_more_defaults_than_it_has():
    loan = replace(NEW_MORTGAGES, amortisation=Amortisation.BULLET)
    how = Conventions(default_base=DefaultBase.ORIGINAL)
    almost_all = Curve(rates=np.array([0.999]), axis=Axis.PROJECTION_MONTH)
    later = Curve(rates=np.append(np.zeros(105), 0.5), axis=Axis.PROJECTION_MONTH)
    flows = pool_flows(loan, Pace(prepayment=almost_all, default=later, conventions=how))
    assert (flows.defaulted <= flows.beginning).all()
    assert flows.defaulted[105] == flows.beginning[105] > 0
