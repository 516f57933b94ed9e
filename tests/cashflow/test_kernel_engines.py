"""The compiled engine gives the vectors of the plain one, wherever the parts of a pool are projected."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields, replace
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.cashflow.kernels import pool as kernel
from tallystick.cashflow.kernels.contracts.cells import replined
from tallystick.cashflow.kernels.engines import compiled, plain
from tallystick.cashflow.kernels.flows import Advances, Arrears, Pace, PoolFlows
from tallystick.cashflow.kernels.loans import (
    Amortisation,
    Conventions,
    DefaultBase,
    InterestBase,
    LiquidationBase,
    LoanArrays,
    PrepaymentBase,
)
from tallystick.cashflow.kernels.pool import Engine
from tallystick.cashflow.kernels.speeds import Axis, Curve, absolute_curve, flat_curve, psa_curve, sda_curve
from tests.cashflow.paced import pool_flows

needs_numba = pytest.mark.skipif(not compiled.is_installed(), reason="the fast extra is not installed")


def loans(count: int = 1_000, seed: int = 20260831) -> LoanArrays:
    draw = np.random.default_rng(seed)
    rates = draw.uniform(0, 0.24, count)
    rates[::50] = 0
    return LoanArrays(
        balance=np.where(draw.random(count) < 0.02, 0, draw.uniform(1, 1e9, count)),
        annual_rate=rates,
        remaining_term=draw.integers(1, 120, count),
        age=draw.integers(0, 90, count),
    )


def severities(count: int) -> np.ndarray:
    return np.random.default_rng(7).uniform(0, 1, count)


def every_convention() -> Iterator[Conventions]:
    for prepayment in PrepaymentBase:
        for interest in InterestBase:
            for liquidation in LiquidationBase:
                for tail in (False, True):
                    yield Conventions(
                        prepayment_base=prepayment,
                        interest_base=interest,
                        liquidation_base=liquidation,
                        default_free_tail=tail,
                    )


def assert_same(one: PoolFlows, other: PoolFlows) -> None:
    largest = float(one.beginning.max())
    for field in fields(PoolFlows):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-16 * largest * 1_000, err_msg=field.name)


def pair(pool: LoanArrays, *, prepayment: Curve, default: Curve, conventions: Conventions = Conventions()):  # noqa: B008
    for engine in (Engine.PLAIN, Engine.COMPILED):
        yield pool_flows(
            pool,
            prepayment=prepayment,
            default=default,
            severity=severities(pool.balance.size),
            recovery_lag=5,
            conventions=conventions,
            engine=engine,
        )


@needs_numba
@pytest.mark.parametrize("conventions", list(every_convention()))
@pytest.mark.parametrize("kind", [kind for kind in Amortisation if kind is not Amortisation.LISTED])
def test_both_engines_agree_under_every_convention(conventions, kind):
    pool = replace(loans(), amortisation=kind)
    plain, fast = pair(pool, prepayment=psa_curve(3, 240), default=sda_curve(4, 240), conventions=conventions)
    assert_same(plain, fast)


@needs_numba
@pytest.mark.parametrize(
    ("prepayment", "default"),
    [
        (flat_curve(0.0), flat_curve(0.0)),
        (flat_curve(1.0), flat_curve(1.0)),
        (flat_curve(0.6), flat_curve(0.7)),
        (absolute_curve(0.02, 240), flat_curve(0.01)),
    ],
)
def test_both_engines_agree_at_the_edges_of_speed(prepayment, default):
    assert_same(*pair(loans(), prepayment=prepayment, default=default))


@st.composite
def arrears(draw) -> Arrears:
    buckets = draw(st.integers(1, 5))
    roll = draw(st.lists(st.floats(0, 1), min_size=buckets, max_size=buckets))
    cure = [draw(st.floats(0, 1)) * (1 - share) for share in roll]
    terms = st.builds(Advances, stop_after=st.integers(0, 6), interest=st.booleans(), principal=st.booleans())
    entry = draw(st.lists(st.floats(0, 1), min_size=1, max_size=40))
    return Arrears(
        entry=Curve(rates=np.array(entry), axis=draw(st.sampled_from(Axis))),
        roll=tuple(roll),
        cure=tuple(cure),
        advances=draw(st.none() | terms),
    )


@needs_numba
@given(
    late=arrears(), base=st.sampled_from(DefaultBase), listed=st.booleans(), cells=st.booleans(), span=st.floats(0.1, 3)
)
@settings(deadline=None, max_examples=40)
def test_both_engines_agree_on_arrears_and_what_is_advanced_for_them(late, base, listed, cells, span):
    pool = replined(loans(), rate_step=0.02, term_step=12, age_step=12) if cells else loans(300)
    if listed:
        pool = replace(pool, fee=np.full(pool.balance.size, 5.0), dilution=np.full(pool.balance.size, 0.02))
    pace = Pace(
        prepayment=psa_curve(3, 240),
        default=sda_curve(9, 240),
        severity=sda_curve(60, 240),
        arrears=late,
        timing=(0.5, 0.5),
        conventions=Conventions(default_base=base, default_free_tail=True, first_period=span),
    )
    assert_same(
        *(kernel.pool_flows(pool, pace, severity=severities(pool.balance.size), engine=each) for each in Engine)
    )


@needs_numba
def test_arrears_are_computed_by_the_engine_that_was_asked(monkeypatch):
    def nobody(*_: object) -> None:
        pytest.fail("the plain engine was asked")

    monkeypatch.setattr(plain, "project_part", nobody)
    late = Arrears(entry=flat_curve(0.01), roll=(0.4,), cure=(0.3,), advances=Advances(stop_after=1))
    flows = pool_flows(
        loans(50), prepayment=flat_curve(0.0), default=flat_curve(0.0), arrears=late, engine=Engine.COMPILED
    )
    assert flows.delinquent.sum() > 0
    assert flows.interest_advances.sum() == pytest.approx(flows.interest_reimbursed.sum())


@needs_numba
def test_a_payment_below_the_interest_and_one_above_the_balance_are_read_alike():
    pool = loans(300)
    odd = np.where(np.arange(300) % 2, pool.balance * 2, pool.balance * 0.0001)
    assert_same(*pair(replace(pool, payment=odd), prepayment=flat_curve(0.01), default=flat_curve(0.001)))


def projected(spread, engine: Engine) -> bytes:
    flows = pool_flows(
        loans(40_000),
        prepayment=flat_curve(0.01),
        default=flat_curve(0.002),
        severity=0.4,
        engine=engine,
        spread=spread,
    )
    return b"".join(getattr(flows, field.name).tobytes() for field in fields(PoolFlows))


@pytest.mark.parametrize("engine", [Engine.PLAIN, pytest.param(Engine.COMPILED, marks=needs_numba)])
def test_the_bytes_are_the_same_in_one_process_in_threads_and_in_a_pool_of_processes(engine):
    here = projected(map, engine)
    with ThreadPoolExecutor(2) as threads:
        assert projected(threads.map, engine) == here
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert projected(processes.map, engine) == here


@needs_numba
@pytest.mark.long
def test_what_was_just_compiled_and_what_was_compiled_before_give_the_same_bytes(tmp_path):
    program = (
        "import hashlib; from tests.cashflow.test_kernel_engines import Engine, projected;"
        "print(hashlib.sha256(projected(map, Engine.COMPILED)).hexdigest())"
    )
    where = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    said = [subprocess.check_output([sys.executable, "-c", program], env=where) for _ in range(2)]
    assert said[0] == said[1]
    assert any(tmp_path.rglob("*.nbc"))


def test_a_small_pool_never_waits_for_the_compiler():
    program = (
        "import sys; from tests.cashflow.test_kernel_pool import NEW_MORTGAGES, flat_curve, pool_flows;"
        "pool_flows(NEW_MORTGAGES, prepayment=flat_curve(0.01), default=flat_curve(0.0));"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_without_numba_a_large_pool_is_projected_all_the_same_and_asking_for_it_is_refused(monkeypatch):
    monkeypatch.setattr(compiled, "is_installed", lambda: False)
    pool = replace(loans(50_000), remaining_term=np.full(50_000, 119))
    chosen = pool_flows(pool, prepayment=flat_curve(0.01), default=flat_curve(0.0))
    plain = pool_flows(pool, prepayment=flat_curve(0.01), default=flat_curve(0.0), engine=Engine.PLAIN)
    assert chosen.scheduled.tobytes() == plain.scheduled.tobytes()
    with pytest.raises(compiled.EngineMissingError, match="tallystick\\[fast\\]"):
        pool_flows(pool, prepayment=flat_curve(0.01), default=flat_curve(0.0), engine=Engine.COMPILED)


@needs_numba
def test_ages_beyond_every_curve_take_its_last_rate_and_no_room():
    """Curves are laid out for every month looked up; an origination in the year 1 must not lay out a thousand years."""
    old = replace(loans(20), age=np.full(20, 10**15))
    plain_flows, fast = pair(old, prepayment=psa_curve(3, 40), default=sda_curve(4, 30))
    assert_same(plain_flows, fast)
