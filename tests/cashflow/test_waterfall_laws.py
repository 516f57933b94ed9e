"""Laws of the waterfall, tried on random structures and random collections."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tallystick.cashflow.waterfall import (
    Ledger,
    PoolFacts,
    Step,
    VehiclePeriod,
    opening_state,
    pay_vehicle,
    run,
)
from tallystick.cashflow.waterfall.engine.plan import steps_of
from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.liabilities.steps import Condition
from tallystick.deal.structure import Structure
from tallystick.units.money import Currency, Money, total
from tests.cashflow.deals import FIRST, ORDINARY, cny, structure

CNY = Currency.CNY
ITEMS = ("interest", "scheduled-principal", "prepaid-principal", "recoveries", "fees")
DEAL = structure()
ACCOUNTS = ("income", "principal", "reserve")
CLASSES = ("senior", "junior")
FEES = ("servicing", "trustee", "outbound")

amounts = st.integers(0, 60_000).map(lambda minor: Money(minor=minor, currency=CNY))
conditions = st.one_of(
    st.none(),
    st.sampled_from(("breached", "unbreached")).map(lambda side: Condition(**{side: "acceleration"})),
    st.sampled_from(CLASSES).map(lambda name: Condition(repaid=name)),
)
limits = st.one_of(
    st.none(),
    amounts,
    st.builds(
        lambda classes, less: Formula.parse(f"balance({', '.join(classes)}) - (pool.ending - {less})"),
        st.sampled_from((("senior",), CLASSES)),
        amounts,
    ),
)
groups = st.sampled_from(((("senior",),), (("junior",),), (CLASSES,), (("senior",), ("junior",))))


def steps_to(pay: str, targets: st.SearchStrategy[tuple[tuple[str, ...], ...]], limit: st.SearchStrategy = limits):
    return st.builds(
        Step,
        id=st.just("step"),
        clause=st.just("1"),
        source=st.sampled_from(ACCOUNTS),
        to=targets,
        pay=st.just(pay),
        when=conditions,
        limit=limit,
        of=st.sampled_from(CLASSES),
        amount=amounts,
    ).filter(lambda step: step.source not in step.targets())


accounts = st.sampled_from(ACCOUNTS).map(lambda name: ((name,),))
anyone = st.sampled_from((*ACCOUNTS, *CLASSES, "originator")).map(lambda name: ((name,),))
plans = st.lists(
    st.one_of(
        steps_to("due", st.sampled_from(((("servicing",),), (FEES,)))),
        steps_to("interest", groups),
        steps_to("principal", groups),
        steps_to("target", accounts),
        steps_to("losses", accounts),
        steps_to("remainder", anyone),
        steps_to("excess", anyone),
        steps_to("amount", anyone),
        steps_to("accretion", accounts),
        steps_to("capitalise", groups),
        steps_to("write-down", groups, limits.filter(lambda limit: limit is not None)),
        steps_to("purchase", st.just((("originator",),))),
    ),
    max_size=16,
).map(tuple)


@st.composite
def months(draw) -> list[PoolFacts]:
    """Months of a pool of 8000.00 that never pays or loses more principal than it has."""
    left, facts = cny("8000.00"), []
    for number in range(draw(st.integers(1, 10))):
        collected = {item: draw(amounts) for item in ITEMS}
        defaulted = draw(amounts)
        for item in ("scheduled-principal", "prepaid-principal"):
            collected[item] = min(collected[item], left)
            left -= collected[item]
        defaulted = min(defaulted, left)
        beginning = left + collected["scheduled-principal"] + collected["prepaid-principal"]
        left -= defaulted
        facts.append(
            PoolFacts(
                period=FIRST.add(number), beginning=beginning, ending=left, defaulted=defaulted, collected=collected
            )
        )
    return facts


def pay_onshore(plan: tuple[Step, ...], facts: list[PoolFacts], deal: Structure = DEAL) -> list[VehiclePeriod]:
    state, periods = opening_state(deal, initial_pool=cny("8000.00")).onshore, []
    for one in facts:
        period, state = pay_vehicle(deal.onshore, state, one, received=one.collected, steps=plan)
        periods.append(period)
    return periods


def cash(amounts_by_name) -> Money:
    amounts = list(amounts_by_name)
    return total(amounts, amounts[0].currency) if amounts else cny("0")


def assert_cash_is_kept(period: VehiclePeriod) -> None:
    came_in = cash(period.opening.values()).minor + cash(period.received.values()).minor
    went_out = sum(payment.paid.minor for payment in period.paid_out())
    assert came_in == went_out + cash(period.closing.values()).minor


@given(plans, months())
@settings(deadline=None)
def test_cash_in_equals_cash_out_plus_balances_every_period(plan, facts):
    for period in pay_onshore(plan, facts):
        assert_cash_is_kept(period)
        event(f"{sum(payment.paid.is_positive() for payment in period.payments) > 3} more than three paid")


@given(plans, months())
@settings(deadline=None)
def test_no_payment_no_account_and_no_class_is_ever_negative(plan, facts):
    for period in pay_onshore(plan, facts):
        amounts = [amount for step in period.payments for amount in (step.due, step.paid, step.shortfall, step.left)]
        amounts += [amount for flow in period.classes for amount in (flow.ending, flow.carried, flow.interest)]
        amounts += [*period.closing.values(), *period.carried_fees.values()]
        assert not any(amount.is_negative() for amount in amounts)


@given(plans, months())
@settings(deadline=None)
def test_what_is_due_is_paid_or_short_and_then_carried(plan, facts):
    carried = {name: cny("0") for name in CLASSES}
    for period in pay_onshore(plan, facts):
        for step in period.payments:
            assert step.paid + step.shortfall == step.due
        for flow in period.classes:
            assert flow.interest_due == carried[flow.class_id] + flow.accrued
            assert flow.interest + flow.added + flow.carried == flow.interest_due
            assert flow.beginning + flow.added - flow.principal - flow.written_down == flow.ending
            carried[flow.class_id] = flow.carried


@given(plans, months())
@settings(deadline=None)
def test_each_class_gets_exactly_what_the_steps_paid_it(plan, facts):
    for period in pay_onshore(plan, facts):
        for flow in period.classes:
            assert flow.paid == period.paid_to(flow.class_id)


@given(plans, months())
@settings(max_examples=30, deadline=None)
def test_the_same_collections_are_paid_the_same_way_again(plan, facts):
    assert pay_onshore(plan, facts) == pay_onshore(plan, facts)


def run_ordinary(facts: list[PoolFacts], text: str = ORDINARY) -> Ledger:
    deal = structure(text)
    return run(deal, opening_state(deal, initial_pool=cny("8000.00")), facts)


@given(months())
@settings(deadline=None)
def test_no_junior_principal_while_a_senior_class_is_outstanding(facts):
    for period in run_ordinary(facts).periods:
        assert period.offshore is not None
        for vehicle, senior, junior in ((period.onshore, "senior", "junior"), (period.offshore, "A", "B")):
            if vehicle.class_flow(junior).principal.is_positive():
                assert vehicle.class_flow(senior).ending.is_zero()


@given(months())
@settings(deadline=None)
def test_no_unit_is_lost_between_the_two_vehicles(facts):
    ledger = run_ordinary(facts)
    rate = DEAL.offshore.hedge.rate if DEAL.offshore is not None and DEAL.offshore.hedge is not None else 1
    for item in ("senior.interest", "senior.principal"):
        paid = sum(one.paid.minor for period in ledger.periods for one in period.exchanges if one.item == item)
        received = sum(one.received.minor for period in ledger.periods for one in period.exchanges if one.item == item)
        assert 0 <= paid - received * rate < rate
    for period in ledger.periods:
        assert period.offshore is not None
        assert_cash_is_kept(period.onshore)
        assert_cash_is_kept(period.offshore)


@given(months())
@settings(deadline=None)
def test_a_trigger_once_breached_stays_breached(facts):
    breached = [period.tests[0].breached for period in run_ordinary(facts).periods]
    assert breached == sorted(breached)


@given(months())
@settings(deadline=None)
def test_a_curable_trigger_follows_its_test(facts):
    text = ORDINARY.replace("measure: cumulative-default-share, above: 3%", "measure: collateral-share, below: 98%")
    curable = text.replace("below: 98%", 'below: 98%, curable: "yes"')
    for period in run_ordinary(facts, curable).periods:
        test = period.tests[0]
        assert test.value is None or test.breached == test.fails


@given(months(), amounts)
@settings(deadline=None)
def test_more_income_never_leaves_more_of_the_senior_class_outstanding(facts, extra):
    richer = [replace(one, collected={**one.collected, "interest": one.collected["interest"] + extra}) for one in facts]
    poor, rich = (run_ordinary(each).class_flows("senior") for each in (facts, richer))
    assert rich[-1].ending <= poor[-1].ending


def test_the_steps_of_a_vehicle_are_its_priorities_in_order():
    assert [step.id for step in steps_of(DEAL.onshore)] == [step.id for step in DEAL.onshore.priorities]


def test_a_shared_step_whose_condition_is_unmet_leaves_the_next_one_free_to_share():
    shared = Step(id="step", clause="1", source="income", to=(CLASSES,), pay="principal")
    unmet = replace(shared, when=Condition(breached="acceleration"))
    collected = dict.fromkeys(ITEMS, cny("0")) | {"fees": cny("0.01")}
    whole = cny("8000.00")
    facts = PoolFacts(period=FIRST, beginning=whole, ending=whole, defaulted=cny("0"), collected=collected)
    (period,) = pay_onshore((unmet, shared), [facts])
    assert [payment.paid for payment in period.payments] == [cny("0"), cny("0"), cny("0.01"), cny("0")]


@given(plans, months())
@settings(deadline=None)
def test_nobody_in_a_list_is_paid_before_everybody_above_is_paid_in_full(plan, facts):
    for period in pay_onshore(plan, facts):
        payments = iter(period.payments)
        for step in plan:
            tiers = [[next(payments) for _ in tier] for tier in step.to]
            for above, below in pairwise(tiers):
                if any(each.paid.is_positive() for each in below):
                    assert all(each.paid == each.due for each in above)


@given(months(), amounts, st.sampled_from(["interest", "principal"]))
@settings(deadline=None)
def test_a_list_pays_what_a_step_for_each_of_its_classes_pays(facts, limit, pay):
    step = Step(id="step", clause="1", source="income", to=(("senior",), ("junior",)), pay=pay)
    listed = pay_onshore((step,), facts)
    apart = pay_onshore(tuple(replace(step, to=((name,),)) for name in CLASSES), facts)
    paid = [[[each.paid for each in period.payments] for period in run_of] for run_of in (listed, apart)]
    assert paid[0] == paid[1]
    bounded = pay_onshore((replace(step, limit=limit),), facts)
    for period in bounded:
        assert total((each.paid for each in period.payments), CNY) <= limit


def test_cash_that_does_not_reach_the_limit_of_a_list_goes_to_its_first_class():
    listed = Step(
        id="step", clause="1", source="income", to=(("senior",), ("junior",)), pay="principal", limit=cny("8000.00")
    )
    collected = dict.fromkeys(ITEMS, cny("0")) | {"fees": cny("100.00")}
    whole = cny("8000.00")
    facts = PoolFacts(period=FIRST, beginning=whole, ending=whole, defaulted=cny("0"), collected=collected)
    (period,) = pay_onshore((listed,), [facts])
    assert [payment.paid for payment in period.payments] == [cny("100.00"), cny("0")]


@pytest.mark.parametrize(("pay", "names"), [("interest", CLASSES), ("due", ("servicing", "trustee"))])
def test_interest_and_fees_in_a_list_are_paid_one_after_another(pay, names):
    """The cash is what the first is owed and half of what the second is owed."""
    listed = Step(id="step", clause="1", source="income", to=tuple((name,) for name in names), pay=pay)
    whole, deal = cny("8000.00"), structure(ORDINARY.replace("coupon: 0%", "coupon: 8%"))

    def paid_of(cash_at_hand: Money) -> list[tuple[Money, Money]]:
        collected = dict.fromkeys(ITEMS, cny("0")) | {"fees": cash_at_hand}
        facts = PoolFacts(period=FIRST, beginning=whole, ending=whole, defaulted=cny("0"), collected=collected)
        (period,) = pay_onshore((listed,), [facts], deal)
        return [(each.due, each.paid) for each in period.payments]

    (first, _), (second, _) = paid_of(cny("8000.00"))
    half = Money(minor=second.minor // 2, currency=CNY)
    assert half.is_positive()
    assert paid_of(first + half) == [(first, first), (second, half)]
