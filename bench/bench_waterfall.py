"""Waterfall: fifty scenarios at once in the lane of vectors against one after another in whole units, to the unit."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from bench.deals import structure_of
from bench.timing import Result, compare
from tallystick.cashflow.waterfall import PoolFacts, opening_state, run
from tallystick.cashflow.waterfall.scenarios import ScenarioPools, run_scenarios
from tallystick.units.money import Currency, Money

__all__ = ["results"]

_DEAL = "carmax-2025-2"
_SCENARIOS, _MONTHS = 50, 36
_POOL = 1_221_045_205_24
_ITEMS = ("scheduled-principal", "interest", "recoveries", "fees")


def results() -> Iterator[Result]:
    """Yield the time of fifty futures of the fourteen steps of CarMax 2025-2, 36 months each."""
    yield compare("waterfall.50-scenarios", _at_once, twin=_one_by_one, against="whole units, one by one", runs=4)


@cache
def _pools() -> ScenarioPools:
    random = np.random.default_rng(20250815)
    principal = np.floor(_POOL / _MONTHS * random.uniform(0.7, 0.9, (_MONTHS, _SCENARIOS)))
    defaulted = np.floor(principal * random.uniform(0.0, 0.1, (_MONTHS, _SCENARIOS)))
    ending = _POOL - np.cumsum(principal + defaulted, axis=0)
    beginning = np.vstack([np.full((1, _SCENARIOS), float(_POOL)), ending[:-1]])
    collected = (principal, np.floor(beginning * 0.08 / 12), np.floor(defaulted * 0.4), np.zeros_like(principal))
    return ScenarioPools(
        beginning=beginning,
        ending=ending,
        defaulted=defaulted,
        collected=dict(zip(_ITEMS, collected, strict=True)),
    )


def _at_once() -> tuple[int, ...]:
    ran = run_scenarios(structure_of(_DEAL), _pools(), initial_pool=_usd(_POOL))
    return tuple(int(flows.ending.sum()) for flows in ran.classes.values())


def _one_by_one() -> tuple[int, ...]:
    structure, sums = structure_of(_DEAL), [0] * len(structure_of(_DEAL).onshore.classes)
    for scenario in range(_SCENARIOS):
        ledger = run(structure, opening_state(structure, initial_pool=_usd(_POOL)), _months(scenario))
        for period in ledger.periods:
            sums = [before + flow.ending.minor for before, flow in zip(sums, period.onshore.classes, strict=True)]
    return tuple(sums)


def _months(scenario: int) -> Iterator[PoolFacts]:
    pools = _pools()
    for month in range(_MONTHS):
        yield PoolFacts(
            period=structure_of(_DEAL).first_period.add(month),
            beginning=_usd(pools.beginning[month, scenario]),
            ending=_usd(pools.ending[month, scenario]),
            defaulted=_usd(pools.defaulted[month, scenario]),
            collected={item: _usd(array[month, scenario]) for item, array in pools.collected.items()},
        )


def _usd(minor: float) -> Money:
    return Money(minor=int(minor), currency=Currency.USD)
