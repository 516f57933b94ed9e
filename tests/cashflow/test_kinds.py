"""Deals of each kind, as data: what makes the kind what it is holds in the run."""

from fractions import Fraction

import pytest

from tallystick.cashflow.classes import ClassCashFlows, Outlook
from tallystick.cashflow.projection import project_pool
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.cashflow.waterfall import Reason, opening_state, run
from tallystick.cashflow.waterfall.schedules import generated_schedules
from tallystick.units.daycounts import DayCount
from tallystick.units.money import Currency, total
from tallystick.units.periods import Period
from tests.cashflow import folders
from tests.cashflow.kinds import assumed, kind, pool, projected

TURBO = folders.deal("overcollateralisation-turbo")
PRC = kind("prc", Currency.CNY)
CNY_POOL = pool(Currency.CNY, coupon="8.00%", term=24, age=2)


def life(flows: ClassCashFlows, name: str) -> Fraction:
    found = flows.average_life(name, convention=DayCount.THIRTY_360)
    assert found is not None
    return found


# An overcollateralisation turbo


@pytest.fixture(scope="module")
def turbo() -> ClassCashFlows:
    return projected(TURBO, pool(coupon="12.00%", term=60), assumed("abs", "1.00%", defaults="3%"))


def excess(flows: ClassCashFlows) -> list[tuple[int, int, int]]:
    return [
        (period.facts.ending.minor, sum(flow.ending.minor for flow in period.onshore.classes), number)
        for number, period in enumerate(flows.ledger.periods, start=1)
    ]


def test_excess_spread_builds_the_target_and_holds_it(turbo):
    target = 5_000_000_00
    over = [pool_left - notes for pool_left, notes, _ in excess(turbo)]
    stepped = [period.tests[0].breached for period in turbo.ledger.periods]
    before = over[: stepped.index(True)]
    assert before[0] < target
    assert before[-1] == target
    assert max(before) == target


def test_the_target_steps_down_with_the_pool_not_below_its_floor(turbo):
    stepped = [period.tests[0].breached for period in turbo.ledger.periods]
    start = stepped.index(True)
    assert start >= 11
    assert stepped == sorted(stepped)
    for pool_left, notes, _ in excess(turbo)[start:]:
        if notes:
            assert abs(pool_left - notes - min(5_000_000_00, max(pool_left / 10, 500_000_00))) <= 0.5


def test_the_reserve_floats_with_the_pool_and_is_released(turbo):
    for period in turbo.ledger.periods:
        held, pool_left = period.onshore.closing["reserve"].minor, period.facts.ending.minor
        notes = sum(flow.ending.minor for flow in period.onshore.classes)
        assert held <= max(pool_left // 100 + 1, 500_000_00)
        assert held <= max(notes, 0) or notes == 0
    assert turbo.ledger.closing.onshore.accounts["reserve"].is_zero()


def test_the_call_at_a_tenth_of_the_pool_ends_the_deal_and_shortens_lives(turbo):
    loans, assumptions = pool(coupon="12.00%", term=60), assumed("abs", "1.00%", defaults="3%")
    called = projected(TURBO, loans, assumptions, Outlook(calls=frozenset({"clean-up"})))
    assert len(called.ledger.periods) < len(turbo.ledger.periods)
    assert called.projection.periods[-1].ending.is_zero()
    before = called.projection.periods[-2].ending
    assert before.minor > 10_000_000_00
    assert life(called, "B") < life(turbo, "B")
    assert life(called, "A") == life(turbo, "A")
    principal = sum(each.principal.minor + each.lost.minor for each in called.projection.periods)
    assert principal == 100_000_000_00


# Two linked waterfalls


def two(outlook: Outlook | None = None, coupon: str = "8.00%") -> ClassCashFlows:
    loans = pool(Currency.CNY, coupon=coupon, term=24, age=2)
    return projected(PRC, loans, assumed("cpr", "5%", defaults="4%"), outlook)


@pytest.fixture(scope="module")
def prc() -> ClassCashFlows:
    return two()


def test_principal_buys_further_receivables_until_the_revolving_period_ends(prc):
    for number, period in enumerate(prc.ledger.periods, start=1):
        assert period.onshore.purchased.is_positive() is (number <= 12)
    first, second = prc.ledger.periods[:2]
    assert second.facts.beginning == first.facts.ending + first.onshore.purchased


def test_what_is_bought_flows_to_the_unit(prc):
    bought = sum(period.onshore.purchased.minor for period in prc.ledger.periods)
    months = prc.projection.periods
    out = sum(each.scheduled.minor + each.prepaid.minor + each.defaulted.minor for each in months)
    assert out == 100_000_000_00 + bought
    waiting = sum(each.defaulted.minor - each.recovered.minor - each.lost.minor for each in months)
    assert waiting == 0


def test_what_defaults_is_a_share_of_all_assets_those_bought_too():
    """What is bought is like the pool, so the same share of it defaults, however much is bought."""
    base = assumed("cpr", "5%", defaults="20%")
    static = project_pool(CNY_POOL, base, first=PRC.structure.first_period)
    share = sum(each.defaulted.minor for each in static.periods) / static.opening.minor
    assert projected(PRC, CNY_POOL, base).assets > static.opening
    assert float(StressedRuns(PRC, CNY_POOL, base).at(Fraction(1)).defaulted) == pytest.approx(share, rel=1e-4)


def test_a_planned_class_is_paid_on_its_dates_whatever_the_pool_does(prc):
    endings = {str(period.facts.period): period.onshore.class_flow("planned").ending for period in prc.ledger.periods}
    assert [str(endings[month]) for month in ("2027-08", "2027-09", "2027-12", "2028-03")] == [
        "30000000.00 CNY",
        "20000000.00 CNY",
        "10000000.00 CNY",
        "0.00 CNY",
    ]
    drawn = {str(period.facts.period): period.onshore.drawn["shortfall"] for period in prc.ledger.periods}
    assert {month for month, amount in drawn.items() if amount.is_positive()} == {"2027-09", "2027-12", "2028-03"}


def test_income_of_the_subordinated_class_is_capped_and_what_is_missed_is_lost(prc):
    flow, after = (period.onshore.class_flow("sub") for period in prc.ledger.periods[:2])
    assert flow.interest < flow.accrued
    assert after.interest_due == after.accrued


def test_a_facility_is_drawn_before_the_originator_and_paid_back_with_interest():
    flows = two(coupon="2.00%")
    drawn = [period.onshore.drawn["liquidity"] for period in flows.ledger.periods]
    assert any(amount.is_positive() for amount in drawn)
    repaid = total((period.onshore.paid_to("liquidity") for period in flows.ledger.periods), Currency.CNY)
    assert repaid.is_positive()
    for period in flows.ledger.periods:
        short = [step for step in period.onshore.payments if step.priority == "i-short" and step.paid.is_positive()]
        if short:
            assert any(step.reason is Reason.SHORT for step in period.onshore.payments if step.priority == "i-draw")


def test_a_downgrade_stops_purchases_and_sweeps_income_to_the_senior_classes():
    since = Period.parse("2026-12")
    flows = two(Outlook(events={"originator-downgrade": since}))
    for period in flows.ledger.periods:
        swept = period.facts.period >= since
        assert period.tests[0].breached is swept
        assert period.onshore.purchased.is_zero() or not swept
        if swept:
            assert period.onshore.class_flow("sub").interest.is_zero()


def test_a_put_is_paid_by_whoever_stands_behind_it():
    flows = two(Outlook(events={"put-exercised": Period.parse("2027-01")}))
    put = {str(period.facts.period): period.onshore.drawn["put"] for period in flows.ledger.periods}
    assert {month: str(amount) for month, amount in put.items() if amount.is_positive()} == {
        "2027-10": "10800000.00 CNY"
    }


def test_cash_waits_for_its_conversion_day_and_nothing_is_lost(prc):
    for number, period in enumerate(prc.ledger.periods, start=1):
        converted = any(one.received.is_positive() for one in period.exchanges)
        assert not converted or number % 3 == 0
        assert period.offshore is not None
        if number % 3:
            assert period.offshore.payments == ()
    closing = prc.ledger.closing
    assert all(amount.is_zero() for amount in closing.swap.waiting.values())
    assert prc.flows("X")[-1].ending.is_zero()


def test_cash_that_may_not_leave_is_trapped_onshore_and_told():
    flows = two(Outlook(events={"outbound-stopped": Period.parse("2027-12")}))
    trapped = flows.ledger.closing.swap.waiting
    assert trapped["planned.principal"] + trapped["through.principal"] > trapped["planned.principal"]
    assert flows.flows("X")[-1].ending.is_positive()


def test_cash_in_is_cash_out_in_every_kind(turbo, prc):
    agency = folders.run("agency", folders.case("agency"))
    for flows in (turbo, prc, agency, two(coupon="2.00%")):
        for period in flows.ledger.periods:
            for vehicle in (period.onshore, period.offshore):
                if vehicle is None:
                    continue
                came = sum(each.minor for each in (*vehicle.opening.values(), *vehicle.received.values()))
                came += sum(each.minor for each in vehicle.drawn.values())
                out = sum(each.paid.minor for each in vehicle.paid_out())
                assert came == out + sum(each.minor for each in vehicle.closing.values())


def test_a_replay_from_any_month_goes_on_as_the_run_did(prc):
    facts = [period.facts for period in prc.ledger.periods]
    schedules = generated_schedules(PRC.structure, CNY_POOL)
    opening = opening_state(PRC.structure, initial_pool=CNY_POOL.balance)
    half = run(PRC.structure, opening, facts[:17], schedules=schedules)
    rest = run(PRC.structure, half.closing, facts[17:], schedules=schedules)
    assert (*half.periods, *rest.periods) == prc.ledger.periods
