"""Triggers at their bounds, in both directions, at each point of a period, with cures."""

import numpy as np
import pytest

from tallystick.cashflow.checked_flows import check_triggers
from tallystick.cashflow.classes import stopped
from tallystick.cashflow.waterfall import TriggerTest, opening_state, run
from tallystick.cashflow.waterfall.engine.readings import RatioError
from tallystick.cashflow.waterfall.scenarios import ScenarioPools, run_scenarios
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, word
from tallystick.units.rates import Share
from tests.cashflow.deals import ORDINARY, cny, month, structure

ABOVE = ORDINARY
BELOW = ORDINARY.replace("measure: cumulative-default-share, above: 3%", "measure: collateral-share, below: 98%")


def first_tests(text: str, *months) -> list[TriggerTest]:
    deal = structure(text)
    ledger = run(deal, opening_state(deal, initial_pool=cny("8000.00")), months)
    return [period.tests[0] for period in ledger.periods]


def with_trigger(text: str) -> str:
    return ORDINARY.replace("measure: cumulative-default-share, above: 3%", text)


@pytest.mark.parametrize(("defaults", "breach"), [("239.99", False), ("240.00", False), ("240.01", True)])
def test_defaults_breach_only_above_the_bound(defaults: str, breach: bool):
    assert first_tests(ABOVE, month(defaulted=defaults))[0].fails is breach


@pytest.mark.parametrize(("lost", "breach"), [("159.99", False), ("160.00", False), ("160.01", True)])
def test_collateral_breaches_only_below_the_bound(lost: str, breach: bool):
    assert first_tests(BELOW, month(defaulted=lost))[0].fails is breach


def test_where_no_class_is_outstanding_there_is_nothing_to_measure():
    breached, repaid, after = first_tests(
        BELOW,
        month(1, defaulted="400.00"),
        month(2, beginning="7600.00", principal="7600.00", interest="600.00"),
        month(3, beginning="0.00"),
    )
    assert breached.breached
    assert repaid.value == 0
    assert after.value is None
    assert not after.fails
    assert after.breached


def told(text: str, *months) -> list[Finding]:
    deal = structure(text)
    return list(check_triggers(deal, run(deal, opening_state(deal, initial_pool=cny("8000.00")), months), "base"))


def test_a_trigger_without_a_value_is_told_while_classes_are_outstanding():
    text = with_trigger("measure: collected(interest) / collected(recoveries), above: 50%")
    (test,) = first_tests(text, month(interest="100.00"))
    assert (test.value, test.measured, test.breached) == (None, False, False)
    (named,) = told(text, month(1, interest="100.00"), month(2, interest="100.00"))
    assert (named.code, named.place.path) == ("cashflow.trigger-unmeasured", "structure.triggers[0].measure")
    assert (named.argument("month"), named.argument("count")) == ("2026-09", 2)
    assert "otherwise" in word(named, Language.EN).remedy


def test_once_every_class_is_repaid_a_trigger_without_a_value_is_no_news():
    months = (
        month(1),
        month(2, principal="8000.00", interest="600.00"),
        month(3, beginning="0.00"),
    )
    assert first_tests(BELOW, *months)[2].value is None
    assert told(BELOW, *months) == []


@pytest.mark.parametrize(("stated", "breach"), [("100%", True), ("0%", False)])
def test_what_a_trigger_states_otherwise_counts_where_its_measure_divides_by_nothing(stated: str, breach: bool):
    text = with_trigger(f"measure: collected(interest) / collected(recoveries), above: 50%, otherwise: {stated}")
    (test,) = first_tests(text, month(interest="100.00"))
    assert (test.measured, test.breached) == (False, breach)
    assert test.value == Share.parse(stated).value
    assert told(text, month(interest="100.00")) == []


def test_scenarios_take_what_a_trigger_states_otherwise_where_there_is_nothing_to_measure():
    """Of two scenarios the first recovers something, so that only the second has nothing to divide by."""
    text = with_trigger("measure: collected(interest) / collected(recoveries), above: 50%, otherwise: 100%")
    deal = structure(text)
    each = {name: np.array([[value, value]]) for name, value in {"interest": 10_000.0, "recoveries": 0.0}.items()}
    each["recoveries"] = np.array([[50_000.0, 0.0]])
    one = np.array([[800_000.0, 800_000.0]])
    pools = ScenarioPools(beginning=one, ending=one, defaulted=0 * one, collected=each)
    found = run_scenarios(deal, pools, initial_pool=cny("8000.00"))
    name = deal.triggers[0].id
    assert found.breached[name].tolist() == [[False, True]]


def test_a_formula_that_divides_by_nothing_is_named_with_its_key_and_who_asked():
    limit = "limit: 100.00 CNY * (collected(interest) / collected(recoveries)), "
    text = ORDINARY.replace("to: reserve, pay: target", f"to: reserve, {limit}pay: target")
    assert text != ORDINARY
    deal = structure(text)
    with pytest.raises(RatioError) as stop:
        run(deal, opening_state(deal, initial_pool=cny("8000.00")), [month(interest="100.00")])
    named = stopped(stop.value, deal, case="base")
    assert named.place.path == "structure.onshore.priorities[5].limit"
    what = word(named, Language.EN).what
    assert "collected(recoveries)" in what
    assert "'on-6'" in what


@pytest.mark.parametrize(("text", "side"), [(ABOVE, "above"), (BELOW, "below")])
def test_a_test_says_on_which_side_of_its_bound_the_breach_is(text: str, side: str):
    assert first_tests(text, month())[0].side == side


def test_a_trigger_may_need_several_failures_in_a_row_and_several_passes_to_be_cured():
    cured = 'below: 10.00 CNY, curable: "yes", breaches_after: 2, cures_after: 2'
    text = with_trigger(f"measure: collected(interest), {cured}")
    amounts = ["1.00", "1.00", "20.00", "1.00", "20.00", "20.00"]
    tests = first_tests(text, *(month(number, interest=amount) for number, amount in enumerate(amounts, start=1)))
    assert [test.fails for test in tests] == [True, True, False, True, False, False]
    assert [test.breached for test in tests] == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    ("point", "value"),
    [
        ("at: opening", "0.00"),
        ("at: collected", "100.00"),
        ("before: on-3", "87.00"),  # after fees of 8.00 and 5.00
        ("at: paid", "0.00"),
    ],
)
def test_a_trigger_is_tested_at_its_point_of_the_period(point: str, value: str):
    text = with_trigger(f"measure: cash(income), above: 50.00 CNY, {point}")
    text = text.replace("when: {unbreached: acceleration}", "when: number > 0")
    (test,) = first_tests(text, month(interest="100.00"))
    assert test.value == cny(value).minor
