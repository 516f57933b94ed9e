"""The exchange between the vehicles: what the onshore class pays becomes what the offshore vehicle receives.

A balance-guaranteed currency swap exchanges every unit at one fixed rate. Each item (interest, principal) is
exchanged by its running total, rounded down, so that over the life no unit is lost and none is made:

    received(t) = floor(exchanged so far / rate) - received before

Between conversion dates, and while cash may not cross the border, it waits in the currency it was paid in. Principal
above the scheduled amount of a conversion crosses at the spot price. Without a hedge both vehicles count in one
currency, and an item passes unchanged. Where nothing is hedged but the currencies differ, everything crosses at the
spot price of its day, and what buys less than a unit waits:

    received(t) = floor(waiting / spot), waiting after = waiting - ceil(received x spot)

Source: the hedge of the deal file: units of the paid currency for one of the received.

It does not price the swap or model its counterparty's failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tallystick.cashflow.waterfall.engine.arithmetic import Arithmetic, Number
from tallystick.cashflow.waterfall.engine.readings import Figures
from tallystick.deal.structure import Hedge

__all__ = ["Crossing", "Exchanged", "exchange", "minor_units"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """On what terms cash crosses in a period.

    Attributes:
        open: whether it may.
        rate: units of the paid minor unit for one of the received.
        scheduled: the most principal that crosses at the rate; None is all.
        spot: the price at which more of it crosses, in minor units likewise; None is the rate.
        unprotected: whether everything crosses at that price.
    """

    open: Number
    rate: Number
    scheduled: Number | None = None
    spot: Number | None = None
    unprotected: bool = False

    @classmethod
    def unhedged(cls) -> "Crossing":
        """Return the terms of two vehicles of one currency."""
        return cls(open=True, rate=Fraction(1))

    @classmethod
    def fixed(cls, hedge: Hedge) -> "Crossing":
        """Return the terms of a hedge that is always open and has no schedule."""
        return cls(open=True, rate=hedge.rate * minor_units(hedge))


def minor_units(hedge: Hedge) -> Fraction:
    """Return by what a price in major units of the two currencies is multiplied to be one in minor units."""
    return Fraction(10**hedge.pay.exponent, 10**hedge.receive.exponent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """One item at one payment, in minor units.

    Attributes:
        item: such as ``senior.interest``.
        paid: given by the onshore class.
        received: by the offshore vehicle.
        waiting: given and not yet exchanged.
        unexchanged: what of all exchanged so far is less than one unit of the other currency, in units of the paid.
        rate: at which it crossed: units of the paid minor unit for one of the received.
        spot: at which more of it than was scheduled crossed; None where all crossed at `rate`.
    """

    item: str
    paid: Number
    received: Number
    waiting: Number
    unexchanged: Number
    rate: Number
    spot: Number | None = None


def exchange(
    items: Mapping[str, Number], carried: Figures, *, crossing: Crossing, lane: Arithmetic
) -> tuple[tuple[Exchanged, ...], Figures]:
    """Exchange what the onshore class paid.

    Args:
        items: amounts paid in this period, by item.
        carried: ``given``, ``received`` and ``waiting`` of each item, as the period before left them.
        crossing: the terms of the period.
        lane: the arithmetic.

    Returns:
        One exchange an item, and what is carried on.
    """
    figures = dict(carried)
    rate, room = lane.constant(crossing.rate), crossing.scheduled
    exchanged = []
    for item, paid in items.items():
        waiting = figures.get(("waiting", item), 0) + paid
        if crossing.unprotected and crossing.spot is not None:
            exchanged.append(_bought(item, paid, waiting, crossing=crossing, lane=lane))
            figures["waiting", item] = exchanged[-1].waiting
            continue
        moved = lane.pick(crossing.open, waiting, 0)
        fixed, spot = moved, 0
        if room is not None and crossing.spot is not None and item.endswith(".principal"):
            fixed = lane.least(moved, room)
            room, spot = room - fixed, moved - fixed
        given = figures.get(("given", item), 0) + fixed
        before = figures.get(("received", item), 0)
        exact = lane.quotient(given, rate)
        now = lane.floor(exact)
        received = now - before
        if crossing.spot is not None:
            received = received + lane.floor(lane.quotient(spot, crossing.spot))
        rest = waiting - moved
        figures |= {("given", item): given, ("received", item): now, ("waiting", item): rest}
        exchanged.append(
            Exchanged(
                item=item,
                paid=paid,
                received=received,
                waiting=rest,
                unexchanged=(exact - now) * rate,
                rate=crossing.rate,
                spot=crossing.spot if crossing.scheduled is not None and item.endswith(".principal") else None,
            )
        )
    return tuple(exchanged), figures


def _bought(item: str, paid: Number, waiting: Number, *, crossing: Crossing, lane: Arithmetic) -> Exchanged:
    """Buy as many whole units as what waits is worth; `unexchanged` is what rounding the price up took."""
    received = lane.floor(lane.quotient(lane.pick(crossing.open, waiting, 0), crossing.spot))
    worth = received * crossing.spot
    cost = -lane.floor(-worth)
    return Exchanged(
        item=item,
        paid=paid,
        received=received,
        waiting=waiting - cost,
        unexchanged=cost - worth,
        rate=crossing.spot,
    )
