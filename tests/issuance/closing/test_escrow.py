"""The subscription account: who has paid, what goes back, to the cent and once."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language, word
from tallystick.issuance.allotment import Allotment
from tallystick.issuance.closing.escrow import (
    Payment,
    excess,
    positions,
    read_payments,
    refund_all,
    unfunded,
)
from tallystick.law.values import Truth
from tallystick.units.money import Currency, Money, total

DAY = dt.date(2026, 9, 15)
HEAD = "reference,subscriber,account,amount,received,cleared\n"


def usd(minor: int) -> Money:
    return Money(minor=minor, currency=Currency.USD)


def payment(reference: str, who: str, minor: int, *, cleared: dt.date | None = DAY) -> Payment:
    said = {"reference": reference, "subscriber": who, "account": f"account of {who}", "amount": str(usd(minor))}
    dates = {"received": "2026-09-11"} | ({"cleared": cleared.isoformat()} if cleared is not None else {})
    return Payment.model_validate(said | dates)


def allotted(who: str, minor: int) -> Allotment:
    return Allotment(
        token_class="A",
        subscriber=who,
        wallet="0x1",
        jurisdiction="HK",
        units=1,
        amount=usd(minor),
    )


def test_money_that_cleared_and_is_not_owed_goes_back_the_last_payment_first() -> None:
    payments = (payment("IN-1", "fund", 600), payment("IN-2", "fund", 500))
    standing = positions(payments, [allotted("fund", 900)], as_of=DAY)
    assert [each.funded for each in standing] == [Truth.TRUE]
    assert [(each.reference, each.amount) for each in excess(payments, standing, as_of=DAY)] == [("IN-2", usd(200))]


def test_money_that_has_not_cleared_pays_for_nothing_and_goes_nowhere() -> None:
    payments = (payment("IN-1", "fund", 900, cleared=None), payment("IN-2", "fund", 900, cleared=DAY + dt.timedelta(1)))
    (standing,) = positions(payments, [allotted("fund", 900)], as_of=DAY)
    assert (standing.cleared, standing.waiting, standing.funded) == (usd(0), usd(1800), Truth.UNKNOWN)
    (found,) = unfunded([standing])
    assert (found.code, found.argument("subscriber")) == ("issuance.funds-open", "fund")
    assert all(word(found, language).what for language in Language)
    assert excess(payments, [standing], as_of=DAY) == refund_all(payments, as_of=DAY) == ()


def test_somebody_who_paid_nothing_is_named_beside_one_whose_money_nobody_asked_for() -> None:
    standing = positions([payment("IN-1", "stranger", 5)], [allotted("fund", 7)], as_of=DAY)
    assert [(each.subscriber, each.funded) for each in standing] == [("fund", Truth.UNKNOWN), ("stranger", Truth.TRUE)]
    assert [each.amount for each in excess([payment("IN-1", "stranger", 5)], standing, as_of=DAY)] == [usd(5)]


@pytest.mark.parametrize(
    ("rows", "code", "kept"),
    [
        ("IN-1,fund,a,1.00 USD,2026-09-11,2026-09-14\nIN-1,fund,a,1.00 USD,2026-09-11,\n", "issuance.payment-twice", 1),
        ("IN-1,fund,a,0.00 USD,2026-09-11,\n", "issuance.payment-amount", 0),
        ("IN-1,fund,a,-1.00 USD,2026-09-11,\n", "issuance.payment-amount", 0),
        ("IN-1,fund,a,1.00 USD,2026-09-16,\n", "issuance.payment-ahead", 0),
        ("IN-1,fund,a,1.00 USD,2026-09-11,2026-09-10\n", "issuance.payment-cleared-first", 0),
    ],
)
def test_a_statement_that_cannot_be_is_named_by_row(rows: str, code: str, kept: int) -> None:
    payments, found = read_payments((HEAD + rows).encode(), as_of=DAY)
    assert [each.code for each in found] == [code]
    assert found[0].place.row == rows.count("\n")
    assert len(payments) == kept
    assert all(word(found[0], language).what for language in Language)


books = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 1000), st.sampled_from([DAY, None, DAY + dt.timedelta(1)])),
    max_size=9,
)


@given(books, st.dictionaries(st.sampled_from("abcd"), st.integers(1, 2000)))
def test_nothing_is_lost_between_what_cleared_what_is_owed_and_what_goes_back(
    book: list[tuple[str, int, dt.date | None]], owed: dict[str, int]
) -> None:
    payments = [payment(f"IN-{n}", who, minor, cleared=day) for n, (who, minor, day) in enumerate(book)]
    standing = positions(payments, [allotted(who, minor) for who, minor in owed.items()], as_of=DAY)
    back = excess(payments, standing, as_of=DAY)
    came = {each.reference: each for each in payments}
    for each in standing:
        own = total((one.amount for one in back if one.subscriber == each.subscriber), Currency.USD)
        assert own == max(each.cleared - each.owed, usd(0))
    assert len({each.reference for each in back}) == len(back)
    for one in back:
        assert usd(0) < one.amount <= came[one.reference].amount
        assert one.account == came[one.reference].account
    everything = refund_all(payments, as_of=DAY)
    cleared = total((each.amount for each in payments if each.good(DAY)), Currency.USD)
    assert total((each.amount for each in everything), Currency.USD) == cleared
