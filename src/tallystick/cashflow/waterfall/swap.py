"""The hedge between the vehicles: what the onshore class pays becomes what the offshore vehicle receives.

A balance-guaranteed currency swap exchanges every unit at one fixed rate. Each item (interest, principal) is
exchanged by its running total, rounded down, so that over the life no unit is lost and none is made:

    received(t) = floor(paid so far / rate) - received before

Without a hedge both vehicles count in one currency, and an item passes unchanged.

Source: the hedge of the deal file: units of the paid currency for one of the received.

It does not price the swap or model its counterparty's failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tallystick.deal.structure import Hedge
from tallystick.units.money import Currency, Money, Rounding

__all__ = ["Exchange", "SwapState", "exchange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapState:
    """What was exchanged so far, by item; an item not named was never exchanged.

    Attributes:
        paid: in the currency that is paid.
        received: in the currency that is received.
    """

    paid: Mapping[str, Money]
    received: Mapping[str, Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One item exchanged at one payment.

    Attributes:
        item: such as ``senior.interest``.
        paid: given by the onshore class.
        received: by the offshore vehicle.
        unexchanged: what of all paid so far is less than one unit of the other currency, in units of the
            paid.
    """

    item: str
    paid: Money
    received: Money
    unexchanged: Fraction


def exchange(
    items: Mapping[str, Money], state: SwapState, *, hedge: Hedge | None, currency: Currency
) -> tuple[tuple[Exchange, ...], SwapState]:
    """Exchange what the onshore class paid.

    Args:
        items: amounts paid in this period, by item.
        state: what was exchanged before.
        hedge: the swap; None passes every item unchanged.
        currency: of the offshore vehicle.

    Returns:
        One exchange an item, and the new state.
    """
    rate = Fraction(1) if hedge is None else hedge.rate
    exchanges, paid_so_far, received_so_far = [], dict(state.paid), dict(state.received)
    for item, paid in items.items():
        all_paid = paid + paid_so_far.get(item, Money.zero(paid.currency))
        before = received_so_far.get(item, Money.zero(currency))
        exact = all_paid.major / rate
        now = Money.rounded(exact, currency, rounding=Rounding.DOWN)
        rest = (exact - now.major) * rate * 10**paid.currency.exponent
        exchanges.append(Exchange(item=item, paid=paid, received=now - before, unexchanged=rest))
        paid_so_far[item], received_so_far[item] = all_paid, now
    return tuple(exchanges), SwapState(paid=paid_so_far, received=received_so_far)
