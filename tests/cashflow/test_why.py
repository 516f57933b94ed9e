"""`why`: the clause chain behind what a class was paid, or was not."""

from datetime import date

from tallystick.cashflow.waterfall import Reason, opening_state, run
from tests.cashflow.deals import cny, month, structure

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
        ("on-9", Reason.NOTHING_DUE),
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
    assert [step.reason for step in principal] == [Reason.NOTHING_DUE]
    assert any(step.to == "senior" and step.pay == "principal" and step.paid == cny("100.00") for step in why.chain)
    assert [test.trigger for test in why.tests] == ["acceleration"]


def test_the_day_on_which_the_other_vehicle_pays_is_another_explanation():
    run_of = ledger(month(interest="100.00", principal="710.00"))
    assert [one.day.paid for one in run_of.why("A", date(2026, 10, 26))] == [date(2026, 10, 26)]
    assert run_of.why("A", date(2026, 10, 18)) == ()
