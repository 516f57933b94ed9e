"""A facility drawn for a list of classes: against its commitment one after another, or shared, never beyond it."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from tallystick.cashflow.waterfall import DealPeriod, opening_state, run
from tallystick.cashflow.waterfall.scenarios import ScenarioPools, run_scenarios
from tallystick.deal.structure import Structure
from tallystick.units.money import Money
from tests.cashflow.deals import ORDINARY, cny, month, structure

DUE = {"senior": cny("38.52"), "junior": cny("4.88")}
"""Of 7,100.00 at 6 % and of 900.00 at 6 % for 33 days of 365."""


@cache
def drawn_for(targets: str, commitment: str, steps: int = 1) -> Structure:
    """The ordinary deal with a line that pays interest of both classes, in one step or in several alike."""
    kind = f"kind: liquidity, by: bank, commitment: {commitment} CNY"
    line = f"  facilities: [{{id: line, name: {{zh: 授信, en: line}}, {kind}}}]"
    draws = [
        f"    - {{id: draw-{number}, clause: '9', text: {{zh: 提, en: it}}, from: line, to: {targets}, pay: interest}}"
        for number in range(1, steps + 1)
    ]
    text = ORDINARY.replace("size: 900.00 CNY, coupon: 0%", "size: 900.00 CNY, coupon: 6.00%", 1)
    head, rest = text.split("  priorities:\n", 1)
    return structure("\n".join([head.rstrip("\n"), line, "  priorities:", *draws, rest]))


def paid(deal: Structure) -> DealPeriod:
    """A month that collects nothing, so that only the line pays interest."""
    return run(deal, opening_state(deal, initial_pool=cny("8000.00")), [month()]).periods[0]


def got(period: DealPeriod) -> Mapping[str, Money]:
    return {
        name: Money(
            minor=sum(each.paid.minor for each in period.onshore.payments if each.source == "line" and each.to == name),
            currency=cny("0").currency,
        )
        for name in DUE
    }


CASES = [
    ("[senior, junior]", "100.00", "38.52", "4.88"),
    ("[senior, junior]", "40.00", "38.52", "1.48"),
    ("[senior, junior]", "38.52", "38.52", "0.00"),
    ("[senior, junior]", "20.00", "20.00", "0.00"),
    ("[junior, senior]", "20.00", "15.12", "4.88"),
    ("[[senior, junior]]", "20.00", "17.75", "2.25"),  # 20 x 38.52 / 43.40
    ("[[senior, junior]]", "0.01", "0.01", "0.00"),
    ("[[senior, junior]]", "0.00", "0.00", "0.00"),
]


@pytest.mark.parametrize(("targets", "commitment", "senior", "junior"), CASES)
def test_a_line_pays_a_list_one_after_another_and_a_tier_in_proportion(targets, commitment, senior, junior):
    period = paid(drawn_for(targets, commitment))
    assert got(period) == {"senior": cny(senior), "junior": cny(junior)}
    assert period.onshore.drawn["line"] == cny(senior) + cny(junior)
    for each in period.onshore.payments:
        if each.source == "line":
            assert each.due == DUE[each.to]
            assert each.shortfall == DUE[each.to] - each.paid


@pytest.mark.parametrize("targets", ["[senior, junior]", "[[senior, junior]]"])
def test_a_second_draw_finds_what_the_first_left_of_the_commitment(targets):
    twice = paid(drawn_for(targets, "40.00", steps=2))
    assert got(twice) == got(paid(drawn_for(targets, "40.00")))
    assert twice.onshore.drawn["line"] == cny("40.00")


@pytest.mark.parametrize(("targets", "commitment", "senior", "junior"), CASES)
def test_scenarios_draw_what_the_exact_lane_draws(targets, commitment, senior, junior):
    deal = drawn_for(targets, commitment)
    one = np.array([[800_000.0, 800_000.0]])
    pools = ScenarioPools(beginning=one, ending=one, defaulted=0 * one, collected={})
    found = run_scenarios(deal, pools, initial_pool=cny("8000.00"))
    reserve = {name: found.classes["onshore", name].interest[0] for name in DUE}
    exact = {flow.class_id: flow.interest.minor for flow in paid(deal).onshore.classes}
    for name in DUE:
        assert reserve[name].tolist() == [exact[name]] * 2
