"""The book of a class: what is asked for at each coupon, and the lowest coupon at which it covers what is offered.

    firm orders -> bids from the lowest coupon up -> demand so far
    clearing: the first coupon inside the filed range at which the demand so far reaches the size
    where the coupon is fixed: bids from the highest price down, and the first price inside its range that does

Who bid no worse than what clears is served at that one coupon or price; nobody at what they bid.
Laws: demand so far never falls from one level to the next; at the clearing coupon the size is covered, and at no lower
level of the book is it.
Source: uniform-price auction; the filed range is the token plan's (CSRC1-4c).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallystick.deal.structure import ClassTerms, FiledRange
from tallystick.deal.tokens import TokenClass
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.allotment import by_level, demand_units
from tallystick.issuance.pricing import PricedClass
from tallystick.issuance.subscriptions import Subscription
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["Book", "Level", "bid_text", "book_of", "priced_beside"]


_Ends = tuple[Rate, Rate] | tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What is asked for at one coupon or price, and so far, in units; firm orders have none."""

    bid: Rate | Fraction | None
    units: int
    so_far: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The book of one class.

    Attributes:
        token_class: the class.
        levels: firm orders first, then from the lowest coupon up or from the highest price down.
        offered: units that are offered.
        within: units asked for at coupons up to the highest, or at prices down to the lowest, that was filed.
        clearing: the lowest coupon or the highest price inside its filed range at which they are covered; None where
            none covers them.
    """

    token_class: str
    levels: tuple[Level, ...]
    offered: int
    within: int
    clearing: Rate | Fraction | None

    @property
    def is_built(self) -> bool:
        """Whether anybody bid: a book of firm orders alone says nothing of the price."""
        return any(each.bid is not None for each in self.levels)

    def as_canonical(self) -> dict[str, object]:
        """Return what is put on record: no order and no name."""
        levels = [{"bid": bid_text(each.bid), "units": str(each.units)} for each in self.levels]
        stated = {"offered": str(self.offered), "clearing": bid_text(self.clearing), "levels": levels}
        return {"class": self.token_class, **stated}


def bid_text(bid: Rate | Fraction | None) -> str:
    """Write a coupon, or a price in per cent of principal; empty where there is none."""
    return "" if bid is None else str(bid if isinstance(bid, Rate) else Rate(per_annum=bid))


def book_of(orders: Sequence[Subscription], terms: ClassTerms, token: TokenClass, *, size: Money) -> Book:
    """Build the book of one class.

    Args:
        orders: admitted orders of this class.
        terms: of the class, with the range of its coupon as filed.
        token: its denomination, and the range of its price as filed.
        size: what is offered, in the currency of the class.
    """
    offered, so_far, levels = size.minor // token.denomination.minor, 0, list[Level]()
    for some in by_level(orders):
        units = sum(demand_units(some, token).values())
        so_far += units
        if some:
            levels.append(Level(bid=some[0].bid, units=units, so_far=so_far))
    filed = terms.coupon.filed_range if isinstance(terms.coupon, FiledRange) else token.issue_prices
    inside = [each for each in levels if _is_filed(each.bid, filed)]
    covering = next((each for each in inside if each.so_far >= offered), None)
    return Book(
        token_class=terms.id,
        levels=tuple(levels),
        offered=offered,
        within=inside[-1].so_far if inside else 0,
        clearing=_clearing(covering.bid, filed) if covering is not None else None,
    )


def _is_filed(bid: Rate | Fraction | None, filed: _Ends) -> bool:
    """Whether a bid can be served inside the filed range: no coupon above it, no price below it; a firm order can."""
    low, high = filed
    if isinstance(bid, Rate):
        return not isinstance(high, Rate) or bid <= high
    return bid is None or not isinstance(low, Fraction) or bid >= low


def _clearing(bid: Rate | Fraction | None, filed: _Ends) -> Rate | Fraction:
    """Return what clears at a level, inside the filed range: its coupon, or of a fixed coupon its price.

    Firm orders alone clear at the lowest coupon, or at par as far as the range of price allows.
    """
    low, high = filed
    if isinstance(low, Rate):
        return max(low, bid) if isinstance(bid, Rate) else low
    paid = bid if isinstance(bid, Fraction) else Fraction(1)
    return min(max(paid, low), high) if isinstance(high, Fraction) else paid


def priced_beside(book: Book, agreed: PricedClass) -> tuple[Finding, ...]:
    """Say that a class gives its buyers more than its book asks for; where it gives less, the size is not covered."""
    clearing = book.clearing
    dear = isinstance(clearing, Rate) and agreed.coupon > clearing
    cheap = isinstance(clearing, Fraction) and agreed.paid < clearing
    if not book.is_built or not (dear or cheap):
        return ()
    at = bid_text(agreed.coupon if dear else agreed.paid)
    return (finding("issuance.above-clearing", name=book.token_class, agreed=at, clearing=bid_text(clearing)),)
