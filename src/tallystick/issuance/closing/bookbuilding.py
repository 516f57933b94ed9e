"""The book of a class: what is asked for at each coupon, and the lowest coupon at which it covers what is offered.

    firm orders -> bids from the lowest coupon up -> demand so far
    clearing: the first coupon inside the filed range at which the demand so far reaches the size

Who bid no more than the clearing coupon is paid that one coupon; nobody is paid what they bid.
Laws: demand so far never falls from one level to the next; at the clearing coupon the size is covered, and at no lower
level of the book is it.
Source: uniform-price auction; the filed range is the token plan's (CSRC1-4c).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.deal.structure import ClassTerms, FiledRange
from tallystick.deal.tokens import TokenClass
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.allotment import by_level, demand_units
from tallystick.issuance.pricing import PricedClass
from tallystick.issuance.subscriptions import Subscription
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["Book", "Level", "book_of", "priced_beside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What is asked for at one coupon, and so far, in units; firm orders have none."""

    coupon: Rate | None
    units: int
    so_far: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The book of one class.

    Attributes:
        token_class: the class.
        levels: firm orders first, then from the lowest coupon up.
        offered: units that are offered.
        within: units asked for at coupons up to the highest that was filed.
        clearing: the lowest coupon at which they are covered, inside the filed range; None where none covers them.
    """

    token_class: str
    levels: tuple[Level, ...]
    offered: int
    within: int
    clearing: Rate | None

    @property
    def is_built(self) -> bool:
        """Whether anybody bid a coupon: a book of firm orders alone says nothing of the price."""
        return any(each.coupon is not None for each in self.levels)

    def as_canonical(self) -> dict[str, object]:
        """Return what is put on record: no order and no name."""
        levels = [
            {"coupon": str(each.coupon) if each.coupon is not None else "", "units": str(each.units)}
            for each in self.levels
        ]
        clearing = str(self.clearing) if self.clearing is not None else ""
        return {"class": self.token_class, "offered": str(self.offered), "clearing": clearing, "levels": levels}


def book_of(orders: Sequence[Subscription], terms: ClassTerms, token: TokenClass, *, size: Money) -> Book:
    """Build the book of one class.

    Args:
        orders: admitted orders of this class.
        terms: of the class, with the range of its coupon as filed.
        token: its denomination.
        size: what is offered, in the currency of the class.
    """
    offered, so_far, levels = size.minor // token.denomination.minor, 0, list[Level]()
    for some in by_level(orders):
        units = sum(demand_units(some, token).values())
        so_far += units
        if some:
            levels.append(Level(coupon=some[0].coupon, units=units, so_far=so_far))
    low, high = terms.coupon.filed_range if isinstance(terms.coupon, FiledRange) else (terms.coupon, terms.coupon)
    inside = [each for each in levels if each.coupon is None or each.coupon <= high]
    covering = next((each for each in inside if each.so_far >= offered), None)
    return Book(
        token_class=terms.id,
        levels=tuple(levels),
        offered=offered,
        within=inside[-1].so_far if inside else 0,
        clearing=max(low, covering.coupon or low) if covering is not None else None,
    )


def priced_beside(book: Book, agreed: PricedClass) -> tuple[Finding, ...]:
    """Say that a class is priced above what its book asks for; below it, the size is not covered."""
    if not book.is_built or book.clearing is None or agreed.coupon <= book.clearing:
        return ()
    told = finding("issuance.above-clearing", name=book.token_class, coupon=agreed.coupon, clearing=book.clearing)
    return (told,)
