"""What is bought in a revolving period: held against the waterfall, the report and the eligibility criteria."""

from dataclasses import replace

import pytest

from tallystick.cashflow.tape_pool import check_bought_assets
from tallystick.cashflow.waterfall import DealPeriod
from tallystick.cashflow.waterfall.purchases import PURCHASED, check_purchased
from tallystick.deal.assets import Criterion
from tallystick.shell.operations.cashflow.project import project_files
from tallystick.units.money import Currency, Money
from tests.cashflow.kinds import assumed, kind, pool, projected
from tests.tape.tapes import lease_tape

RUN = projected(kind("prc", Currency.CNY), pool(Currency.CNY, coupon="8.00%", term=24, age=2), assumed("cpr", "5%"))
NOT_LATE = Criterion.model_validate(
    {
        "id": "EC-1",
        "field": "days_past_due",
        "operator": "at-most",
        "value": "30",
        "text": {"zh": "未逾期", "en": "not late"},
    }
)


def cny(amount: str) -> Money:
    return Money.parse(f"{amount} CNY")


@pytest.mark.parametrize(
    ("off", "codes"), [(0, []), (1, ["cashflow.purchase-differs"]), (-1, ["cashflow.purchase-differs"])]
)
def test_a_month_that_bought_another_principal_than_its_waterfall_says_is_named(off, codes):
    period = RUN.ledger.periods[3]
    assert period.onshore.purchased.is_positive()
    reported = replace(period.onshore.purchased, minor=period.onshore.purchased.minor + off)
    told = replace(period, facts=replace(period.facts, reported={PURCHASED: reported}))
    found = list(check_purchased(told))
    assert [each.code for each in found] == codes
    for each in found:
        assert (each.argument("reported"), each.argument("computed")) == (reported, period.onshore.purchased)


def test_a_month_that_reports_nothing_bought_is_not_compared():
    assert list(check_purchased(RUN.ledger.periods[3])) == []


def test_assets_bought_are_eligible_and_add_up_to_what_is_reported():
    tape = lease_tape({}, {"current_balance": "17000.00"})
    assert list(check_bought_assets(tape, [NOT_LATE], reported=cny("100000.00"), file="bought.csv")) == []


def test_an_ineligible_asset_and_a_sum_that_differs_are_both_named():
    tape = lease_tape({}, {"current_balance": "17000.00", "days_past_due": "31"})
    found = list(check_bought_assets(tape, [NOT_LATE], reported=cny("100000.01"), file="bought.csv"))
    assert [each.code for each in found] == ["cashflow.bought-ineligible", "cashflow.bought-sum"]
    assert (found[0].argument("count"), str(found[0].argument("balance"))) == (1, "17000.00 CNY")
    assert str(found[1].argument("found")) == "100000.00 CNY"


@pytest.mark.parametrize(
    ("rates", "bought", "defaulted"),
    [
        # 1,200,000 in twelve parts: 100,000 is repaid in the first month and reinvested. In the second, 10 % of it
        # all default, of what was bought too; in the third, nothing does.
        ("[0%, 10%, 0%]", "100000.00", ["0.00", "120000.00", "0.00"]),
        ("[0%, 0%, 10%]", "100000.00", ["0.00", "0.00", "109166.67"]),
    ],
)
def test_a_rate_by_period_is_of_the_projection_for_what_is_bought_too(rates, bought, defaulted):
    periods = flows_of(f"{{kind: mdr, rates: {rates}}}")
    assert str(periods[0].onshore.purchased) == f"{bought} CNY"
    assert [str(period.facts.defaulted) for period in periods[:3]] == [f"{amount} CNY" for amount in defaulted]


def test_a_rate_by_age_begins_with_each_asset():
    periods = flows_of("{kind: mdr, rates: [0%, 10%, 0%], by: age}")
    # The pool, new at the cut-off, defaults in its second month; what was bought in its own second month.
    assert [str(period.facts.defaulted) for period in periods[:3]] == ["0.00 CNY", "110000.00 CNY", "9166.67 CNY"]


def flows_of(default: str) -> tuple[DealPeriod, ...]:
    files = {"deal.yaml": REVOLVING.replace("DEFAULT", default).encode(), "replines.csv": LINES}
    outcome = project_files(files)
    assert outcome.value is not None, outcome.findings
    return outcome.value.base.flows.ledger.periods


LINES = b"""current_principal_balance,coupon,remaining_term_months,age_months,repayment_type
1200000.00,0%,12,0,equal-principal
"""
REVOLVING = """
schema: tallystick/deal/v1
id: revolving
name: {zh: 循环, en: revolving}
purpose: projection
as_of: 2026-01-01
parties:
  buyer: {name: {zh: 买方, en: buyer}}
assets: {class: auto-loan, currency: CNY, cutoff: 2026-01-01}
structure:
  closing: 2026-01-01
  first_period: 2026-01
  onshore:
    currency: CNY
    payment: {day: 1, months_after: 1, calendar: none}
    accounts:
      - {id: income, name: {zh: 收入, en: income}, receives: [interest, fees, recoveries]}
      - {id: principal, name: {zh: 本金, en: principal}, receives: [scheduled-principal, prepaid-principal]}
    classes:
      - {id: A, name: {zh: A, en: A}, size: 1200000.00 CNY, coupon: 0%, daycount: 30/360}
    priorities:
      - {id: s1, clause: "1", text: {zh: 一, en: 1}, from: principal, to: buyer, pay: purchase, when: number = 1}
      - {id: s2, clause: "2", text: {zh: 二, en: 2}, from: principal, to: A, pay: principal}
      - {id: s3, clause: "3", text: {zh: 三, en: 3}, from: income, to: buyer, pay: remainder}
      - {id: s4, clause: "4", text: {zh: 四, en: 4}, from: principal, to: buyer, pay: remainder, when: repaid(A)}
assumptions:
  base:
    prepayment: {kind: smm, rate: 0%}
    default: DEFAULT
    severity: 100%
"""
