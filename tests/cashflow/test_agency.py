"""An agency deal as a folder: bands, target, accretion, floater and inverse, principal and interest only."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from tallystick.cashflow.analytics.pricing.yields import Compounding
from tallystick.cashflow.assumptions import Prepayments
from tallystick.cashflow.classes import ClassCashFlows, Outlook, project
from tallystick.cashflow.kernels.door import PrepaymentKind
from tallystick.cashflow.scenarios.class_figures import Pricing, class_figures, class_life
from tallystick.cashflow.waterfall.schedules import generated_schedules
from tallystick.units.daycounts import DayCount
from tests.cashflow import folders, hand

DEAL, POOL = folders.deal("agency"), folders.pool("agency")
LINES = hand.lines(folders.files("agency")["replines.csv"])
SIZE = 100_000_000_00
WITH_PRINCIPAL = ("PA", "PB", "PC", "TA", "VA", "F", "S", "PO", "Z")
SPEEDS = (0, 50, 100, 120, 150, 175, 200, 240, 250, 300, 500, 1200)


def at(percent: int, outlook: Outlook | None = None) -> ClassCashFlows:
    speed = Prepayments(kind=PrepaymentKind.PSA, rates=(Fraction(percent, 100),))
    return project(DEAL, POOL, replace(folders.case("agency"), prepayments=speed), outlook=outlook)


@pytest.fixture(scope="module")
def runs() -> dict[int, ClassCashFlows]:
    return {percent: at(percent) for percent in SPEEDS}


def ending(flows: ClassCashFlows, *names: str) -> list[int]:
    return [sum(period.onshore.class_flow(name).ending.minor for name in names) for period in flows.ledger.periods]


def plan(name: str) -> list[int]:
    table = generated_schedules(DEAL.structure, POOL)[name]
    return [table[month] for month in sorted(table)]


def at_one_speed(speed: Callable[[int], float], _: hand.Line) -> Callable[[int], float]:
    return speed


def by_hand(multiple: float) -> list[float]:
    return hand.principal(hand.pool(LINES, lambda _: hand.psa(multiple)), SIZE)


def planned(initial: float, speeds: tuple[float, ...], taken: list[float]) -> list[float]:
    """The month's least principal at the speeds, less what earlier plans take, until nothing is left."""
    left, standing = initial, []
    for month, least in enumerate(min(each) for each in zip(*(by_hand(speed) for speed in speeds), strict=True)):
        left -= min(max(least - (taken[month] if month < len(taken) else 0.0), 0.0), left)
        standing.append(left)
    return standing


def test_plans_are_those_of_the_formula():
    first = planned(40_000_000_00, (1.0, 3.0), [])
    taken = hand.principal(first, 40_000_000_00)
    second = planned(10_000_000_00, (1.2, 2.4), taken)
    both = [a + b for a, b in zip(taken, hand.principal(second, 10_000_000_00), strict=True)]
    third = planned(10_000_000_00, (2.0,), both)
    for name, expected in (("pac-1", first), ("pac-2", second), ("tac", third)):
        assert plan(name) == pytest.approx(expected, abs=400), name
        assert expected[-1] == 0


@pytest.mark.parametrize("percent", [100, 120, 150, 175, 200, 240, 250, 300])
def test_inside_its_band_the_first_plan_is_kept_to_the_cent(runs, percent):
    kept = [*plan("pac-1"), *[0] * 12]
    assert all(found == kept[month] for month, found in enumerate(ending(runs[percent], "PA", "PB")))


@pytest.mark.parametrize("percent", [120, 150, 175, 200, 240])
def test_inside_its_narrower_band_the_second_plan_is_kept_too(runs, percent):
    assert ending(runs[percent], "PC") == plan("pac-2")[: len(runs[percent].ledger.periods)]


def test_outside_its_band_a_plan_is_broken(runs):
    """Above it, the support is used up early: then the plan gets all there is, less than planned and later more."""
    slow, fast, faster = (ending(runs[percent], "PA", "PB") for percent in (50, 500, 1200))
    assert any(found > kept for found, kept in zip(slow, plan("pac-1"), strict=False))
    assert not any(found < kept for found, kept in zip(slow, plan("pac-1"), strict=False))
    assert any(found > kept for found, kept in zip(fast, plan("pac-1"), strict=False))
    assert any(found < kept for found, kept in zip(faster, plan("pac-1"), strict=False))
    assert any(found != kept for found, kept in zip(ending(runs[500], "PC"), plan("pac-2"), strict=False))


def test_a_target_is_kept_at_its_speed_and_faster_while_there_is_support_and_missed_at_a_slower_one(runs):
    assert ending(runs[200], "TA") == plan("tac")[: len(runs[200].ledger.periods)]
    for found, kept, support in zip(
        ending(runs[250], "TA"), plan("tac"), ending(runs[250], "F", "S", "PO"), strict=False
    ):
        assert found == kept or support == 0
    assert any(found > kept for found, kept in zip(ending(runs[100], "TA"), plan("tac"), strict=False))


def test_what_the_accrual_class_accrues_pays_the_class_directed_to_it(runs):
    """15,000,000 at 6 %: 15 (1.005^n - 1) reaches 5 million in the 58th month, whatever the pool prepays."""
    slow = runs[0]
    flows = slow.flows("VA")
    assert next(number for number, flow in enumerate(flows, start=1) if flow.ending.is_zero()) == 58
    accrual = slow.flows("Z")
    for number, (directed, flow) in enumerate(zip(flows, accrual, strict=True), start=1):
        if number < 58:
            assert directed.principal == flow.added == flow.accrued
            assert flow.added.minor == pytest.approx(15_000_000_00 * 0.005 * 1.005 ** (number - 1), abs=number)
    for percent in (100, 175, 300):
        assert ending(runs[percent], "VA")[57] == 0


def test_every_month_the_classes_are_paid_the_principal_of_the_pool_and_the_accretion(runs):
    for percent, flows in runs.items():
        speed = hand.psa(percent / 100)
        pool_by_hand = hand.pool(LINES, partial(at_one_speed, speed))
        for month, period in enumerate(flows.ledger.periods):
            rows = {name: period.onshore.class_flow(name) for name in WITH_PRINCIPAL}
            paid = sum(row.principal.minor for row in rows.values())
            pool_paid = period.facts.beginning.minor - period.facts.ending.minor
            assert paid == pool_paid + rows["Z"].added.minor, (percent, month)
            assert sum(row.ending.minor for row in rows.values()) == period.facts.ending.minor
            assert period.facts.ending.minor == pytest.approx(pool_by_hand[month], abs=2)


def test_the_notional_is_the_balance_it_follows(runs):
    for percent in (50, 175, 500):
        for strip, period in zip(runs[percent].flows("IO"), runs[percent].ledger.periods, strict=True):
            base = sum(period.onshore.class_flow(name).beginning.minor for name in ("PA", "PB"))
            assert strip.beginning.minor == base
            assert strip.interest.minor == pytest.approx(base * 0.01 / 12, abs=1)
            assert strip.principal.is_zero()
    assert all(flow.interest.is_zero() for flow in runs[175].flows("PO"))


@pytest.mark.parametrize("percent", [100, 175, 500])
def test_an_interest_only_class_has_the_life_of_what_its_notional_follows(runs, percent):
    terms = {each.id: each for each in DEAL.structure.onshore.classes}
    pricing = Pricing(
        settlement=DEAL.structure.closing, compounding=Compounding.SEMI_ANNUAL, daycount=DayCount.THIRTY_360
    )
    found = class_figures(runs[percent], terms["IO"], pricing, price=Fraction(5))
    assert found.average_life == runs[percent].average_life("PA", "PB", convention=DayCount.THIRTY_360)
    assert found.window is None
    assert class_life(runs[percent], terms["IO"]) == found.average_life


@pytest.mark.parametrize("path", [["4%"], ["1%", "3%", "8%"], ["0%", "8.5%"]])
def test_floater_and_inverse_together_are_a_fixed_class(path):
    """10,000,000 at the index and a half, 5,000,000 at 17 % less twice the index: 6 % of 15,000,000 together."""
    index = [Fraction(rate.rstrip("%")) / 100 for rate in path]
    for period in at(175, Outlook(indices={"INDEX": index})).ledger.periods:
        both = [period.onshore.class_flow(name) for name in ("F", "S")]
        expected = sum(flow.beginning.minor for flow in both) * 0.06 / 12
        assert sum(flow.accrued.minor for flow in both) == pytest.approx(expected, abs=2)


def test_cap_and_floor_hold():
    high = at(175, Outlook(indices={"INDEX": [Fraction(12, 100)]}))
    assert (str(high.flows("F")[0].coupon), str(high.flows("S")[0].coupon)) == ("9.00%", "0.00%")


def test_support_takes_what_plans_and_target_do_not(runs):
    def life(percent: int, name: str) -> float:
        found = runs[percent].average_life(name, convention=DayCount.THIRTY_360)
        assert found is not None
        return float(found)

    lives = [life(percent, "F") for percent in (100, 175, 300, 500)]
    assert lives == sorted(lives, reverse=True)
    assert life(300, "PA") == life(175, "PA") == life(100, "PA")
    assert life(1200, "PB") < life(300, "PB")
