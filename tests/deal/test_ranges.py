"""Figures that are certainly a slip, and waterfalls that would never end: named where they stand, before any run."""

import pytest

from tallystick.evidence.wording import Language, word
from tests.deal.test_waterfalls import findings_of

_RESERVE = 'target: "max(1% * balance(notes), 5.00 CNY)"'


@pytest.mark.parametrize(
    ("before", "after", "code", "path"),
    [
        ("coupon: 3.00%", "coupon: 101%", "deal.rate-range", "classes[0].coupon"),
        ("commitment: 10.00 CNY", "commitment: 10.00 CNY, rate: 345%", "deal.rate-range", "facilities[0].rate"),
        ("rate: 5%}}", "rate: 5%}, rates: {LPR: [345%]}}", "deal.rate-range", "rates.LPR[0]"),
        ("rate: 5%}}", "rate: 5%}, rates: {LPR: [2%, -100%]}}", "deal.rate-range", "rates.LPR[1]"),
        ("months_after: 1", "months_after: 13", "deal.count-large", "payment.months_after"),
        ("months_after: 1", "months_after: 999999999", "deal.count-large", "payment.months_after"),
        ("every: 1}", "every: 121}", "deal.count-large", "payment.every"),
        (
            "rate: 5%}}",
            "rate: 5%}, conventions: {first_period_months: '25'}}",
            "deal.count-large",
            "first_period_months",
        ),
        ("closing: 2026-09-15", "closing: 1900-01-01", "deal.year-range", "structure.closing"),
        ("first_period: 2026-09", "first_period: 9999-12", "deal.year-range", "structure.first_period"),
        ("first_period: 2026-09", "first_period: 2028-09", "deal.first-period-late", "structure.first_period"),
        ("closing: 2026-09-15", "closing: 2025-08-15", "deal.closing-early", "structure.closing"),
        ("to: swap, pay: due", "to: [swap, swap], pay: due", "deal.target-twice", "priorities[0].to"),
        ("to: notes, pay: principal", "to: [A, notes], pay: principal", "deal.target-twice", "priorities[6].to"),
        (_RESERVE, "target: target(reserve) + 1.00 CNY", "deal.formula-itself", "accounts[1].target"),
        ("commitment: 10.00 CNY", "commitment: available(line)", "deal.formula-itself", "facilities[0]"),
    ],
)
def test_a_slip_is_named_where_it_stands(before: str, after: str, code: str, path: str):
    found = [each for each in findings_of((before, after)) if each.code == code]
    assert found, [(each.code, each.place.path) for each in findings_of((before, after))]
    assert found[0].place.path.endswith(path)
    assert all(word(found[0], language).remedy for language in Language)


def test_a_target_that_asks_for_itself_by_way_of_an_amount_is_a_cycle():
    found = findings_of(
        (_RESERVE, "target: gap"), ("formula: balance(notes) - pool.ending", "formula: target(reserve) / 2")
    )
    (cycle,) = [each for each in found if each.code == "deal.formula-cycle"]
    assert set(cycle.argument("names")) >= {"gap", "target(reserve)"}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("coupon: 3.00%", "coupon: 100%"),
        ("months_after: 1", "months_after: 12"),
        ("every: 1}", "every: 120}"),
        ("first_period: 2026-09", "first_period: 2027-08"),
        ("closing: 2026-09-15", "closing: 2025-09-15"),
        ("rate: 5%}}", "rate: 5%}, rates: {LPR: [100%, -99%]}}"),
        (_RESERVE, "target: gap"),
    ],
)
def test_its_neighbour_that_may_be_meant_has_no_finding(before: str, after: str):
    assert findings_of((before, after)) == ()


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("limit: gap", "limit: -5.00 CNY", "priorities[6].limit"),
        ("limit: gap", 'limit: "0.00 CNY - 5.00 CNY"', "priorities[6].limit"),
        ("to: notes, pay: principal", "to: bank, pay: amount, amount: -100.00 CNY", "priorities[6].amount"),
        ("commitment: 10.00 CNY", "commitment: -10.00 CNY", "facilities[0].commitment"),
        ("commitment: 10.00 CNY", "commitment: 10.00 CNY, rate: -4.00%", "facilities[0].rate"),
        ("notional: balance(A)", "notional: -50.00 CNY", "rate_hedges[0].notional"),
        ("coupon: 0%", "coupon: 0%, notional: -50.00 CNY", "classes[2].notional"),
        ("coupon: 0%", 'coupon: 0%, rate: "1.00% - 5.00%"', "classes[2].rate"),
        ("initial: 90.00 CNY", "initial: -90.00 CNY", "schedules[0].initial"),
        ("{2026-09: 80.00 CNY}", "{2026-09: -80.00 CNY}", "schedules[0].amounts.2026-09"),
    ],
)
def test_what_would_move_cash_backwards_is_named_where_it_stands(before: str, after: str, path: str):
    (found,) = [each for each in findings_of((before, after)) if each.code == "deal.amount-negative"]
    assert found.place.path.endswith(path)
    assert found.place.line is not None


def test_what_a_rate_hedge_pays_may_be_below_zero():
    assert [each.code for each in findings_of(("pays: 2.00%", "pays: 0.00% - 1.00%"))] == []


def test_triggers_breached_by_each_other_are_told_once():
    other = "    - {id: soon, name: {zh: 早, en: soon}, measure: breached(late)}\n"
    late = "measure: pool.ending / pool.initial, below: 10%, before: s7}"
    found = findings_of((late, f"measure: breached(soon), before: s7}}\n{other}".rstrip("\n")))
    assert [(each.code, each.argument("names")) for each in found] == [("deal.trigger-circle", ("late", "soon"))]
    apart = findings_of((late, f"{late}\n{other}".rstrip("\n")))
    assert [each.code for each in apart] == []


def test_a_cap_that_was_bought_at_the_outset_needs_no_step_and_another_hedge_is_called_one():
    step = '      - {id: s1, clause: "1", text: {zh: 一, en: one}, from: cash, to: swap, pay: due}\n'
    cap = ("kind: interest-swap", "kind: cap")
    assert [each.code for each in findings_of((step, ""), cap, ("pays: 2.00%", "pays: 0.00%"))] == []
    assert [each.code for each in findings_of((step, ""))] == ["deal.hedge-unpaid"]
