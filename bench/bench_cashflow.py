"""Cash flow: the compiled kernel against whole arrays with a power every month, and against its chunked NumPy twin.

Level-pay mortgages of up to 360 months, prepayments, defaults, severity and twelve months to recovery. On as many
threads as there are cores; the twins on one, as NumPy is used.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial

import numpy as np

from bench.deals import structure_of
from bench.peak import peak_of
from bench.timing import Result, compare
from tallystick.cashflow.kernels.contracts.cells import replined
from tallystick.cashflow.kernels.flows import Advances, Arrears, Pace, PoolFlows
from tallystick.cashflow.kernels.lane import Vector
from tallystick.cashflow.kernels.loans import LoanArrays
from tallystick.cashflow.kernels.pool import Engine, loan_flows, pool_flows
from tallystick.cashflow.kernels.speeds import flat_curve, psa_curve, sda_curve
from tallystick.cashflow.waterfall.scenarios import ScenarioPools, run_scenarios
from tallystick.units.money import Money, total

__all__ = ["a_million", "a_million_plain", "results"]

_MILLION, _FEWER = 1_000_000, 100_000
_SEVERITY, _LAG, _MONTHS = 0.2, 12, 480
_SPEEDS = tuple(np.linspace(0.1, 5, 1000))
_DEAL = "auto-leases"

_Answer = tuple[str, ...]


def results() -> Iterator[Result]:
    """Yield the time of each projection, with its twins."""
    naive, chunked = "whole arrays, pow a month", "the plain engine, chunks of NumPy"
    for name, loans in (("100k", _FEWER), ("1m", _MILLION)):
        act = f"cashflow.projection.{name}"
        yield compare(act, partial(_fast, loans), twin=partial(_whole_arrays, loans), against=naive, runs=4)
        yield compare(act, partial(_fast, loans), twin=partial(_chunked, loans), against=chunked, runs=5)
    late = partial(_in_arrears, _FEWER)
    twin = partial(late, engine=Engine.PLAIN)
    yield compare("cashflow.projection.100k.arrears", late, twin=twin, against="the plain engine", runs=4, twin_runs=2)
    yield compare(
        "cashflow.projection.1m.plain", a_million_plain, twin=_a_million_whole, against=naive, runs=4, twin_runs=1
    )
    limit = 1.5
    yield peak_of("cashflow.projection.1m.memory", "bench.bench_cashflow:a_million", limit=limit)
    yield peak_of("cashflow.projection.1m.plain.memory", "bench.bench_cashflow:a_million_plain", limit=limit)
    plain = "the plain engine, one scenario after another"
    yield compare("cashflow.scenarios", _scenarios, twin=_scenarios_plain, against=plain, runs=4, twin_runs=1)
    yield compare("cashflow.per_loan", _per_loan, twin=_per_loan_plain, against="the plain engine", runs=4)


def a_million() -> _Answer:
    """Project a million loans with the compiled engine."""
    return _fast(_MILLION)


def a_million_plain() -> _Answer:
    """Project a million loans with NumPy alone."""
    return _chunked(_MILLION)


def _a_million_whole() -> _Answer:
    return _whole_arrays(_MILLION)


@cache
def _pool(loans: int) -> LoanArrays:
    random = np.random.default_rng(20260831)
    return LoanArrays(
        balance=random.uniform(1e6, 1e8, loans),
        annual_rate=random.uniform(0.02, 0.12, loans),
        remaining_term=random.integers(60, 361, loans),
        age=random.integers(0, 120, loans),
    )


def _pace(speed: float = 1.0) -> Pace:
    return Pace(prepayment=psa_curve(1.5 * speed, _MONTHS), default=sda_curve(speed, _MONTHS), recovery_lag=_LAG)


def _fast(loans: int) -> _Answer:
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        flows = pool_flows(_pool(loans), _pace(), severity=_SEVERITY, engine=Engine.COMPILED, spread=threads.map)
    return _told(flows)


def _chunked(loans: int) -> _Answer:
    return _told(pool_flows(_pool(loans), _pace(), severity=_SEVERITY, engine=Engine.PLAIN))


def _in_arrears(loans: int, *, engine: Engine = Engine.COMPILED) -> _Answer:
    """Three buckets of arrears, and advances for the first two."""
    entry, advances = flat_curve(0.01), Advances(stop_after=2)
    arrears = Arrears(entry=entry, roll=(0.4, 0.6, 0.9), cure=(0.3, 0.15, 0.05), advances=advances)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        spread = threads.map if engine is Engine.COMPILED else map
        flows = pool_flows(
            _pool(loans), replace(_pace(), arrears=arrears), severity=_SEVERITY, engine=engine, spread=spread
        )
    return (*_told(flows), f"{flows.delinquent.sum():.9e}", f"{flows.interest_advances.sum():.9e}")


def _told(flows: PoolFlows) -> _Answer:
    vectors = (flows.scheduled, flows.prepaid, flows.defaulted, flows.interest, flows.lost, flows.recovered)
    return tuple(f"{vector.sum():.9e}" for vector in vectors)


@cache
def _cells() -> LoanArrays:
    return replined(_pool(_MILLION), rate_step=0.01, term_step=15, age_step=12)


def _scenarios() -> _Answer:
    """A thousand speeds over a million loans written as some two thousand lines, through both vehicles of a deal."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return _through(list(threads.map(partial(_of_cells, engine=Engine.COMPILED), _SPEEDS)))


def _scenarios_plain() -> _Answer:
    return _through([_of_cells(speed, engine=Engine.PLAIN) for speed in _SPEEDS])


def _of_cells(speed: float, *, engine: Engine) -> PoolFlows:
    return pool_flows(_cells(), _pace(speed), severity=_SEVERITY, engine=engine)


def _through(pools: list[PoolFlows]) -> _Answer:
    """Pay the classes of the leases' structure, some sixteen steps and the issuer's own, from each scenario's pool."""
    structure = structure_of(_DEAL)
    months = max(flows.ending.size for flows in pools)
    share = _filed_pool().minor / pools[0].beginning[0]

    def table(name: str) -> Vector:
        found = np.zeros((months, len(pools)))
        for place, flows in enumerate(pools):
            vector = getattr(flows, name)
            found[: vector.size, place] = vector
        return np.asarray(np.floor(found * share), dtype=np.float64)

    items = {"scheduled-principal": "scheduled", "prepaid-principal": "prepaid", "interest": "interest"}
    items |= {"recoveries": "recovered", "fees": "fees"}
    filed = ScenarioPools(
        beginning=table("beginning"),
        ending=table("ending"),
        defaulted=table("defaulted"),
        collected={item: table(name) for item, name in items.items()},
    )
    ran = run_scenarios(structure, filed, initial_pool=_filed_pool())
    return tuple(f"{each.principal.sum() + each.interest.sum():.6e}" for each in ran.classes.values())


def _filed_pool() -> Money:
    """The pool the structure was filed for: the classes of its onshore vehicle together."""
    sizes = [each.size for each in structure_of(_DEAL).onshore.classes]
    return total(
        (size if isinstance(size, Money) else size.filed_max for size in sizes), structure_of(_DEAL).onshore.currency
    )


def _per_loan() -> _Answer:
    """Balance and cash of each loan and month, in single precision."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        flows = loan_flows(_pool(_MILLION), _pace(), engine=Engine.COMPILED, spread=threads.map)
    return (f"{flows.cash.sum(dtype=np.float64):.6e}", f"{flows.balance.sum(dtype=np.float64):.6e}")


def _per_loan_plain() -> _Answer:
    flows = loan_flows(_pool(_MILLION), _pace(), engine=Engine.PLAIN)
    return (f"{flows.cash.sum(dtype=np.float64):.6e}", f"{flows.balance.sum(dtype=np.float64):.6e}")


def _whole_arrays(loans: int) -> _Answer:
    """The same month by month on whole arrays, the level payment recomputed with a power each time."""
    pool, pace = _pool(loans), _pace()
    balance, rate = pool.balance.copy(), pool.annual_rate / 12
    totals = np.zeros(4)
    for month in range(int(pool.remaining_term.max())):
        left = pool.remaining_term - month
        alive = left > 0
        safe = np.where(alive, left, 1)
        life = np.minimum(pool.age + month, _MONTHS - 1)
        smm, mdr = pace.prepayment.rates[life], pace.default.rates[life]
        share = np.where(alive, rate / ((1 + rate) ** safe - 1), 0)
        defaulted = balance * mdr * alive
        scheduled = (balance - defaulted) * share
        prepaid = balance * (1 - share) * smm * alive
        interest = (balance - defaulted) * rate * alive
        totals += (scheduled.sum(), prepaid.sum(), defaulted.sum(), interest.sum())
        balance = (balance - scheduled - prepaid - defaulted) * alive
    lost = totals[2] * _SEVERITY
    return tuple(f"{amount:.9e}" for amount in (*totals, lost, totals[2] - lost))
