"""Sub-pools: steps ask what one part of the pool brought in, and the parts always add up to the pool, to the unit."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tallystick.cashflow.assumptions import Assumptions, Target
from tallystick.cashflow.classes import ClassCashFlows, Outlook, project
from tallystick.cashflow.pool import Pool
from tallystick.cashflow.projection import check_subpools, project_pool
from tallystick.cashflow.replines import RepLine
from tallystick.cashflow.scenarios.sweeps import at_speeds, keeping_speed
from tallystick.cashflow.waterfall.scenarios import ScenarioPools, run_scenarios
from tallystick.deal.checks.cash_paths import SUBPOOL_FIGURES
from tallystick.units.money import Currency, Money, total
from tallystick.units.rates import Rate, Share
from tests.cashflow.kinds import assumed, deal_of, kind, projected
from tests.cashflow.scenarios.plain import assumed as plain_assumed
from tests.cashflow.scenarios.plain import deal as plain_deal

DEAL = kind("two-groups", Currency.CNY)
SUBPOOLS = DEAL.structure.subpools or {}
SLOW = assumed("cpr", "4%", defaults="2%")
CASE = replace(
    SLOW, targets=(Target(field="tag", values=("fixed",), assumptions=assumed("cpr", "30%", defaults="1%")),)
)


def line(amount: str, coupon: str, term: int, tag: str) -> RepLine:
    balance, rate = Money.parse(f"{amount} CNY"), Rate.parse(coupon)
    return RepLine(balance=balance, coupon=rate, remaining_term=term, age=3, tag=tag)


LINES = (
    line("60000000.00", "6.50%", 58, "fixed"),
    line("25000000.01", "7.10%", 35, "floating-a"),
    line("14000000.02", "5.90%", 47, "floating-b"),
    line("999999.97", "6.00%", 20, "other"),
)
POOL = Pool.of_lines(LINES, Currency.CNY)


@pytest.fixture(scope="module")
def flows() -> ClassCashFlows:
    return projected(DEAL, POOL, CASE)


def test_the_parts_add_up_to_the_pool_to_the_unit_and_to_what_it_is_undivided():
    first = DEAL.structure.first_period
    whole = project_pool(POOL, CASE, first=first, subpools=SUBPOOLS)
    undivided = project_pool(POOL, CASE, first=first)
    assert sorted(whole.parts) == ["", "fixed", "floating"]
    assert total((part.opening for part in whole.parts.values()), Currency.CNY) == POOL.balance == whole.opening
    for together, alone in zip(whole.periods, undivided.periods, strict=True):
        assert (together.number, together.month) == (alone.number, alone.month)
        assert abs((together.principal - alone.principal).minor) <= 4 * len(whole.parts)
    paid_lost = total((month.principal + month.lost for month in whole.periods), Currency.CNY)
    assert paid_lost == POOL.balance


def test_sub_pools_that_have_every_asset_between_them_leave_nothing_over():
    whole = project_pool(
        Pool.of_lines(LINES[:3], Currency.CNY), CASE, first=DEAL.structure.first_period, subpools=SUBPOOLS
    )
    assert whole.parts[""].opening.is_zero()
    assert whole.parts[""].periods == ()
    assert sum(len(part.periods) > 0 for part in whole.parts.values()) == 2


def test_a_part_flows_as_its_assets_would_alone(flows: ClassCashFlows):
    alone = project_pool(POOL.part("tag", "fixed"), CASE, first=DEAL.structure.first_period)
    for period, month in zip(flows.ledger.periods, alone.periods, strict=False):
        told = period.facts.reported
        assert (told["fixed.beginning"], told["fixed.ending"]) == (month.beginning, month.ending)
        assert (told["fixed.interest"], told["fixed.defaulted"]) == (month.interest, month.defaulted)


def test_each_class_is_paid_what_its_own_group_brought_in(flows: ClassCashFlows):
    for period in flows.ledger.periods[:12]:
        told = period.facts.reported
        for group, name in (("fixed", "A1"), ("floating", "A2")):
            brought = [told[f"{group}.{item}"] for item in ("scheduled-principal", "prepaid-principal", "recoveries")]
            assert period.onshore.class_flow(name).principal == total(brought, Currency.CNY)


def test_a_month_is_never_told_more_of_the_parts_than_of_the_pool(flows: ClassCashFlows):
    for period in flows.ledger.periods:
        facts = period.facts
        for item, whole in facts.collected.items():
            assert total((facts.reported[f"{name}.{item}"] for name in SUBPOOLS), Currency.CNY) <= whole
        for figure in ("beginning", "ending", "defaulted"):
            parts = total((facts.reported[f"{name}.{figure}"] for name in SUBPOOLS), Currency.CNY)
            assert parts <= getattr(facts, figure)


@pytest.mark.parametrize("share", ["10%", "30%"])
def test_a_call_at_a_share_leaves_nothing_of_any_part(share: str):
    found = projected_to(Share.parse(share))
    last = found.ledger.periods[-1].facts
    assert last.ending.is_zero()
    assert all(last.reported[f"{name}.ending"].is_zero() for name in SUBPOOLS)
    prepaid = [last.reported[f"{name}.prepaid-principal"] for name in SUBPOOLS]
    assert all(each.is_positive() for each in prepaid)
    assert total(prepaid, Currency.CNY) <= last.collected["prepaid-principal"]


def projected_to(share: Share) -> ClassCashFlows:
    return project(DEAL, POOL, CASE, call=share)


def test_the_price_of_a_call_of_the_deal_is_shared_as_what_each_part_ends_with(flows: ClassCashFlows):
    found = projected(DEAL, POOL, CASE, Outlook(calls=frozenset({"clean-up"})))
    called = found.ledger.periods[-1].facts
    ended = flows.ledger.periods[len(found.ledger.periods) - 1].facts
    for name in SUBPOOLS:
        part = ended.reported[f"{name}.ending"]
        got = called.reported[f"{name}.prepaid-principal"] - ended.reported[f"{name}.prepaid-principal"]
        assert abs(got.minor - Fraction(9, 10) * part.minor) <= 1
        assert called.reported[f"{name}.ending"].is_zero()


def test_what_is_bought_is_divided_as_the_pool_was():
    structure = (Path(__file__).parent / "structures" / "prc.yaml").read_text(encoding="utf-8")
    parts = "subpools: {fixed: {name: {zh: 固, en: fixed}, field: tag, values: [fixed]}}\n"
    deal = deal_of(parts + structure, Currency.CNY)
    lines = [line("60000000.00", "8.00%", 24, "fixed"), line("40000000.00", "8.00%", 24, "other")]
    found = projected(deal, Pool.of_lines(lines, Currency.CNY), assumed("cpr", "5%"))
    bought = [period.onshore.purchased for period in found.ledger.periods]
    assert sum(each.is_positive() for each in bought) > 2
    for period in found.ledger.periods[:12]:
        facts = period.facts
        assert abs(facts.reported["fixed.ending"].minor - Fraction(6, 10) * facts.ending.minor) <= 40


def test_a_sub_pool_without_assets_or_with_those_of_another_is_named():
    nobody = {"none": SUBPOOLS["fixed"].model_copy(update={"values": ("fixd",)})}
    assert [each.code for each in check_subpools(POOL, nobody)] == ["cashflow.subpool-empty"]
    twice = {**SUBPOOLS, "again": SUBPOOLS["fixed"].model_copy(update={"values": ("floating-b", "other")})}
    (found,) = check_subpools(POOL, twice)
    assert (found.code, found.argument("name"), found.argument("count")) == ("cashflow.subpool-overlap", "again", 1)
    assert tuple(check_subpools(POOL, SUBPOOLS)) == ()


def test_every_figure_of_a_sub_pool_is_reported_in_every_month(flows: ClassCashFlows):
    names = {f"{name}.{figure}" for name in SUBPOOLS for figure in SUBPOOL_FIGURES}
    assert all(names <= set(period.facts.reported) for period in flows.ledger.periods)


def test_without_sub_pools_nothing_is_divided():
    assert project_pool(POOL, Assumptions(prepayments=SLOW.prepayments), first=DEAL.structure.first_period).parts == {}


GROUP_LOSSES = """triggers:
  - id: losing
    name: {zh: 一组净损失, en: net losses of the first group}
    measure: (reported(fixed.cumulative-defaults) - reported(fixed.cumulative-recoveries)) / reported(fixed.initial)
    above: 1%
  - id: pool-losing
    name: {zh: 净损失, en: net losses}
    measure: (pool.cumulative-defaults - pool.cumulative-recoveries) / pool.initial
    above: 1%
"""


def test_a_trigger_tests_what_one_group_has_lost_since_the_first_month():
    text = (Path(__file__).parent / "structures" / "two-groups.yaml").read_text(encoding="utf-8")
    deal = deal_of(text.replace("calls:", f"{GROUP_LOSSES}calls:"), Currency.CNY)
    ledger = projected(deal, POOL, CASE).ledger
    lost = {"fixed": 0, "": 0}
    for period in ledger.periods[:40]:
        told = period.facts.reported
        lost["fixed"] += told["fixed.defaulted"].minor - told["fixed.recoveries"].minor
        lost[""] += period.facts.defaulted.minor - period.facts.collected["recoveries"].minor
        tested = {test.trigger: test.value for test in period.tests}
        assert tested["losing"] == Fraction(lost["fixed"], LINES[0].balance.minor)
        assert tested["pool-losing"] == Fraction(lost[""], POOL.balance.minor)
    assert tested["losing"] != tested["pool-losing"]


def test_totals_of_a_sub_pool_are_the_same_in_the_lane_of_vectors():
    text = (Path(__file__).parent / "structures" / "two-groups.yaml").read_text(encoding="utf-8")
    deal = deal_of(text.replace("calls:", f"{GROUP_LOSSES}calls:"), Currency.CNY)
    exact = projected(deal, POOL, CASE).ledger
    facts = [period.facts for period in exact.periods]

    def column(amounts: list[Money]) -> np.ndarray:
        return np.array([[float(amount.minor)] for amount in amounts])

    pools = ScenarioPools(
        beginning=column([each.beginning for each in facts]),
        ending=column([each.ending for each in facts]),
        defaulted=column([each.defaulted for each in facts]),
        collected={item: column([each.collected[item] for each in facts]) for item in facts[0].collected},
        reported={name: column([each.reported[name] for each in facts]) for name in facts[0].reported},
    )
    ran = run_scenarios(deal.structure, pools, initial_pool=POOL.balance)
    for name in ("losing", "pool-losing"):
        values = [float(test.value or 0) for period in exact.periods for test in period.tests if test.trigger == name]
        assert ran.values[name][:, 0] == pytest.approx(values, rel=1e-12)


def test_a_part_without_a_speed_of_its_own_moves_with_the_case_and_one_with_its_own_stays_and_is_told():
    case = plain_assumed(speed="0.05")
    slow = replace(case, prepayments=replace(case.prepayments, rates=(Fraction(1, 100),)))
    lossy = replace(case, severity=Share(value=Fraction(1)))
    own, follows = (
        Target(field="tag", values=(name,), assumptions=each) for name, each in (("used", slow), ("new", lossy))
    )
    dollars = Money.parse("1000.00 USD")
    parts = [replace(line("1.00", "5%", 24, tag), balance=dollars) for tag in ("used", "new")]
    lines = Pool.of_lines(parts, Currency.USD)
    base = replace(case, targets=(own, follows))
    assert keeping_speed(base) == (own,)
    fast = replace(case.prepayments, rates=(Fraction(30, 100),))
    moved = replace(follows, assumptions=replace(lossy, prepayments=fast))
    by_hand = replace(case, prepayments=fast, targets=(own, moved))
    (run,) = at_speeds(plain_deal(), lines, base, [Fraction(30, 100)])
    assert run.projection.periods == project_pool(lines, by_hand, first=plain_deal().structure.first_period).periods
