"""Subscriptions, and whether a subscriber may hold: yes, no, or not known yet.

A subscriber is admitted only with dated evidence of being a professional investor in a filed jurisdiction; missing or
expired evidence is *unknown*, which admits nobody. In Hong Kong a professional investor that is not institutional also
states its capacity and what it has; thresholds are those of the law's books. A subscriber of the mainland is never
admitted. A search of sanctions lists is clear, a hit, or not known: who was not screened, on no day, or on a later day
than the one asked about, is not known. A *no* outweighs an unknown, and everything that stands against an order is
found in one pass.

Source: HK-9 and SFO-institutional (professional and institutional investors); 42号 as quoted (N2, N3)
(no offer into the mainland).

It does not know the names behind the ids, and compares no signature: evidence is named, not read.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from tallystick.deal.deal import Deal
from tallystick.deal.scalars import DateText, Identifier, MoneyText, PriceText, RateText, Record, Text
from tallystick.deal.structure import FiledRange
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.qualification import Capacity, reaches, thresholds
from tallystick.law.values import Truth
from tallystick.tape.reading.records import read_records
from tallystick.units.rates import Rate
from tallystick.units.wallets import checksummed, is_address

__all__ = ["Admission", "Subscription", "admit", "read_subscriptions"]

_MAINLAND: Final = "CN"
_HONG_KONG: Final = "HK"


class Subscription(Record):
    """One order: who, from where, of what class of investor by which evidence, for how much, to which address.

    `capacity`, `portfolio` and `total_assets` are what the evidence shows of a professional investor's wealth.
    `screening` is what a search of sanctions and watch lists said on the day `screened`; `held_for` names the actual
    subscriber where one holds through a product. `coupon` is the lowest coupon at which the order holds; of a class
    whose coupon is fixed, `price` is the highest price. A firm order names neither, and holds at whatever is agreed.
    """

    subscriber: Identifier
    name: Text
    jurisdiction: Identifier
    investor: Literal["institutional", "professional", "none"]
    evidence: Text | None = None
    evidence_date: DateText | None = None
    evidence_expires: DateText | None = None
    capacity: Capacity | None = None
    portfolio: MoneyText | None = None
    total_assets: MoneyText | None = None
    wallet: Text
    token_class: Identifier
    amount: MoneyText
    screening: Literal["clear", "hit"] | None = None
    screened: DateText | None = None
    held_for: Text | None = None
    coupon: RateText | None = None
    price: PriceText | None = None

    @property
    def bid(self) -> Rate | Fraction | None:
        """The coupon or the price that the order bids; None where it is firm."""
        return self.coupon if self.coupon is not None else self.price

    def holds_at(self, coupon: Rate, price: Fraction = Fraction(1)) -> bool:
        """Whether the order holds where the class is priced so; 1 is par."""
        return (self.coupon is None or self.coupon <= coupon) and (self.price is None or self.price >= price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Whether one subscription may be allotted, and why not."""

    row: int
    subscription: Subscription
    admitted: Truth
    findings: tuple[Finding, ...]


def read_subscriptions(
    content: bytes, *, file: str = "subscriptions.csv"
) -> tuple[tuple[tuple[int, Subscription], ...], tuple[Finding, ...]]:
    """Read the order book; rows that can be read, and all findings."""
    return read_records(Subscription, content, file=file)


def admit(row: int, subscription: Subscription, deal: Deal, *, as_of: dt.date, file: str) -> Admission:
    """Decide whether a subscription may be allotted on `as_of`.

    Args:
        row: its row in the order book, for findings.
        subscription: the order.
        deal: the filed deal, with its token plan.
        as_of: the day of allotment.
        file: name of the order book.
    """
    wealth = _wealth(subscription)
    refused = [*_refusals(subscription, deal), *wealth[Truth.FALSE]]
    unknown = [*_unknowns(subscription, as_of), *wealth[Truth.UNKNOWN]]
    admitted = Truth.FALSE if refused else Truth.UNKNOWN if unknown else Truth.TRUE
    findings = tuple(
        finding(code, file=file, row=row, column=column, subscriber=subscription.subscriber, value=value)
        for code, column, value in (*refused, *unknown)
    )
    return Admission(row=row, subscription=subscription, admitted=admitted, findings=findings)


def _refusals(subscription: Subscription, deal: Deal) -> list[tuple[str, str, str]]:
    filed = deal.tokens.eligible.jurisdictions if deal.tokens is not None else ()
    faults = []
    if subscription.jurisdiction == _MAINLAND:
        faults.append(("issuance.mainland-subscriber", "jurisdiction", subscription.jurisdiction))
    elif subscription.jurisdiction not in filed:
        faults.append(("issuance.jurisdiction-unfiled", "jurisdiction", subscription.jurisdiction))
    if subscription.investor == "none":
        faults.append(("issuance.not-professional", "investor", subscription.investor))
    if subscription.screening == "hit":
        faults.append(("issuance.screening-hit", "screening", subscription.screening))
    wrong = _against_wallet(subscription.wallet, deal)
    if wrong is not None:
        faults.append((wrong, "wallet", subscription.wallet))
    token = deal.tokens.classes.get(subscription.token_class) if deal.tokens is not None else None
    if token is None:
        faults.append(("issuance.subscription-class", "token_class", subscription.token_class))
    elif subscription.amount.currency is not token.denomination.currency or subscription.amount.minor <= 0:
        faults.append(("issuance.subscription-amount", "amount", str(subscription.amount)))
    elif token.minimum_subscription is not None and subscription.amount < token.minimum_subscription:
        less = f"{subscription.amount} < {token.minimum_subscription}"
        faults.append(("issuance.below-minimum", "amount", less))
    return [*faults, *_against_bid(subscription, deal)]


def _against_bid(subscription: Subscription, deal: Deal) -> Iterator[tuple[str, str, str]]:
    ranged = _is_ranged(subscription.token_class, deal)
    if subscription.coupon is not None and not ranged:
        yield "issuance.bid-fixed-coupon", "coupon", str(subscription.coupon)
    elif subscription.coupon is not None and subscription.coupon.per_annum < 0:
        yield "issuance.bid-negative", "coupon", str(subscription.coupon)
    if subscription.price is not None and ranged:
        yield "issuance.bid-ranged-coupon", "price", str(Rate(per_annum=subscription.price))


def _against_wallet(wallet: str, deal: Deal) -> str | None:
    """Return the code of what is wrong with an address; what is sent to the asset of settlement stays there."""
    if not is_address(wallet):
        return "issuance.wallet-unreadable"
    if checksummed(wallet) != wallet:
        return "issuance.wallet-checksum"
    asset = deal.tokens.settlement.on_ledger if deal.tokens is not None else None
    is_asset = asset is not None and asset.address.lower() == wallet.lower()
    return "issuance.wallet-asset" if is_asset else None


def _is_ranged(token_class: str, deal: Deal) -> bool:
    """Whether the coupon of a class is to be agreed inside a filed range."""
    offshore = deal.structure.offshore
    classes = offshore.classes if offshore is not None else ()
    return any(each.id == token_class and isinstance(each.coupon, FiledRange) for each in classes)


def _wealth(subscription: Subscription) -> dict[Truth, list[tuple[str, str, str]]]:
    """What stands against a professional investor of Hong Kong that is not institutional, as a no or as an unknown."""
    against: dict[Truth, list[tuple[str, str, str]]] = {Truth.FALSE: [], Truth.UNKNOWN: []}
    if subscription.jurisdiction != _HONG_KONG or subscription.investor != "professional":
        return against
    if subscription.capacity is None:
        against[Truth.UNKNOWN].append(("issuance.capacity-missing", "capacity", subscription.investor))
        return against
    wanted = " / ".join(map(str, thresholds(subscription.capacity).values()))
    stated = {"portfolio": subscription.portfolio, "total_assets": subscription.total_assets}
    match reaches(subscription.capacity, stated):
        case Truth.FALSE:
            against[Truth.FALSE].append(("issuance.below-threshold", "capacity", wanted))
        case Truth.UNKNOWN:
            against[Truth.UNKNOWN].append(("issuance.wealth-unstated", "capacity", wanted))
    return against


def _unknowns(subscription: Subscription, as_of: dt.date) -> list[tuple[str, str, str]]:
    unknown: list[tuple[str, str, str]] = []
    if subscription.evidence is None or subscription.evidence_date is None or subscription.evidence_expires is None:
        unknown.append(("issuance.evidence-missing", "evidence", subscription.investor))
    elif not subscription.evidence_date <= as_of <= subscription.evidence_expires:
        unknown.append(("issuance.evidence-expired", "evidence_expires", subscription.evidence_expires.isoformat()))
    if subscription.screening is None or subscription.screened is None:
        unknown.append(("issuance.screening-missing", "screening", subscription.investor))
    elif subscription.screening == "clear" and subscription.screened > as_of:
        unknown.append(("issuance.screening-later", "screened", subscription.screened.isoformat()))
    return unknown
