"""The order book of an issue before it is priced: what cannot be offered or read gives no supplement."""

from tallystick.deal.parsing import parse_deal
from tallystick.shell.operations.issuance.booking.book import build
from tallystick.units.money import Money
from tests.shell.operations.example import at, codes, folder, placement

DAY = at("2026-09-14T02:00").date()


def built(book: bytes | None = None, **sizes: str):
    deal, _, _ = parse_deal(folder()["deal.yaml"])
    assert deal is not None
    files = placement() | ({} if book is None else {"subscriptions.csv": book})
    return build(deal, files, {name: Money.parse(text) for name, text in sizes.items()}, as_of=DAY)


def test_a_size_that_is_not_of_whole_units_is_not_offered():
    assert built(A="100000000.00 USD").value is not None
    told = built(A="100000500.00 USD")
    assert (told.value, codes(told)) == (None, ["issuance.broken-unit"])
    assert str(told.findings[0].argument("denomination")) == "1000.00 USD"


def test_a_class_that_was_not_filed_and_more_than_was_filed_are_told_apart():
    (told,) = built(C="1.00 USD").findings
    assert (told.code, told.argument("filed")) == ("issuance.book-class", ("A", "B"))
    (more,) = built(A="200000000.00 USD").findings
    assert more.code == "issuance.book-size"
    assert type(more.argument("size")) is type(more.argument("filed")), "both are money, and written alike"


def test_a_book_with_an_order_that_cannot_be_read_prices_nothing():
    head, first, *rest = placement()["subscriptions.csv"].decode().splitlines()
    bids = [f"{head},coupon", f"{first},abc", *(f"{each}," for each in rest)]
    told = built("\n".join([*bids, ""]).encode())
    assert told.value is None
    assert codes(told)
    whole = [f"{head},coupon", *(f"{each}," for each in (first, *rest))]
    assert built("\n".join([*whole, ""]).encode()).value is not None
