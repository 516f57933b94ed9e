"""Every loan by itself: loans add up to the pool, carry their names, and keep the assumptions aimed at them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tallystick.cashflow.assumptions import Assumptions, Target
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import pool_months
from tallystick.cashflow.replines import read_replines
from tallystick.cashflow.scenarios.loan_months import loan_months, months_of_loans
from tallystick.deal.assets import Assumptions as Filed
from tallystick.units.money import Currency

LINES = b"""current_principal_balance,coupon,remaining_term_months,age_months,payer,repayment_type
1000.00,6%,3,0,luzhou,level-pay
2000.00,6%,2,0,yibin,level-pay
500.00,4%,2,1,luzhou,equal-principal
"""
FILED = {"prepayment": {"kind": "smm", "rate": "1%"}, "default": {"kind": "mdr", "rate": "2%"}, "severity": "40%"}


@pytest.fixture
def pool() -> Pool:
    read = read_replines(LINES, currency=Currency.CNY)
    assert read.findings == ()
    return Pool.of_lines(read.lines, Currency.CNY)


@pytest.fixture
def assumed() -> Assumptions:
    return Assumptions.filed(Filed.model_validate(FILED))


def test_loans_add_up_to_the_pool_month_by_month(pool: Pool, assumed: Assumptions):
    whole, parts = pool_months(pool, assumed), list(loan_months(pool, assumed, name="payer"))
    months = np.concatenate([part.month for part in parts])
    balances, cash = (np.concatenate([getattr(part, name) for part in parts]) for name in ("balance", "cash"))
    assert months.size == months_of_loans(pool, assumed) == 7
    for month in (1, 2, 3):
        paid = whole.scheduled + whole.prepaid + whole.interest + whole.fees
        assert balances[months == month].sum() == pytest.approx(whole.ending[month - 1], rel=1e-6, abs=1e-3)
        assert cash[months == month].sum() == pytest.approx(paid[month - 1], rel=1e-6)


def test_loans_carry_their_names_or_their_numbers(pool: Pool, assumed: Assumptions):
    names = {str(name) for part in loan_months(pool, assumed, name="payer") for name in part.loan}
    assert names == {"luzhou", "yibin"}
    numbered = [str(name) for part in loan_months(pool, assumed, name="asset_id") for name in part.loan]
    assert set(numbered) == {"1", "2", "3"}


def test_assumptions_aimed_at_a_payer_are_those_of_its_loans(pool: Pool, assumed: Assumptions):
    gone = replace(assumed, prepayments=replace(assumed.prepayments, rates=(Fraction(1, 2),)))
    aimed = replace(assumed, targets=(Target(field="payer", values=("yibin",), assumptions=gone),))
    assert _after_a_month(pool, aimed)["luzhou"] == pytest.approx(_after_a_month(pool, assumed)["luzhou"])
    # Of 2,000 some 1,000 is due in the first of two months, and half of what is then left is prepaid.
    assert _after_a_month(pool, aimed)["yibin"] == pytest.approx(_after_a_month(pool, assumed)["yibin"] / 2, rel=0.02)


def _after_a_month(pool: Pool, assumed: Assumptions) -> dict[str, float]:
    parts = list(loan_months(pool, assumed, name="payer"))
    ends = {"luzhou": 0.0, "yibin": 0.0}
    for part in parts:
        for name, balance in zip(part.loan[part.month == 1], part.balance[part.month == 1], strict=True):
            ends[str(name)] += float(balance)
    return ends


def test_loans_that_fall_behind_pay_late_and_add_up_all_the_same(pool: Pool):
    late = FILED | {"delinquency": {"entry": ["10%"], "roll": ["50%", "40%"], "cure": ["25%", "10%"]}}
    assumed = Assumptions.filed(Filed.model_validate(late))
    whole, parts = pool_months(pool, assumed), list(loan_months(pool, assumed, name="payer"))
    months = np.concatenate([part.month for part in parts])
    cash = np.concatenate([part.cash for part in parts])
    # Two buckets: two months more of each of three loans than without arrears.
    assert months.size == months_of_loans(pool, assumed) == 7 + 3 * 2
    paid = whole.scheduled + whole.prepaid + whole.interest + whole.fees
    found = [cash[months == month].sum() for month in range(1, 6)]
    assert found == pytest.approx(paid[:5], rel=1e-6)
    assert found[4] > 0
