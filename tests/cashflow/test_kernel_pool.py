"""The kernel against the BMA's printed cash flows and against its plain twin."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.cashflow.kernels.flows import PoolFlows
from tallystick.cashflow.kernels.loans import (
    Amortisation,
    Conventions,
    InterestBase,
    LiquidationBase,
    LoanArrays,
    LoanArraysError,
    PrepaymentBase,
)
from tallystick.cashflow.kernels.speeds import Axis, Curve, flat_curve, psa_curve, sda_curve
from tests.cashflow.contract_reference import Terms as Loan
from tests.cashflow.paced import pool_flows

STANDARD_EXAMPLE = Conventions(liquidation_base=LiquidationBase.ADVANCED, default_free_tail=True)
FORMULAS = [kind for kind in Amortisation if kind is not Amortisation.LISTED]
PRINTED = (
    "beginning",
    "scheduled",
    "prepaid",
    "defaulted",
    "interest",
    "recovered",
    "lost",
    "ending",
    "advanced_principal",
    "advanced_interest",
)
NEW_MORTGAGES = LoanArrays(
    balance=np.array([100_000_000.0]),
    annual_rate=np.array([0.08]),
    remaining_term=np.array([360]),
    age=np.array([0]),
)


@pytest.mark.parametrize(
    ("psa", "sda", "percent"),
    [
        (1, 1, "3.09"),
        (1.5, 0.5, "1.40"),
        (1.5, 1, "2.78"),
        (1.5, 3, "8.08"),
        (2, 1, "2.51"),
        (3, 3, "6.08"),
        (5, 1, "1.48"),
    ],
)
def test_cumulative_defaults_of_a_new_eight_percent_pool_are_those_printed(psa, sda, percent):
    """Source: SF-20, matrix of cumulative defaults."""
    flows = pool_flows(
        NEW_MORTGAGES,
        prepayment=psa_curve(psa, 360),
        default=sda_curve(sda, 360),
        severity=0.2,
        recovery_lag=12,
        conventions=STANDARD_EXAMPLE,
    )
    assert f"{flows.defaulted.sum() / 1e6:.2f}" == percent


@pytest.mark.parametrize(
    ("month", "printed"),
    [
        (13, (97098818, 71138, 321121, 21063, 647185, 1320, 333, 96685496, 108, 992)),
        (14, (96685496, 71358, 344839, 22589, 644419, 2637, 666, 96246710, 123, 1131)),
        (41, (78463060, 70811, 613687, 39340, 522825, 33535, 8493, 77739222, 447, 3577)),
        (60, (65713599, 68534, 513897, 32948, 437871, 29054, 7373, 65098221, 432, 3004)),
        (121, (36902132, 62648, 288395, 923, 246008, 3624, 928, 36550166, 49, 222)),
    ],
)
def test_a_month_of_cash_flow_b_is_the_printed_row(month, printed):
    """150 % PSA, 100 % SDA, severity 20 %, 12 months to liquidation, advanced. Source: SF-29."""
    flows = pool_flows(
        NEW_MORTGAGES,
        prepayment=psa_curve(1.5, 360),
        default=sda_curve(1, 360),
        severity=0.2,
        recovery_lag=12,
        conventions=STANDARD_EXAMPLE,
    )
    assert row(flows, month) == printed


@pytest.mark.parametrize(
    ("month", "printed"),
    [
        (1, (100000000, 66427, 999329, 1000000, 660000, 0, 0, 97934244, 671, 6667)),
        (13, (77816148, 56453, 777591, 778161, 513587, 791646, 200000, 76203943, 7666, 76349)),
        (100, (12265173, 17354, 122476, 122652, 80950, 124527, 31774, 12002690, 2356, 12034)),
    ],
)
def test_a_month_of_cash_flow_a_is_the_printed_row(month, printed):
    """1 % SMM, 1 % MDR, severity 20 %, 12 months to liquidation, advanced. Source: SF-28."""
    flows = pool_flows(
        NEW_MORTGAGES,
        prepayment=flat_curve(0.01),
        default=flat_curve(0.01),
        severity=0.2,
        recovery_lag=12,
        conventions=STANDARD_EXAMPLE,
    )
    assert row(flows, month) == printed


def row(flows: PoolFlows, month: int) -> tuple[int, ...]:
    """The columns of the printed cash flows, in their order."""
    return tuple(round(float(getattr(flows, name)[month - 1])) for name in PRINTED)


loan_rows = st.builds(
    Loan,
    balance=st.one_of(st.just(0.0), st.floats(0.01, 1e10)),
    annual_rate=st.one_of(st.just(0.0), st.floats(0.0005, 0.3)),
    remaining_term=st.integers(1, 60),
    age=st.integers(0, 60),
    severity=st.floats(0, 1),
)
pools = st.lists(loan_rows, min_size=1, max_size=12)
curves = st.builds(
    Curve,
    rates=st.lists(st.floats(0, 0.6), min_size=1, max_size=80).map(np.array),
    axis=st.sampled_from(Axis),
)
conventions = st.builds(
    Conventions,
    prepayment_base=st.sampled_from(PrepaymentBase),
    interest_base=st.sampled_from(InterestBase),
    liquidation_base=st.sampled_from(LiquidationBase),
    default_free_tail=st.booleans(),
)


def arrays(loans: list[Loan], amortisation: Amortisation = Amortisation.LEVEL_PAY) -> LoanArrays:
    return LoanArrays(
        balance=np.array([loan.balance for loan in loans]),
        annual_rate=np.array([loan.annual_rate for loan in loans]),
        remaining_term=np.array([loan.remaining_term for loan in loans]),
        age=np.array([loan.age for loan in loans]),
        amortisation=amortisation,
    )


def severities(loans: list[Loan]) -> np.ndarray:
    return np.array([loan.severity for loan in loans])


@given(
    loans=pools,
    smm=curves,
    mdr=curves,
    lag=st.integers(0, 15),
    how=conventions,
    kind=st.sampled_from(FORMULAS),
)
@settings(deadline=None)
def test_principal_is_neither_made_nor_lost(loans, smm, mdr, lag, how, kind):
    flows = pool_flows(
        arrays(loans, kind),
        prepayment=smm,
        default=mdr,
        severity=severities(loans),
        recovery_lag=lag,
        conventions=how,
    )
    size = sum(loan.balance for loan in loans)
    near = {"abs": 1e-11 * size + 1e-300}
    gone = flows.scheduled + flows.prepaid + flows.defaulted
    assert flows.ending == pytest.approx(flows.beginning - gone, **near)
    assert flows.beginning[1:] == pytest.approx(flows.ending[:-1], **near)
    assert gone.sum() == pytest.approx(size, **near)
    liquidated = flows.advanced_principal + flows.recovered + flows.lost
    assert flows.defaulted.sum() == pytest.approx(liquidated.sum(), **near)


@given(loans=pools, smm=curves, mdr=curves, how=conventions, order=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_permuting_loans_changes_no_total(loans, smm, mdr, how, order):
    shuffled = list(loans)
    order.shuffle(shuffled)
    one, other = (
        pool_flows(
            arrays(rows),
            prepayment=smm,
            default=mdr,
            severity=severities(rows),
            recovery_lag=6,
            conventions=how,
        )
        for rows in (loans, shuffled)
    )
    size = sum(loan.balance for loan in loans)
    for field in fields(PoolFlows):
        assert getattr(one, field.name) == pytest.approx(getattr(other, field.name), rel=1e-12, abs=1e-12 * size)


@given(loans=pools, smm=curves, mdr=curves)
@settings(deadline=None)
def test_a_pool_in_two_parts_flows_like_the_whole(loans, smm, mdr):
    whole = pool_flows(arrays(loans), prepayment=smm, default=mdr, severity=0.3, recovery_lag=3)
    parts = [pool_flows(arrays([loan]), prepayment=smm, default=mdr, severity=0.3, recovery_lag=3) for loan in loans]
    added = sum(parts[1:], parts[0])
    size = sum(loan.balance for loan in loans)
    for field in fields(PoolFlows):
        assert getattr(added, field.name) == pytest.approx(getattr(whole, field.name), rel=1e-12, abs=1e-12 * size)


def test_blocks_do_not_show_in_the_totals():
    loans = [
        Loan(balance=100.0 + row, annual_rate=0.05, remaining_term=1 + row % 40, age=row % 7) for row in range(20_000)
    ]
    one = pool_flows(arrays(loans), prepayment=psa_curve(2, 60), default=flat_curve(0.001), recovery_lag=2)
    flows = [
        pool_flows(arrays(loans[start::2]), prepayment=psa_curve(2, 60), default=flat_curve(0.001), recovery_lag=2)
        for start in (0, 1)
    ]
    assert (flows[0] + flows[1]).ending == pytest.approx(one.ending)


def test_a_stated_payment_is_kept_and_the_rest_falls_due_last():
    balloon = replace(
        arrays([Loan(balance=1000.0, annual_rate=0.12, remaining_term=3, age=0)]), payment=np.array([110.0])
    )
    flows = pool_flows(balloon, prepayment=flat_curve(0), default=flat_curve(0))
    assert flows.scheduled == pytest.approx([100.0, 101.0, 799.0])
    assert flows.interest == pytest.approx([10.0, 9.0, 7.99])


def test_a_payment_below_the_interest_repays_nothing_until_the_last():
    loan = replace(arrays([Loan(balance=1000.0, annual_rate=0.12, remaining_term=3, age=0)]), payment=np.array([5.0]))
    flows = pool_flows(loan, prepayment=flat_curve(0), default=flat_curve(0))
    assert flows.scheduled == pytest.approx([0.0, 0.0, 1000.0])


def test_an_empty_pool_has_no_months():
    flows = pool_flows(arrays([]), prepayment=flat_curve(0), default=flat_curve(0), recovery_lag=3)
    assert flows.beginning.size == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"balance": np.array([-1.0])},
        {"balance": np.array([np.nan])},
        {"annual_rate": np.array([-0.01])},
        {"remaining_term": np.array([0])},
        {"remaining_term": np.array([10**9])},
        {"age": np.array([-1])},
        {"age": np.array([1, 2])},
        {"payment": np.array([-5.0])},
    ],
)
def test_arrays_that_cannot_be_loans_are_refused(wrong):
    with pytest.raises(LoanArraysError):
        replace(NEW_MORTGAGES, **wrong)


@pytest.mark.parametrize("wrong", [{"severity": 1.2}, {"severity": -0.1}, {"recovery_lag": -1}])
def test_a_severity_or_lag_out_of_range_is_refused(wrong):
    with pytest.raises(LoanArraysError):
        pool_flows(NEW_MORTGAGES, prepayment=flat_curve(0), default=flat_curve(0), **wrong)
