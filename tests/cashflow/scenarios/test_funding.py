"""Two ways of funding one pool, worked out by hand: a class of 600 paid back after thirty days."""

from fractions import Fraction

import pytest

from tallystick.cashflow.analytics.decrement import printed
from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.scenarios.funding import funding_costs
from tallystick.cashflow.scenarios.funding_terms import read_funding
from tests.cashflow.scenarios.plain import assumed, deal, pool

STATED = "source: a quotation of the day, mark: I"
TERMS = f"""
schema: tallystick/funding/v1
funded: originator
token:
  classes: [{{class: A, price: "100", {STATED}}}]
  once: [{{id: counsel, name: {{zh: 律师费, en: counsel}}, amount: 6000000.00 USD, {STATED}}}]
domestic:
  classes: [{{class: A, price: "100", coupon: 6%, {STATED}}}]
"""


def read(text: str):
    return read_funding(text.encode(), deal(size=600_000_000, coupon="12%"))


def costs(text: str = TERMS):
    terms, findings = read(text)
    assert terms is not None, findings
    filed = deal(size=600_000_000, coupon="12%")
    return funding_costs(filed, pool(balance=1_000_000_000), assumed(defaults="0"), terms)


def test_the_cost_is_the_closed_form_of_one_payment_after_thirty_days():
    token, domestic = costs()
    assert [str(each) for each in (token.gross, token.once, token.net)] == [
        "600000000.00 USD",
        "6000000.00 USD",
        "594000000.00 USD",
    ]
    assert printed(token.all_in * 10**6, 0) == printed(Fraction((606 / 594) ** (365 / 30) - 1) * 10**6, 0)
    assert printed(token.layers[0] * 10**6, 0) == printed(Fraction((606 / 600) ** (365 / 30) - 1) * 10**6, 0)
    assert printed(domestic.all_in * 10**6, 0) == printed(Fraction((603 / 600) ** (365 / 30) - 1) * 10**6, 0)
    assert token.average_life == domestic.average_life == Fraction(30, 365)


def test_what_returns_to_the_funded_party_is_no_cost():
    """400 million of the pool go back to the originator, and appear nowhere."""
    token, _ = costs()
    assert str(token.principal + token.interest) == "606000000.00 USD"
    assert (token.fees.is_zero(), token.taxes.is_zero()) == (True, True)


def test_selling_below_par_raises_the_cost_and_lowers_the_proceeds():
    cheap, _ = costs(TERMS.replace('price: "100"', 'price: "99"', 1))
    par, _ = costs()
    assert cheap.all_in > par.all_in
    assert str(par.gross - cheap.gross) == "6000000.00 USD"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("class: A,", "class: Z,", "cashflow.funding-name"),
        ("funded: originator", "funded: nobody", "cashflow.funding-name"),
        (" coupon: 6%,", "", "deal.key-missing"),
        ("6000000.00 USD", "6000000.00 CNY", "cashflow.funding-amount"),
        ("6000000.00 USD", "-1.00 USD", "cashflow.funding-amount"),
        ('price: "100"', 'price: "0"', "cashflow.funding-price"),
        (", mark: I", "", "deal.key-missing"),
        ("domestic:", "domestic:\n  without: [vat]", "cashflow.funding-name"),
        ("schema: tallystick/funding/v1", "schema: [", "deal.yaml-malformed"),
    ],
)
def test_an_assumption_that_cannot_be_used_says_why(before, after, code):
    assert before in TERMS
    terms, findings = read(TERMS.replace(before, after, 1))
    assert terms is None
    assert code in [each.code for each in findings]


def test_a_route_that_brings_nothing_has_no_cost():
    with pytest.raises(AnalyticsError) as caught:
        costs(TERMS.replace("6000000.00", "600000000.00"))
    assert caught.value.finding.code == "cashflow.funding-nothing"
