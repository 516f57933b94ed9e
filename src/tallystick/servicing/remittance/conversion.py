"""Conversion: what an amount buys at a rate, and what is left over because a minor unit cannot be divided.

    available = sent + carried from before
    received  = as many whole minor units as available buys      residual = available - what they cost, rounded up

Laws: nothing is made or lost: available == cost + residual; the residual buys no further unit and is not negative.
A residual stays where it arose, CNY with CNY and CNH with CNH, and is carried into the next conversion.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tallystick.units.money import Currency, Money, Rounding

__all__ = ["Conversion", "Market", "convert"]


class Market(StrEnum):
    """Where renminbi is: they have separate rates and accounts. Source: LAW.md (g) 9, mark R."""

    CNY = "CNY"
    """Onshore."""
    CNH = "CNH"
    """Offshore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """One exchange. Laws: `sent + carried == cost + residual`; no amount is negative.

    Attributes:
        sent: what was given this time.
        carried: what the exchange before left.
        rate: units of the given currency for one of the received.
        received: what it bought.
        cost: what that came to in the given currency, rounded up.
        residual: what is left in the given currency.
    """

    sent: Money
    carried: Money
    rate: Fraction
    received: Money
    cost: Money
    residual: Money


def convert(sent: Money, *, carried: Money, rate: Fraction, into: Currency) -> Conversion:
    """Convert an amount together with what was left before.

    Args:
        sent: not negative.
        carried: of the same currency, not negative.
        rate: units of that currency for one of `into`, above zero.
        into: the currency that is bought.

    Raises:
        ValueError: the rate is not above zero.
        CurrencyMismatchError: `sent` and `carried` differ in currency.
    """
    if rate <= 0:
        raise ValueError(f"a rate of {rate} buys nothing")
    available = sent + carried
    received = Money.rounded(available.major / rate, into, rounding=Rounding.DOWN)
    cost = Money.rounded(received.major * rate, sent.currency, rounding=Rounding.UP)
    if cost > available:  # a unit of a fen that buys several cents costs a whole fen
        received = Money(minor=received.minor - 1, currency=into)
        cost = Money.rounded(received.major * rate, sent.currency, rounding=Rounding.UP)
    return Conversion(sent=sent, carried=carried, rate=rate, received=received, cost=cost, residual=available - cost)
