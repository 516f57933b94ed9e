"""Allot the order book: admitted subscriptions of each class divided into a mint plan, or findings that say why not."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.allotment import Allotment, allot
from tallystick.issuance.closing.bookbuilding import Book, book_of, priced_beside
from tallystick.issuance.holders.recoveries import Recovery
from tallystick.issuance.mint_plan import MintPlan, mint_plan
from tallystick.issuance.pricing import Pricing, parse_pricing
from tallystick.issuance.subscriptions import Admission, Subscription, admit, read_subscriptions
from tallystick.law.values import Truth
from tallystick.shell.operations.outcome import Outcome
from tallystick.units.money import Money

__all__ = ["BOOK_FILE", "PRICING_FILE", "Agreed", "Placed", "agree", "books_of"]

BOOK_FILE = "subscriptions.csv"
PRICING_FILE = "pricing.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The order book after allotment: who was admitted, who got what, and the mints that follow.

    `recovered` has each address that was lost since; `admissions` names the investor at both, and whoever was admitted
    since. `later` has what the last of those says of each address, in lower case: it replaces what was there.
    `books` are those of the classes for which coupons were bid.
    """

    admissions: tuple[Admission, ...]
    allotments: tuple[Allotment, ...]
    plan: MintPlan
    recovered: tuple[Recovery, ...] = ()
    later: Mapping[str, tuple[Subscription, ...]] = field(default_factory=dict)
    books: tuple[Book, ...] = ()

    @property
    def latest(self) -> tuple[Subscription, ...]:
        """Every order that says whose an address is: of one that was admitted again since, the last act's alone."""
        orders = (one.subscription for one in self.admissions)
        before = [each for each in orders if each.wallet.lower() not in self.later]
        return (*before, *(each for since in self.later.values() for each in since))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A placement that may be carried out: the price and the allotted book."""

    pricing: Pricing
    placed: Placed


def agree(files: Mapping[str, bytes], deal: Deal, *, filing: str, as_of: dt.date) -> Outcome[Agreed]:
    """Price and allot; None where the price is not as filed, the book cannot be read or a class is not fully sold.

    Args:
        files: the placement folder.
        deal: the filed deal.
        filing: id of the filing the mints are made under.
        as_of: the day of allotment.
    """
    pricing, about_pricing = _pricing(files, deal)
    admissions, about_orders = _admitted(files, deal, as_of)
    findings = [*about_pricing, *about_orders]
    if pricing is None or BOOK_FILE not in files:
        return Outcome(value=None, findings=tuple(findings))
    books = _books(admissions, deal, pricing)
    beside = [each for book in books for each in priced_beside(book, pricing.classes[book.token_class])]
    allotments, undersold = _allotted(admissions, deal, pricing)
    findings += beside
    if undersold:
        return Outcome(value=None, findings=(*findings, *undersold))
    placed = Placed(admissions=admissions, allotments=allotments, plan=mint_plan(filing, allotments), books=books)
    return Outcome(value=Agreed(pricing=pricing, placed=placed), findings=tuple(findings))


def _pricing(files: Mapping[str, bytes], deal: Deal) -> tuple[Pricing | None, tuple[Finding, ...]]:
    if PRICING_FILE not in files:
        return None, (finding("deal.file-missing", file=PRICING_FILE, name=PRICING_FILE),)
    return parse_pricing(files[PRICING_FILE], deal)


def _admitted(
    files: Mapping[str, bytes], deal: Deal, as_of: dt.date
) -> tuple[tuple[Admission, ...], tuple[Finding, ...]]:
    if BOOK_FILE not in files:
        return (), (finding("deal.file-missing", file=BOOK_FILE, name=BOOK_FILE),)
    orders, found = read_subscriptions(files[BOOK_FILE])
    admissions = tuple(admit(row, order, deal, as_of=as_of, file=BOOK_FILE) for row, order in orders)
    return admissions, (*found, *(each for one in admissions for each in one.findings))


def _books(admissions: tuple[Admission, ...], deal: Deal, pricing: Pricing) -> tuple[Book, ...]:
    """Return the book of each class that anybody bid a coupon for."""
    sizes = {name: each.size for name, each in pricing.classes.items()}
    return tuple(book for book in books_of(admissions, deal, sizes) if book.is_built)


def books_of(admissions: Sequence[Admission], deal: Deal, sizes: Mapping[str, Money]) -> tuple[Book, ...]:
    """Return the book of each class of which so much is offered.

    Args:
        admissions: every order, judged.
        deal: the filed deal.
        sizes: what is offered, by class.
    """
    admitted = [one.subscription for one in admissions if one.admitted is Truth.TRUE]
    tokens, offshore = deal.tokens, deal.structure.offshore
    terms = {each.id: each for each in offshore.classes} if offshore is not None else {}
    return tuple(
        book_of([order for order in admitted if order.token_class == name], terms[name], token, size=sizes[name])
        for name, token in (tokens.classes.items() if tokens is not None else ())
        if name in terms and name in sizes
    )


def _allotted(
    admissions: tuple[Admission, ...], deal: Deal, pricing: Pricing
) -> tuple[tuple[Allotment, ...], tuple[Finding, ...]]:
    """Allot each class to the admitted, and say which is not fully subscribed, which is a failed issue."""
    admitted = [one.subscription for one in admissions if one.admitted is Truth.TRUE]
    allotments: list[Allotment] = []
    undersold: list[Finding] = []
    for name, token in deal.tokens.classes.items() if deal.tokens is not None else ():
        agreed, size = pricing.classes[name], pricing.classes[name].size
        own = [order for order in admitted if order.token_class == name]
        orders = [order for order in own if order.holds_at(agreed.coupon, agreed.paid)]
        given = allot(name, orders, token, size=size)
        given = tuple(replace(each, price=agreed.paid) for each in given)
        units = sum(each.units for each in given)
        if units * token.denomination.minor != size.minor:
            sold = token.denomination.times(units)
            at = f"{agreed.coupon} / {agreed.price_text}"
            undersold.append(
                finding("issuance.undersubscribed", file=BOOK_FILE, name=name, at=at, sold=sold, size=size)
            )
        allotments.extend(given)
    return tuple(allotments), tuple(undersold)
