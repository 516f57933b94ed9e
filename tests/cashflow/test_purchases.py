"""What is bought in a revolving period: held against the waterfall, the report and the eligibility criteria."""

from dataclasses import replace

import pytest

from tallystick.cashflow.tape_pool import check_bought_assets
from tallystick.cashflow.waterfall.purchases import PURCHASED, check_purchased
from tallystick.deal.assets import Criterion
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
