"""The book: the lowest coupon inside the filed range that covers what is offered, and who is served at it."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.deal.structure import ClassTerms
from tallystick.issuance.allotment import allot
from tallystick.issuance.closing.bookbuilding import Book, bid_text, book_of, priced_beside
from tallystick.issuance.pricing import PricedClass
from tallystick.issuance.subscriptions import Subscription
from tallystick.units.money import Currency, Money
from tallystick.units.rates import Rate
from tests.issuance.strategies import order, token

TERMS = ClassTerms.model_validate(
    {
        "id": "A",
        "name": {"zh": "A档", "en": "Class A"},
        "size": "10000.00 USD",
        "coupon": {"filed_range": ["4.00%", "5.00%"], "assumed": "4.50%"},
        "daycount": "30/360",
    }
)


def dollars(amount: int) -> Money:
    return Money(minor=amount * 100, currency=Currency.USD)


def bid(amount: int, coupon: str = "", *, who: int = 0) -> Subscription:
    return order(amount, who=who, changed={"coupon": coupon} if coupon else {})


def built(*orders: Subscription, size: int = 10_000) -> Book:
    return book_of(orders, TERMS, token(), size=dollars(size))


def served(*orders: Subscription, coupon: str, size: int = 10_000, minimum: int = 0) -> dict[str, int]:
    at = [each for each in orders if each.holds_at(Rate.parse(coupon))]
    return {each.subscriber: each.units for each in allot("A", at, token(minimum=minimum), size=dollars(size))}


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([bid(4000, "4.20%"), bid(6000, "4.60%"), bid(9000, "4.80%")], "4.60%"),
        ([bid(4000), bid(6000, "4.60%")], "4.60%"),
        ([bid(10_000)], "4.00%"),
        ([bid(10_000, "3.50%")], "4.00%"),
        ([bid(4000, "4.20%"), bid(6000, "5.01%")], None),
        ([bid(4000, "4.20%")], None),
        ([], None),
    ],
    ids=["third", "firm counts first", "firm alone", "below the range", "beyond the range", "short", "nobody"],
)
def test_the_book_clears_where_everything_offered_is_asked_for(orders: list[Any], expected: str | None) -> None:
    assert built(*orders).clearing == (Rate.parse(expected) if expected else None)


def test_the_lowest_bids_are_served_first_and_the_last_level_in_proportion() -> None:
    book = [bid(4000, "4.20%", who=1), bid(6000, "4.60%", who=2), bid(3000, "4.60%", who=3), bid(9000, "4.80%", who=4)]
    assert built(*book).clearing == Rate.parse("4.60%")
    assert served(*book, coupon="4.60%") == {"fund-1": 4, "fund-2": 4, "fund-3": 2}
    assert served(*book, bid(2000, who=5), coupon="4.60%") == {"fund-1": 4, "fund-2": 3, "fund-3": 1, "fund-5": 2}
    assert served(*book, coupon="4.60%", minimum=3000) == {"fund-1": 4, "fund-2": 6}, "the small one is left out"


def test_one_who_bids_at_two_levels_is_one_investor() -> None:
    book = [bid(4000, "4.20%", who=1), bid(4000, "4.60%", who=1), bid(8000, "4.60%", who=2)]
    assert served(*book, coupon="4.60%") == {"fund-1": 6, "fund-2": 4}


def test_a_price_above_the_clearing_one_is_named_and_firm_orders_say_nothing_of_it() -> None:
    book = built(bid(10_000, "4.20%"))
    dear = PricedClass.model_validate({"size": "10000.00 USD", "coupon": "4.30%"})
    at_it = PricedClass.model_validate({"size": "10000.00 USD", "coupon": "4.20%"})
    assert [each.code for each in priced_beside(book, dear)] == ["issuance.above-clearing"]
    assert priced_beside(book, at_it) == ()
    assert priced_beside(built(bid(10_000)), dear) == ()


coupons = st.sampled_from(["", "3.90%", "4.00%", "4.25%", "4.50%", "5.00%", "5.10%"])


@given(
    orders=st.lists(st.builds(bid, st.integers(1000, 9999), coupons, who=st.integers(0, 4)), max_size=8),
    size=st.integers(1, 20),
)
def test_at_the_clearing_coupon_all_is_placed_and_at_no_lower_one(orders: list[Subscription], size: int) -> None:
    book = built(*orders, size=size * 1000)
    assert [each.so_far for each in book.levels] == sorted(each.so_far for each in book.levels)

    def placed(coupon: str) -> int:
        return sum(served(*orders, coupon=coupon, size=size * 1000).values())

    if book.clearing is None:
        assert placed("5.00%") == book.within < size
        return
    assert isinstance(book.clearing, Rate)
    assert placed(str(book.clearing)) == size
    lower = Rate(per_annum=book.clearing.per_annum - Fraction(1, 10_000))
    assert lower < Rate.parse("4.00%") or placed(str(lower)) < size


RANGED = token().model_copy(update={"issue_price": (Fraction(98, 100), Fraction(101, 100))})
FIXED = TERMS.model_copy(update={"coupon": Rate.parse("4.50%")})


def priced(amount: int, price: str = "", *, who: int = 0) -> Subscription:
    return order(amount, who=who, changed={"price": price} if price else {})


def test_a_class_with_a_fixed_coupon_clears_at_the_highest_price_that_covers_it() -> None:
    orders = [priced(4000, "100.50%", who=1), priced(6000, "99.25%", who=2), priced(9000, "98%", who=3)]
    book = book_of(orders, FIXED, RANGED, size=dollars(10_000))
    assert [bid_text(each.bid) for each in book.levels] == ["100.50%", "99.25%", "98.00%"]
    assert book.clearing == Fraction(9925, 10_000)
    at_it = PricedClass.model_validate({"size": "10000.00 USD", "coupon": "4.50%", "price": "99.25%"})
    cheap = PricedClass.model_validate({"size": "10000.00 USD", "coupon": "4.50%", "price": "98.00%"})
    assert priced_beside(book, at_it) == ()
    assert [each.code for each in priced_beside(book, cheap)] == ["issuance.above-clearing"]
    held = [each for each in orders if each.holds_at(at_it.coupon, at_it.paid)]
    assert [each.units for each in allot("A", held, token(), size=dollars(10_000))] == [4, 6]
    assert book_of([priced(10_000)], FIXED, RANGED, size=dollars(10_000)).clearing == 1, "firm alone: par"
    assert book_of(orders[:1], FIXED, RANGED, size=dollars(10_000)).clearing is None


def test_a_price_clears_only_inside_its_filed_range_and_at_par_where_none_was_filed() -> None:
    orders = [priced(4000, "102%", who=1), priced(6000, "97%", who=2)]
    assert book_of(orders, FIXED, RANGED, size=dollars(10_000)).clearing is None, "97% is below what was filed"
    assert book_of(orders, FIXED, RANGED, size=dollars(4_000)).clearing == Fraction(101, 100), "102% is above it"
    discount = RANGED.model_copy(update={"issue_price": (Fraction(95, 100), Fraction(99, 100))})
    assert book_of([priced(10_000)], FIXED, discount, size=dollars(10_000)).clearing == Fraction(99, 100)
    assert book_of(orders, FIXED, token(), size=dollars(4_000)).clearing == 1
    below = book_of(orders, FIXED, token(), size=dollars(10_000))
    assert (below.clearing, below.within) == (None, 4)
