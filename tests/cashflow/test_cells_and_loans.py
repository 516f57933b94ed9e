"""Many loans written as a few cells, and a pool kept loan by loan."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from tallystick.cashflow.kernels.contracts.cells import replined
from tallystick.cashflow.kernels.engines import compiled
from tallystick.cashflow.kernels.flows import Arrears, Pace
from tallystick.cashflow.kernels.loans import Amortisation, InterestBase, LoanArrays, LoanArraysError
from tallystick.cashflow.kernels.pool import Engine, loan_flows, pool_flows
from tallystick.cashflow.kernels.speeds import flat_curve, psa_curve, sda_curve
from tests.cashflow.test_kernel_engines import loans

ENGINES = [Engine.PLAIN, *([Engine.COMPILED] if compiled.is_installed() else [])]
LATE = Arrears(entry=flat_curve(0.02), roll=(0.5, 0.6, 0.9), cure=(0.2, 0.1, 0.05))
PACE = Pace(prepayment=psa_curve(1.5, 220), default=sda_curve(2, 220), recovery_lag=3)


def test_cells_keep_the_balance_and_come_near_the_pool():
    pool = loans(20_000)
    cells = replined(pool, rate_step=0.01, term_step=6, age_step=6)
    assert cells.balance.size < 10_000
    assert cells.balance.sum() == pytest.approx(pool.balance.sum(), rel=1e-12)
    one, other = pool_flows(pool, PACE), pool_flows(cells, PACE)
    assert other.interest.sum() == pytest.approx(one.interest.sum(), rel=2e-3)
    assert other.defaulted.sum() == pytest.approx(one.defaulted.sum(), rel=2e-3)


def test_loans_all_alike_are_one_cell_that_pays_what_they_pay():
    alike = loans(1).rows(np.zeros(50, dtype=np.int64))
    cells = replined(alike, rate_step=0.0001, term_step=1, age_step=1)
    assert cells.balance.size == 1
    np.testing.assert_allclose(pool_flows(cells, PACE).scheduled, pool_flows(alike, PACE).scheduled, rtol=1e-9)


def test_loans_of_other_terms_are_no_cells():
    with pytest.raises(LoanArraysError):
        replined(replace(loans(5), fee=np.ones(5)), rate_step=0.01, term_step=6, age_step=12)
    with pytest.raises(LoanArraysError):
        replined(loans(5), rate_step=0, term_step=6, age_step=12)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("base", InterestBase)
def test_loan_by_loan_adds_up_to_the_pool(engine, base):
    pool = replace(loans(10_000), fee=np.full(10_000, 3.0), dilution=np.full(10_000, 0.01))
    pool = replace(pool, interval=np.full(10_000, 3), amortisation=Amortisation.EQUAL_PRINCIPAL)
    pace = replace(PACE, conventions=replace(PACE.conventions, interest_base=base, first_period=1.5))
    whole = pool_flows(pool, pace, engine=engine)
    with ThreadPoolExecutor(2) as threads:
        each = loan_flows(pool, pace, engine=engine, spread=threads.map)
    months = each.cash.shape[0]
    cash = (whole.scheduled + whole.prepaid + whole.interest + whole.fees)[:months]
    np.testing.assert_allclose(each.cash.sum(axis=1, dtype=np.float64), cash, rtol=1e-5)
    np.testing.assert_allclose(each.balance.sum(axis=1, dtype=np.float64), whole.ending[:months], rtol=1e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_is_the_loan_that_it_says(engine):
    pool = loans(9_000)
    each = loan_flows(pool, PACE, engine=engine)
    for column in (0, 4_000, 8_500):
        alone = pool_flows(pool.rows(each.loans[column : column + 1]), PACE, engine=Engine.PLAIN)
        months = int(pool.remaining_term[each.loans[column]])
        paid = (alone.scheduled + alone.prepaid + alone.interest)[:months]
        np.testing.assert_allclose(each.cash[:months, column], paid, rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("listed", [False, True])
def test_each_loan_that_falls_behind_owes_and_pays_its_own(engine, listed):
    pool = loans(400)
    if listed:
        pool = replace(pool, interval=np.full(400, 3), dilution=np.full(400, 0.01))
    pace = replace(PACE, arrears=LATE, severity=sda_curve(50, 220))
    each = loan_flows(pool, pace, engine=engine)
    assert each.cash.shape == (int(pool.remaining_term.max()) + 3, 400)
    for column in (0, 150, 399):
        alone = pool_flows(pool.rows(each.loans[column : column + 1]), pace, engine=Engine.PLAIN)
        months = int(pool.remaining_term[each.loans[column]]) + 3
        paid = (alone.scheduled + alone.prepaid + alone.interest)[:months]
        np.testing.assert_allclose(each.cash[:months, column], paid, rtol=1e-5, atol=1e-3)
        np.testing.assert_allclose(each.balance[:months, column], alone.ending[:months], rtol=1e-5, atol=1e-3)
        assert not each.cash[months:, column].any()


def test_an_empty_pool_has_no_column():
    empty = LoanArrays(
        balance=np.zeros(0), annual_rate=np.zeros(0), remaining_term=np.zeros(0, int), age=np.zeros(0, int)
    )
    assert loan_flows(empty, PACE).cash.shape == (0, 0)
    assert loan_flows(empty, replace(PACE, arrears=LATE)).cash.shape == (0, 0)
