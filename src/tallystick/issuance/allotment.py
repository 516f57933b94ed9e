"""Allotment: the size of a class divided among admitted subscribers, in whole units, by what each asked for.

Orders are added up for each subscriber and address. Firm orders are served first, then bids from the lowest coupon up
or from the highest price down; where a level asks for more than is left, units go in proportion, by largest remainder.
As long as somebody would fall below the minimum subscription, the smallest such order is left out and the rest is
divided again.
Laws: nobody gets more than asked for, or less than the minimum; every allotment is a whole number of denominations; the
allotments add up to the size, or to the demand of those who were not left out where that is less.
Source: Hamilton's method; the minimum of the token plan.

It does not decide who may subscribe (`subscriptions`) or which bids hold at the price (`bookbuilding`), and within a
level it prefers nobody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallystick.deal.tokens import TokenClass
from tallystick.issuance.subscriptions import Subscription
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["Allotment", "allot", "by_level", "demand_units", "least_units"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    """What one subscriber gets of one class: `units` denominations, of principal `amount`, at `wallet`.

    `price` is what is paid for one of principal: 1 at par, less at a discount, more at a premium.
    """

    token_class: str
    subscriber: str
    wallet: str
    jurisdiction: str
    units: int
    amount: Money
    price: Fraction = Fraction(1)

    @property
    def owed(self) -> Money:
        """What the subscriber owes: the principal at the price, to the nearest minor unit and a half to the even."""
        return Money(minor=round(self.amount.minor * self.price), currency=self.amount.currency)


def demand_units(subscriptions: Sequence[Subscription], token: TokenClass) -> dict[tuple[str, str], int]:
    """Return whole units asked for by (subscriber, wallet); a broken unit is not counted."""
    asked: dict[tuple[str, str], int] = {}
    for order in subscriptions:
        key = (order.subscriber, order.wallet)
        asked[key] = asked.get(key, 0) + order.amount.minor // token.denomination.minor
    return {key: units for key, units in asked.items() if units > 0}


def allot(
    token_class: str, subscriptions: Sequence[Subscription], token: TokenClass, *, size: Money
) -> tuple[Allotment, ...]:
    """Divide `size` of one class among admitted subscriptions.

    Args:
        token_class: id of the class.
        subscriptions: admitted orders of this class only.
        token: its filed denomination and minimum.
        size: what is issued, a whole number of denominations.

    Returns:
        Allotments above zero, sorted by subscriber and wallet.
    """
    places = {(order.subscriber, order.wallet): order.jurisdiction for order in subscriptions}
    minimum = -(-token.minimum_subscription.minor // token.denomination.minor) if token.minimum_subscription else 0
    minimum = max(minimum, least_units(token))
    levels = [demand_units(some, token) for some in by_level(subscriptions)]
    units = _divide(levels, available=size.minor // token.denomination.minor, minimum=minimum)
    return tuple(
        Allotment(
            token_class=token_class,
            subscriber=subscriber,
            wallet=wallet,
            jurisdiction=places[subscriber, wallet],
            units=count,
            amount=Money(minor=count * token.denomination.minor, currency=token.denomination.currency),
        )
        for (subscriber, wallet), count in sorted(units.items())
    )


def least_units(token: TokenClass) -> int:
    """Return how many units of a class whoever holds any must hold; 0 where no minimum is filed."""
    return token.minimum_holding.minor // token.denomination.minor if token.minimum_holding is not None else 0


def by_level(subscriptions: Sequence[Subscription]) -> list[list[Subscription]]:
    """Return orders by what they bid: firm ones, then from the lowest coupon up or from the highest price down."""
    bids = sorted({order.bid for order in subscriptions if order.bid is not None}, key=_asked_back)
    return [[order for order in subscriptions if order.bid == each] for each in (None, *bids)]


def _asked_back(bid: Rate | Fraction) -> Fraction:
    """Return by what bids are served in order: the less it is, the less a bid asks of the issuer."""
    return bid.per_annum if isinstance(bid, Rate) else -bid


def _divide(
    levels: Sequence[Mapping[tuple[str, str], int]], *, available: int, minimum: int
) -> dict[tuple[str, str], int]:
    asked: dict[tuple[str, str], int] = {}
    for level in levels:
        for key, units in level.items():
            asked[key] = asked.get(key, 0) + units
    remaining = set(asked)
    while remaining:
        given = _filled(levels, remaining, available)
        short = [key for key, units in given.items() if units < minimum]
        if not short:
            return {key: units for key, units in given.items() if units}
        remaining.remove(min(short, key=lambda key: (asked[key], key)))
    return {}


def _filled(
    levels: Sequence[Mapping[tuple[str, str], int]], who: Collection[tuple[str, str]], available: int
) -> dict[tuple[str, str], int]:
    """Return what each of these gets, level after level, of what is available."""
    given = dict.fromkeys(sorted(who), 0)
    for level in levels:
        some = _in_proportion({key: units for key, units in level.items() if key in given}, available)
        for key, units in some.items():
            given[key] += units
        available -= sum(some.values())
    return given


def _in_proportion(asked: Mapping[tuple[str, str], int], available: int) -> dict[tuple[str, str], int]:
    whole = sum(asked.values())
    if whole <= available:
        return dict(asked)
    floors = {key: units * available // whole for key, units in asked.items()}
    by_remainder = sorted(asked, key=lambda key: (-(asked[key] * available % whole), key))
    for key in by_remainder[: available - sum(floors.values())]:
        floors[key] += 1
    return floors
