"""Triggers at their bounds: exactly at the bound is no breach, on either side."""

from dataclasses import replace

import pytest

from tallystick.cashflow.waterfall import triggers
from tallystick.cashflow.waterfall.triggers import Measures
from tallystick.units.money import Money
from tests.cashflow.deals import ORDINARY, cny, structure

SOUND = Measures(
    initial_pool=cny("8000.00"),
    cumulative_defaults=cny("0"),
    pool_ending=cny("8000.00"),
    class_balances=cny("8000.00"),
)
ABOVE = ORDINARY
BELOW = ORDINARY.replace("measure: cumulative-default-share, above: 3%", "measure: collateral-share, below: 98%")


def fails(text: str, measures: Measures) -> bool:
    return triggers.tested_triggers(structure(text).triggers, measures, breached=frozenset())[0].fails


@pytest.mark.parametrize(("defaults", "breach"), [("239.99", False), ("240.00", False), ("240.01", True)])
def test_defaults_breach_only_above_the_bound(defaults: str, breach: bool):
    assert fails(ABOVE, replace(SOUND, cumulative_defaults=cny(defaults))) is breach


@pytest.mark.parametrize(("pool", "breach"), [("7840.01", False), ("7840.00", False), ("7839.99", True)])
def test_collateral_breaches_only_below_the_bound(pool: str, breach: bool):
    assert fails(BELOW, replace(SOUND, pool_ending=cny(pool))) is breach


def test_where_no_class_is_outstanding_there_is_nothing_to_measure():
    test = triggers.tested_triggers(
        structure(BELOW).triggers,
        replace(SOUND, class_balances=Money.zero(SOUND.initial_pool.currency)),
        breached=frozenset({"acceleration"}),
    )[0]
    assert test.value is None
    assert not test.fails
    assert test.breached


@pytest.mark.parametrize(("text", "side"), [(ABOVE, "above"), (BELOW, "below")])
def test_a_test_says_on_which_side_of_its_bound_the_breach_is(text: str, side: str):
    assert triggers.tested_triggers(structure(text).triggers, SOUND, breached=frozenset())[0].side == side
