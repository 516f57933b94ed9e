"""`book`: what is asked for of each class, coupon by coupon, and where it clears; before anything is priced.

    received edition + order book -> admitted orders -> the book of each class, and a pricing supplement to agree on

Nothing is put on record: the book is, with the price, when the plan of the issue is approved.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.deal.checks.consistency import size_of
from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.closing.bookbuilding import Book, bid_text
from tallystick.issuance.subscriptions import admit, read_subscriptions
from tallystick.shell.operations.issuance.allot import BOOK_FILE, books_of
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["Built", "build"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The book of every class, and the pricing supplement that follows from it; none where a class is not covered."""

    books: tuple[Book, ...]
    supplement: bytes | None


def build(deal: Deal, placement: Mapping[str, bytes], sizes: Mapping[str, Money], *, as_of: dt.date) -> Outcome[Built]:
    """Build the book of each class.

    Args:
        deal: as filed.
        placement: the folder with the order book.
        sizes: what is offered of a class, where it is less than what was filed.
        as_of: the day on which orders are judged.
    """
    if BOOK_FILE not in placement:
        return Outcome(value=None, findings=(finding("deal.file-missing", file=BOOK_FILE, name=BOOK_FILE),))
    wrong = _not_offered(deal, sizes)
    if wrong is not None:
        return Outcome(value=None, findings=(wrong,))
    orders, found = read_subscriptions(placement[BOOK_FILE])
    if has_errors(found):  # a book without one of its orders clears elsewhere
        return Outcome(value=None, findings=found)
    judged = [admit(row, order, deal, as_of=as_of, file=BOOK_FILE) for row, order in orders]
    filed = _filed(deal) | dict(sizes)
    books = books_of(judged, deal, filed)
    uncovered = [
        finding("issuance.book-short", name=each.token_class, offered=each.offered, found=each.within)
        for each in books
        if each.clearing is None
    ]
    supplement = None if uncovered or not books else _supplement(deal, books, filed, as_of)
    about = (*found, *(each for one in judged for each in one.findings), *uncovered)
    return Outcome(value=Built(books=books, supplement=supplement), findings=about)


def _filed(deal: Deal) -> dict[str, Money]:
    offshore = deal.structure.offshore
    return {terms.id: size_of(terms) for terms in (offshore.classes if offshore is not None else ())}


def _not_offered(deal: Deal, sizes: Mapping[str, Money]) -> Finding | None:
    """Say which size is of no class, in another currency, above what was filed, or not of whole units."""
    filed, tokens = _filed(deal), deal.tokens.classes if deal.tokens is not None else {}
    for name, size in sizes.items():
        most = filed.get(name)
        if most is None:
            return finding("issuance.book-class", name=name, filed=tuple(filed))
        if size.currency is not most.currency or not 0 < size.minor <= most.minor:
            return finding("issuance.book-size", name=name, size=size, filed=most)
        if name in tokens and size.minor % tokens[name].denomination.minor:
            return finding("issuance.broken-unit", agreed=size, denomination=tokens[name].denomination)
    return None


def _supplement(deal: Deal, books: tuple[Book, ...], sizes: Mapping[str, Money], day: dt.date) -> bytes:
    """Write the supplement that prices each class where its book clears; the day of closing is still to be agreed."""
    lines = [f"deal: {deal.id}", f"priced_on: {day.isoformat()}", f"closing: {day.isoformat()}", "classes:"]
    fixed = {terms.id: terms.coupon for terms in (deal.structure.offshore.classes if deal.structure.offshore else ())}
    for each in books:
        at, coupon = bid_text(each.clearing), fixed[each.token_class]
        priced = f"coupon: {at}" if isinstance(each.clearing, Rate) else f"coupon: {coupon}, price: {at}"
        lines.append(f"  {each.token_class}: {{size: {sizes[each.token_class]}, {priced}}}")
    return ("\n".join(lines) + "\n").encode()
