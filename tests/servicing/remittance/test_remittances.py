"""Money over the border: converted to the last unit, each remittance with what allows and shows it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.servicing.remittance.conversion import convert
from tallystick.servicing.remittance.records import check_remittances, counted_once, parse_remittances
from tallystick.units.money import Currency, Money

fen = st.integers(0, 10**13).map(lambda minor: Money(minor=minor, currency=Currency.CNY))
rates = st.fractions(min_value=Fraction(1, 100), max_value=200, max_denominator=10**6).filter(bool)


@given(fen, fen, rates)
def test_a_conversion_makes_and_loses_nothing_and_leaves_too_little_for_a_unit_more(sent, carried, rate):
    bought = convert(sent, carried=carried, rate=rate, into=Currency.USD)
    assert bought.cost + bought.residual == sent + carried
    assert not min(bought.residual.minor, bought.received.minor) < 0
    one_more = Money(minor=bought.received.minor + 1, currency=Currency.USD)
    assert one_more.major * rate > (sent + carried).major - Fraction(1, 100)


@given(st.lists(fen, max_size=6), rates)
def test_what_is_carried_is_neither_lost_nor_bought_with_twice(amounts, rate):
    left, cost = Money.zero(Currency.CNY), Money.zero(Currency.CNY)
    for each in amounts:
        bought = convert(each, carried=left, rate=rate, into=Currency.USD)
        left, cost = bought.residual, cost + bought.cost
    assert sum(each.minor for each in amounts) == (cost + left).minor


def test_a_rate_of_nothing_buys_nothing():
    with pytest.raises(ValueError, match="buys nothing"):
        convert(Money.zero(Currency.CNY), carried=Money.zero(Currency.CNY), rate=Fraction(0), into=Currency.USD)


FIELDS = {
    "reference": "R-1",
    "item": "senior",
    "sent_on": "2026-10-19",
    "basis": "trust deed 9.1(f)",
    "registration": "slip 1",
    "bop_code": "322011",
    "tax_filing": "T-1",
    "bank_proof": "MT103-1",
    "gross": "710000.00 CNY",
    "tax": "0.00 CNY",
    "net": "710000.00 CNY",
    "market": "CNH",
    "rate": "7.10",
    "rate_source": "swap confirmation 1",
    "carried": "0.00 CNY",
    "received": "100000.00 USD",
    "residual": "0.00 CNY",
}
DUE = {"senior": Money.parse("710000.00 CNY")}


def told(*changes, due=None, before=None):
    rows = [{**FIELDS, **change} for change in (changes or ({},))]
    content = "\n".join([",".join(FIELDS), *(",".join(row.values()) for row in rows), ""]).encode()
    read, wrong = parse_remittances(content, file="r")
    assert wrong == ()
    found, left = check_remittances(read, DUE if due is None else due, before or {}, file="r")
    return [each.code.removeprefix("servicing.remittance-") for each in found], left


def test_a_remittance_with_everything_is_in_order():
    assert told() == ([], {"CNH": Money.zero(Currency.CNY)})


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"basis": "-"}, ["proof"]),
        ({"registration": "-"}, ["proof"]),
        ({"bank_proof": "-"}, ["proof"]),
        ({"rate_source": "-"}, ["proof"]),
        ({"bop_code": "12345"}, ["code"]),
        ({"tax_filing": "-"}, ["tax-filing"]),
        ({"tax": "0.01 CNY"}, ["net"]),
        ({"tax": "0.00 USD"}, ["currency"]),
        ({"market": "USD"}, ["market"]),
        ({"received": "100000.01 USD"}, ["conversion"]),
        ({"residual": "0.01 CNY"}, ["conversion"]),
        ({"carried": "7.10 CNY", "received": "100001.00 USD"}, ["carried"]),
        (
            {"gross": "709999.99 CNY", "net": "709999.99 CNY", "received": "99999.99 USD", "residual": "7.05 CNY"},
            ["conversion"],
        ),
        ({"item": "subordinated"}, ["item"]),
    ],
)
def test_what_is_missing_or_does_not_add_up_is_named(change, codes):
    assert told(change)[0] == codes


@pytest.mark.parametrize(("gross", "codes"), [("355000.00", []), ("355000.01", ["tax-filing"])])
def test_a_tax_filing_is_asked_for_above_fifty_thousand_dollars_and_not_at_it(gross, codes):
    bought = convert(
        Money.parse(f"{gross} CNY"), carried=Money.zero(Currency.CNY), rate=Fraction(71, 10), into=Currency.USD
    )
    change = {"gross": f"{gross} CNY", "net": f"{gross} CNY", "tax_filing": "-"}
    change |= {"received": str(bought.received), "residual": str(bought.residual)}
    assert told(change, due={"senior": Money.parse(f"{gross} CNY")})[0] == codes


@pytest.mark.parametrize(
    ("gross", "rate", "into", "codes"),
    [
        ("360000.00", "7.80", "EUR", ["dollars"]),
        ("100000.00", "0.91", "HKD", ["dollars"]),
        ("60000.00", "1", "CNY", ["dollars"]),
        ("0.00", "1", "CNY", []),
        ("360000.00", "7.10", "USD", ["tax-filing"]),
    ],
)
def test_fifty_thousand_dollars_are_not_read_off_the_rate_of_another_currency(gross, rate, into, codes):
    sent = Money.parse(f"{gross} CNY")
    bought = convert(sent, carried=Money.zero(Currency.CNY), rate=Fraction(rate), into=Currency[into])
    change = {"gross": str(sent), "net": str(sent), "rate": rate, "tax_filing": "-"}
    change |= {"received": str(bought.received), "residual": str(bought.residual)}
    assert told(change)[0] == codes
    assert told(change | {"tax_filing": "USD 14085 at 7.10 (PBOC 2026-10-19)"})[0] == []


def test_cny_and_cnh_keep_their_residuals_apart():
    half = {"gross": "0.05 CNY", "net": "0.05 CNY", "received": "0.00 USD", "residual": "0.05 CNY", "tax_filing": "-"}
    onshore = {**half, "reference": "R-2", "market": "CNY"}
    found, left = told(half, onshore, due={"senior": Money.parse("0.10 CNY")})
    assert found == []
    assert left == {"CNH": Money.parse("0.05 CNY"), "CNY": Money.parse("0.05 CNY")}
    again = {**half, "carried": "0.05 CNY", "received": "0.01 USD", "residual": "0.02 CNY"}
    found, left = told(again, due={"senior": Money.parse("0.05 CNY")}, before=left)
    assert (found, left["CNH"], left["CNY"]) == ([], Money.parse("0.02 CNY"), Money.parse("0.05 CNY"))


def test_one_payment_told_again_in_a_month_or_a_later_one_is_named_and_counted_where_it_stands_first():
    rows = parse_remittances("\n".join([",".join(FIELDS), ",".join(FIELDS.values()), ""]).encode(), file="r")[0]
    ((_, one),) = rows
    other = one.model_copy(update={"reference": "R-2"})
    once, found = counted_once({"09.csv": ((1, one), (2, one)), "10.csv": ((1, one), (2, other))})
    assert once == {"09.csv": ((1, one),), "10.csv": ((2, other),)}
    assert [(each.place.file, each.place.row, each.argument("first"), each.argument("at")) for each in found] == [
        ("09.csv", 2, "09.csv", 1),
        ("10.csv", 1, "09.csv", 1),
    ]
    assert {each.code for each in found} == {"servicing.remittance-twice"}
