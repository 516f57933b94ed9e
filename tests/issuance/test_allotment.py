"""Allotment and the mint plan, by example and by law."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from tallystick.deal.tokens import TokenClass
from tallystick.issuance.allotment import Allotment, allot, demand_units
from tallystick.issuance.mint_plan import mint_plan
from tallystick.issuance.subscriptions import Subscription
from tallystick.units.money import Currency, Money, total
from tests.issuance.strategies import books, order, token, tokens, wallet

FILING = "HY-2026-1"


def dollars(amount: int) -> Money:
    return Money(minor=amount * 100, currency=Currency.USD)


def units_of(orders: list[Subscription], terms: TokenClass, size: int) -> list[int]:
    return [each.units for each in allot("A", orders, terms, size=dollars(size))]


def test_whoever_asks_for_less_than_there_is_gets_it() -> None:
    assert units_of([order(3000), order(5000, who=1)], token(), 10_000) == [3, 5]


def test_where_more_is_asked_for_units_go_in_proportion_and_the_rest_to_the_largest_remainder() -> None:
    assert units_of([order(5000), order(3000, who=1), order(3000, who=2)], token(), 10_000) == [4, 3, 3]


def test_an_order_of_a_single_unit_is_allotted() -> None:
    assert units_of([order(1000)], token(), 10_000) == [1]
    assert list(demand_units([order(1000), order(999, who=1)], token()).values()) == [1]


def test_without_a_minimum_an_order_that_is_given_nothing_changes_nobodys_part() -> None:
    orders = [order(1000), order(1000, who=1), order(1000, who=2), order(3000, who=3)]
    given = {each.subscriber: each.units for each in allot("A", orders, token(), size=dollars(3000))}
    assert given == {orders[0].subscriber: 1, orders[1].subscriber: 1, orders[3].subscriber: 1}


def test_a_broken_unit_is_not_allotted() -> None:
    assert units_of([order(2999)], token(), 10_000) == [2]


def test_two_orders_of_one_subscriber_count_together() -> None:
    assert units_of([order(1500), order(1500)], token(), 10_000) == [2]


def test_who_would_fall_below_the_minimum_gets_nothing_and_the_others_share() -> None:
    assert units_of([order(60_000), order(50_000, who=1)], token(minimum=40_000), 60_000) == [60]


def test_a_minimum_that_is_no_whole_number_of_units_is_not_undercut() -> None:
    assert units_of([order(2999)], token(minimum=2500), 10_000) == []
    assert units_of([order(3000)], token(minimum=2500), 10_000) == [3]


def test_nobody_is_allotted_less_than_whoever_holds_must_hold() -> None:
    terms = token().model_copy(update={"minimum_holding": dollars(3000)})
    book = [order(4000, who=1), order(2000, who=2)]
    assert units_of(book, terms, 10_000) == [4]
    assert units_of(book, token(), 10_000) == [4, 2]


@given(orders=books, terms=tokens, size=st.integers(0, 300_000))
def test_nobody_gets_more_than_asked_for_or_less_than_the_minimum(
    orders: list[Subscription], terms: TokenClass, size: int
) -> None:
    asked = demand_units(orders, terms)
    for each in allot("A", orders, terms, size=dollars(size)):
        assert 0 < each.units <= asked[each.subscriber, each.wallet]
        assert terms.minimum_subscription is None or each.amount >= terms.minimum_subscription


@given(orders=books, terms=tokens, size=st.integers(0, 300_000))
def test_every_allotment_is_a_whole_number_of_denominations(
    orders: list[Subscription], terms: TokenClass, size: int
) -> None:
    for each in allot("A", orders, terms, size=dollars(size)):
        assert each.amount == terms.denomination.times(each.units)


@given(orders=books, denomination=st.sampled_from([1, 7, 1000]), size=st.integers(0, 300))
def test_without_a_minimum_size_or_demand_is_allotted_whole(
    orders: list[Subscription], denomination: int, size: int
) -> None:
    terms = token(denomination)
    allotted = sum(units_of(orders, terms, size * denomination))
    assert allotted == min(size, sum(demand_units(orders, terms).values()))


@given(orders=books, terms=tokens, size=st.integers(0, 300_000))
def test_with_a_minimum_the_size_is_never_exceeded_and_only_the_minimum_leaves_any(
    orders: list[Subscription], terms: TokenClass, size: int
) -> None:
    available = dollars(size).minor // terms.denomination.minor
    asked = demand_units(orders, terms)
    allotted = allot("A", orders, terms, size=dollars(size))
    whole = sum(each.units for each in allotted)
    assert whole <= available
    kept = {(each.subscriber, each.wallet) for each in allotted}
    in_full = all(asked[each.subscriber, each.wallet] == each.units for each in allotted)
    assert whole == available or in_full
    assert terms.minimum_subscription is not None or kept == set(asked) or whole == available


@given(orders=books, terms=tokens, size=st.integers(0, 300_000), data=st.data())
def test_the_order_of_the_book_does_not_matter(
    orders: list[Subscription], terms: TokenClass, size: int, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(orders))
    assert allot("A", shuffled, terms, size=dollars(size)) == allot("A", orders, terms, size=dollars(size))


@given(orders=books, size=st.integers(0, 300_000))
def test_who_asks_for_more_never_gets_less(orders: list[Subscription], size: int) -> None:
    terms = token()
    asked = demand_units(orders, terms)
    got = {(each.subscriber, each.wallet): each.units for each in allot("A", orders, terms, size=dollars(size))}
    for one, other in ((one, other) for one in asked for other in asked if asked[one] > asked[other]):
        assert got.get(one, 0) >= got.get(other, 0)


@given(orders=books, terms=tokens, size=st.integers(0, 300_000))
def test_the_plan_mints_what_was_allotted_each_address_once(
    orders: list[Subscription], terms: TokenClass, size: int
) -> None:
    allotted = allot("A", orders, terms, size=dollars(size))
    plan = mint_plan(FILING, allotted)
    assert plan.units("A") == sum(each.units for each in allotted)
    assert total((terms.denomination.times(each.units) for each in plan.orders), Currency.USD) == total(
        (each.amount for each in allotted), Currency.USD
    )
    assert len({each.wallet for each in plan.orders}) == len(plan.orders) == len({each.key for each in plan.orders})


def allotment(units: int = 3, *, who: str = "fund-0", address: str = wallet(0), name: str = "A") -> Allotment:
    return Allotment(
        token_class=name, subscriber=who, wallet=address, jurisdiction="HK", units=units, amount=dollars(1000 * units)
    )


def test_two_subscribers_at_one_address_are_one_order_however_it_is_spelt() -> None:
    address = "0x" + "ab" * 20
    plan = mint_plan(
        FILING, [allotment(2, address=address.upper().replace("X", "x")), allotment(3, who="b", address=address)]
    )
    assert [each.units for each in plan.orders] == [5]


def test_the_plan_and_its_digest_do_not_depend_on_the_order_of_allotments() -> None:
    given_ = [allotment(), allotment(4, who="b", address=wallet(1)), allotment(1, name="B")]
    assert mint_plan(FILING, given_) == mint_plan(FILING, given_[::-1])
    assert mint_plan(FILING, given_).digest == mint_plan(FILING, given_[::-1]).digest


def test_a_key_names_filing_class_and_place_and_nobody() -> None:
    def keys(filing: str, *each: Allotment) -> list[str]:
        return [order.key for order in mint_plan(filing, each).orders]

    plain = keys(FILING, allotment(), allotment(4, address=wallet(1)))
    assert [len(key) for key in plain] == [64, 64]
    assert int(plain[1], 16) == int(plain[0], 16) + 1, "keys that follow each other cost the ledger a bit each"
    assert plain[:1] == keys(FILING, replace(allotment(9, address=wallet(9)), subscriber="someone-else"))
    assert len({plain[0], *keys("other", allotment()), *keys(FILING, allotment(name="B"))}) == 3


@given(units=st.integers(1, 10**9), other=st.integers(1, 10**9))
def test_plans_that_differ_have_different_digests(units: int, other: int) -> None:
    assume(units != other)
    assert mint_plan(FILING, [allotment(units)]).digest != mint_plan(FILING, [allotment(other)]).digest
