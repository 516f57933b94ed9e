"""`why`: the clause chain behind what a class was paid, or was not."""

from datetime import date

from tallystick.cashflow.waterfall import Reason, opening_state, run
from tests.cashflow.deals import ORDINARY, cny, month, structure, usd

DEAL = structure()


def ledger(*months):
    return run(DEAL, opening_state(DEAL, initial_pool=cny("8000.00")), months)


def test_a_class_is_explained_by_the_steps_to_it_and_those_before_them_on_the_same_account():
    (why,) = ledger(month(interest="40.00")).why("senior", month().period)
    assert [(step.priority, step.reason) for step in why.chain] == [
        ("on-1", Reason.PAID),
        ("on-2", Reason.PAID),
        ("on-3", Reason.PAID),
        ("on-4", Reason.SHORT),
        ("on-5", Reason.PAID),
        ("on-9", Reason.EMPTY),
    ]
    assert why.clauses == ("9.1(a)", "9.1(b)", "9.1(c)", "9.1(d)", "9.1(e)", "9.2(a)")


def test_what_filled_its_account_is_in_the_chain_and_what_did_not_concern_it_is_not():
    (why,) = ledger(month(interest="200.00", defaulted="20.00", principal="100.00")).why("senior", month().period)
    named = [step.priority for step in why.chain]
    assert "on-7" in named  # income made good the losses of the principal account
    assert "on-13" not in named  # what the junior class got afterwards explains nothing


def test_a_class_that_got_nothing_is_explained_too():
    (why,) = ledger(month(interest="100.00", principal="100.00")).why("junior", date(2026, 10, 18))
    principal = [step for step in why.chain if step.to == "junior" and step.pay == "principal"]
    assert [step.reason for step in principal] == [Reason.EMPTY]
    assert any(step.to == "senior" and step.pay == "principal" and step.paid == cny("100.00") for step in why.chain)
    assert [test.trigger for test in why.tests] == ["acceleration"]


def test_principal_that_is_repaid_is_not_due_and_principal_without_cash_is_not_there():
    (first, second) = (
        ledger(month(1, principal="8000.00", interest="100.00"), month(2, beginning="0.00", interest="10.00"))
        .why("senior", when)[0]
        .chain[-1]
        for when in (month(1).period, month(2).period)
    )
    assert (first.priority, first.reason) == ("on-9", Reason.PAID)
    assert (second.priority, second.reason) == ("on-9", Reason.NOTHING_DUE)


def test_an_issuers_class_is_explained_over_both_vehicles_and_what_crossed_between_them():
    """7,100.00 at 6 % for 33 days of 365 is 38.52, which buys 5.42 at 7.10."""
    (why,) = ledger(month(interest="100.00", principal="710.00")).why("A", month().period)
    (senior,) = why.upstream
    assert (senior.target, senior.day.paid) == ("senior", date(2026, 10, 18))
    assert [(one.item, one.paid, one.received) for one in senior.exchanges] == [
        ("senior.interest", cny("38.52"), usd("5.42")),
        ("senior.principal", cny("710.00"), usd("100.00")),
    ]
    assert why.clauses[:3] == ("9.1(a)", "9.1(b)", "9.1(c)")
    assert why.clauses[-2:] == ("5.1(a)", "5.2(a)")
    assert why.received == {"senior.interest": usd("5.42"), "senior.principal": usd("100.00")}


def test_what_waits_at_the_border_is_told_with_every_month_it_waited():
    quarterly = structure(ORDINARY.replace('rate: "7.10", notional', 'rate: "7.10", every: 3, notional'))
    months = [month(number, interest="100.00", principal="71.00") for number in (1, 2, 3)]
    run_of = run(quarterly, opening_state(quarterly, initial_pool=cny("8000.00")), months)
    (second,) = run_of.why("A", month(2).period)
    assert [one.waiting for one in second.upstream[-1].exchanges if one.item == "senior.principal"] == [cny("142.00")]
    assert second.chain[-1].reason is Reason.EMPTY
    (third,) = run_of.why("A", month(3).period)
    principal = [one for one in third.upstream[-1].exchanges if one.item == "senior.principal"]
    assert [(one.received, one.waiting) for one in principal] == [(usd("30.00"), cny("0.00"))]


def test_the_day_on_which_the_other_vehicle_pays_is_another_explanation():
    run_of = ledger(month(interest="100.00", principal="710.00"))
    assert [one.day.paid for one in run_of.why("A", date(2026, 10, 26))] == [date(2026, 10, 26)]
    assert run_of.why("A", date(2026, 10, 18)) == ()
