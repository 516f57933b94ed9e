"""The waterfall of an ordinary deal, one clause at a time."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tallystick.cashflow.waterfall import (
    IssuedClass,
    Reason,
    WaterfallError,
    opening_state,
    pay_period,
    payment_day,
    run,
)
from tallystick.units.money import CurrencyMismatchError
from tallystick.units.rates import Rate
from tests.cashflow.deals import FIRST, ORDINARY, cny, month, opening, structure, usd


def pay(*months, text: str = ORDINARY):
    return run(structure(text), opening(text), months)


def test_each_due_is_paid_in_the_order_of_the_clauses():
    period = pay(month(interest="100.00", principal="710.00")).periods[0]
    steps = [(step.priority, step.paid) for step in period.onshore.payments if step.paid.is_positive()]
    assert steps == [
        ("on-1", cny("8.00")),  # 8000.00 x 1.20 % x 30/360
        ("on-2", cny("5.00")),
        ("on-3", cny("3.85")),  # 10 % of the senior interest
        ("on-4", cny("38.52")),  # 7100.00 x 6 % x 33/365, 15 September to 18 October
        ("on-6", cny("20.00")),  # the reserve from 100.00 to 120.00
        ("on-9", cny("710.00")),
        ("on-13", cny("24.63")),
    ]


def test_every_step_keeps_its_clause_its_reason_and_what_is_left():
    period = pay(month(interest="10.00")).periods[0]
    fee, trustee = period.onshore.payments[:2]
    assert (fee.clause, fee.due, fee.paid, fee.shortfall, fee.left, fee.reason) == (
        "9.1(a)",
        cny("8.00"),
        cny("8.00"),
        cny("0"),
        cny("2.00"),
        Reason.PAID,
    )
    assert (trustee.paid, trustee.shortfall, trustee.left, trustee.reason) == (
        cny("2.00"),
        cny("3.00"),
        cny("0"),
        Reason.SHORT,
    )
    assert period.onshore.payments[7].reason is Reason.CONDITION


def test_an_unpaid_fee_is_carried_and_paid_with_the_next():
    periods = pay(month(1, interest="10.00"), month(2, interest="100.00")).periods
    assert periods[0].onshore.carried_fees["trustee"] == cny("3.00")
    assert periods[1].onshore.paid_to("trustee") == cny("8.00")


def test_the_reserve_owes_only_what_income_left_of_the_interest():
    period = pay(month(interest="40.00")).periods[0]
    from_income, from_reserve = period.onshore.payments[3:5]
    assert from_income.paid == cny("23.15")
    assert from_reserve.due == from_reserve.paid == cny("15.37")
    assert period.onshore.class_flow("senior").carried.is_zero()
    assert period.onshore.closing["reserve"] == cny("84.63")


def test_unpaid_interest_is_carried_and_bears_none():
    text = ORDINARY.replace("opening: 100.00 CNY", "opening: 0.00 CNY")
    first, second = pay(month(1), month(2), text=text).periods
    assert first.onshore.class_flow("senior").carried == cny("38.52")
    accrued = second.onshore.class_flow("senior").accrued
    assert accrued == cny("36.18")  # 7100.00 x 6 % x 31/365
    assert second.onshore.class_flow("senior").interest_due == cny("74.70")


def test_defaulted_principal_is_made_good_from_income_now_or_later():
    first, second = pay(
        month(1, interest="90.00", defaulted="50.00"), month(2, interest="200.00", beginning="7950.00")
    ).periods
    assert first.onshore.payments[6].paid == cny("14.63")
    assert first.closing.onshore.uncovered_losses == cny("35.37")
    assert second.onshore.payments[6].due == second.onshore.payments[6].paid == cny("35.37")


def test_a_breached_trigger_turns_excess_income_to_principal_and_stays():
    periods = pay(
        month(1, interest="200.00", defaulted="240.00"),
        month(2, interest="200.00", defaulted="0.01", beginning="7760.00"),
        month(3, interest="200.00", beginning="7759.99"),
    ).periods
    tests = [period.tests[0] for period in periods]
    assert [test.value for test in tests] == [Fraction(3, 100), Fraction(24001, 800000), Fraction(24001, 800000)]
    assert [test.breached for test in tests] == [False, True, True]
    assert periods[0].onshore.payments[7].reason is Reason.CONDITION
    assert periods[1].onshore.payments[7].paid.is_positive()
    assert periods[2].onshore.paid_to("junior").is_zero()


def test_exactly_at_the_bound_is_no_breach():
    assert not pay(month(defaulted="240.00")).periods[0].tests[0].fails


def test_what_the_issuer_is_paid_onshore_reaches_its_own_accounts_through_the_swap():
    period = pay(month(interest="100.00", principal="710.00")).periods[0]
    assert [(one.item, one.paid, one.received) for one in period.exchanges] == [
        ("senior.interest", cny("38.52"), usd("5.42")),
        ("senior.principal", cny("710.00"), usd("100.00")),
    ]
    assert period.offshore is not None
    assert period.offshore.received == {"senior.interest": usd("5.42"), "senior.principal": usd("100.00")}
    assert period.offshore.day.paid == date(2026, 10, 26)
    assert period.offshore.class_flow("A").interest == usd("4.10")  # 800.00 x 4.5 % x 41/360
    assert period.offshore.class_flow("A").ending == usd("700.00")


def test_the_swap_loses_no_unit_over_the_life():
    ledger = pay(*(month(number, principal="101.43") for number in range(1, 71)))
    flows = ledger.class_flows("senior")
    assert flows[-1].ending.is_zero()
    assert ledger.closing.swap.paid["senior.principal"] == cny("7100.00")
    assert ledger.closing.swap.received["senior.principal"] == usd("1000.00")
    assert ledger.class_flows("B")[-1].ending.is_zero()


def test_the_junior_class_waits_until_the_senior_one_is_repaid():
    periods = pay(month(1, principal="7000.00"), month(2, principal="1000.00", beginning="1000.00")).periods
    assert periods[0].onshore.class_flow("junior").principal.is_zero()
    assert periods[1].onshore.class_flow("senior").principal == cny("100.00")
    assert periods[1].onshore.class_flow("junior").principal == cny("900.00")


def test_the_reserve_is_released_once_the_senior_class_is_repaid():
    period = pay(month(principal="7100.00", interest="200.00")).periods[0]
    assert period.onshore.closing["reserve"].is_zero()
    assert period.onshore.class_flow("junior").principal == cny("120.00")


def test_what_remains_for_a_class_is_neither_interest_nor_principal():
    flow = pay(month(interest="100.00")).periods[0].onshore.class_flow("junior")
    assert (flow.interest, flow.principal, flow.residual) == (cny("0"), cny("0"), cny("24.63"))
    assert flow.ending == cny("900.00")


def test_a_deal_priced_below_its_cap_starts_from_what_was_issued():
    priced = {"A": IssuedClass(size=usd("700.00"), coupon=Rate.parse("4.00%"))}
    state = opening_state(structure(), initial_pool=cny("8000.00"), issued=priced)
    period = pay_period(structure(), state, month(interest="100.00"))
    assert period.offshore is not None
    flow = period.offshore.class_flow("A")
    assert (flow.beginning, flow.accrued) == (usd("700.00"), usd("3.19"))


def test_a_floating_class_accrues_at_the_fixing_of_its_period():
    period = pay_period(structure(), opening(), month(), fixings={"senior": Rate.parse("3.00%")})
    flow = period.onshore.class_flow("senior")
    assert (flow.coupon, flow.accrued) == (Rate.parse("3.00%"), cny("19.26"))


def test_why_names_the_clauses_that_paid_a_target():
    ledger = pay(month(interest="40.00"))
    (why,) = ledger.why("senior", FIRST)
    assert [(step.clause, step.paid) for step in why.chain if step.to == "senior"] == [
        ("9.1(d)", cny("23.15")),
        ("9.1(e)", cny("15.37")),
        ("9.2(a)", cny("0")),
    ]


def test_a_run_continued_from_its_state_is_the_run_in_one_piece():
    months = [month(number, interest="60.00", principal="300.00", defaulted="9.00") for number in range(1, 7)]
    whole = pay(*months)
    first = pay(*months[:3])
    second = run(structure(), first.closing, months[3:])
    assert (*first.periods, *second.periods) == whole.periods


def test_a_period_is_paid_only_once_and_only_in_order():
    state = pay(month(1), month(2)).closing
    for number in (1, 2):
        with pytest.raises(WaterfallError, match="paid to"):
            pay_period(structure(), state, month(number))


def test_cash_that_no_account_receives_is_refused():
    stray = replace(month(), collected={"deposits": cny("1.00")})
    with pytest.raises(WaterfallError, match="vanish"):
        pay_period(structure(), opening(), stray)


def test_a_negative_collection_is_refused():
    with pytest.raises(WaterfallError, match="reversal"):
        pay_period(structure(), opening(), replace(month(), collected={"interest": cny("-1.00")}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from: income, to: servicing, pay: due", "from: incomes, to: servicing, pay: due"),
        ("from: income, to: servicing, pay: due", "from: income, to: serving, pay: due"),
        ("when: {repaid: junior}", "when: {repaid: juniors}"),
        ("base: class-interest, of: senior", "base: class-interest, of: seniors"),
        ("base: pool-balance, daycount: 30/360", "base: pool-balance"),
    ],
)
def test_a_name_nobody_defines_is_refused_by_the_run_too(before, after):
    with pytest.raises(WaterfallError):
        pay(month(), text=ORDINARY.replace(before, after))


def test_collections_in_another_currency_are_refused():
    with pytest.raises(CurrencyMismatchError):
        pay_period(structure(), opening(), replace(month(), collected={"interest": usd("1.00")}))


def test_a_payment_day_rolls_and_its_record_day_comes_before():
    terms = structure(ORDINARY.replace("calendar: none}", "calendar: hong-kong, record_days: 3}")).onshore.payment
    day = payment_day(terms, FIRST)
    assert (day.scheduled, day.paid) == (date(2026, 10, 18), date(2026, 10, 20))  # Sunday, then Chung Yeung
    assert day.record == date(2026, 10, 14)


def test_the_31st_of_a_short_month_is_its_last_day():
    terms = structure(ORDINARY.replace("{day: 18,", "{day: 31,")).onshore.payment
    assert payment_day(terms, FIRST.add(4)).scheduled == date(2027, 2, 28)


def test_a_limit_below_zero_pays_nothing_even_where_nobody_checked_the_deal():
    backwards = ORDINARY.replace("pay: principal}", "pay: principal, limit: -5.00 CNY}", 1)
    assert backwards != ORDINARY
    (period,) = pay(month(interest="100.00", principal="710.00"), text=backwards).periods
    moved = [step for step in (*period.onshore.payments, *period.offshore.payments) if step.pay == "principal"]
    assert all(step.due.minor >= 0 and step.paid.minor >= 0 for step in moved)
