"""The bridge: the lane of whole units and the lane of vectors pay every class of random deals the same, to the unit."""

from random import Random

import numpy as np
import pytest

from tallystick.cashflow.waterfall import Ledger, opening_state, run
from tallystick.cashflow.waterfall.scenarios import ScenarioRun, run_scenarios
from tallystick.units.money import Currency, Money
from tests.cashflow.random_waterfalls import as_vectors, random_months, random_structure

MONTHS, SCENARIOS = 4, 1
AT_A_TRIGGER = 1e-9


def near_a_trigger(vectors: ScenarioRun, scenario: int) -> bool:
    """Whether some test was so close to its bound that float64 cannot be trusted to tell the side."""
    gaps = [np.abs(vectors.values[name] - vectors.bounds[name])[:, scenario] for name in vectors.values]
    return any(bool(np.any(gap < AT_A_TRIGGER)) for gap in gaps)


def furthest(ledger: Ledger, vectors: ScenarioRun, scenario: int) -> float:
    """The largest difference of any flow of any class in any period, in minor units."""
    worst = 0.0
    for month, period in enumerate(ledger.periods):
        for side, vehicle in (("onshore", period.onshore), ("offshore", period.offshore)):
            for flow in vehicle.classes if vehicle is not None else ():
                arrays = vectors.classes[side, flow.class_id]
                for name in ("interest", "carried", "principal", "residual", "ending"):
                    exact = getattr(flow, name).minor
                    worst = max(worst, abs(exact - float(getattr(arrays, name)[month, scenario])))
    return worst


@pytest.mark.parametrize("deals", [250, pytest.param(1000, marks=pytest.mark.long)])
def test_the_lanes_pay_every_class_of_random_deals_within_one_unit(deals):
    random = Random(20260901)  # noqa: S311 - examples, not secrets
    apart, paid, near = [], 0, 0
    for number in range(deals):
        pool = random.randint(100_000, 1_000_000_000)
        structure = random_structure(random, pool)
        months = [random_months(random, pool, MONTHS) for _ in range(SCENARIOS)]
        initial = Money(minor=pool, currency=Currency.CNY)
        vectors = run_scenarios(structure, as_vectors(months), initial_pool=initial)
        for scenario, facts in enumerate(months):
            ledger = run(structure, opening_state(structure, initial_pool=initial), facts)
            paid += sum(flow.paid.is_positive() for period in ledger.periods for flow in period.onshore.classes)
            if near_a_trigger(vectors, scenario):
                near += 1
            elif furthest(ledger, vectors, scenario) > 1:
                apart.append((number, scenario, furthest(ledger, vectors, scenario)))
    assert apart == []
    assert near <= deals * SCENARIOS // 100
    assert paid > deals * SCENARIOS * MONTHS
