"""The one door between float64 and Money.

Money enters the kernels as a float of minor units, exactly, and leaves them by `round_to_money`, half away
from zero. A vector leaves by its running total, so that however many months it has, no sum of its amounts is
more than one unit from the sum of its floats:

    amount(t) = round(x(1) + ... + x(t)) - round(x(1) + ... + x(t - 1))

It does not decide what must add up to what: `projection` holds those identities.
"""

from math import floor, isfinite
from typing import Final

import numpy as np

from tallystick.cashflow.kernels.speeds import FloatArray
from tallystick.units.money import Currency, Money

__all__ = ["EXACT_BELOW", "RoundingError", "float_from_money", "round_state", "round_to_money", "round_vector"]

EXACT_BELOW: Final = 2**53
"""Minor units below which a float tells each amount from the next."""
_HALF = 0.5


class RoundingError(ValueError):
    """An amount that a float cannot hold, or a float that is no amount."""


def float_from_money(amount: Money) -> float:
    """Return an amount as a float of minor units, exactly.

    Raises:
        RoundingError: the amount is too large for a float to hold each unit.
    """
    if abs(amount.minor) >= EXACT_BELOW:
        message = f"{amount} is too large to be projected without losing units; split the pool"
        raise RoundingError(message)
    return float(amount.minor)


def round_to_money(minor: float, currency: Currency) -> Money:
    """Round a float of minor units to Money, half away from zero.

    Args:
        minor: cents, fen or yen, not whole units; finite.
        currency: what they are units of.

    Raises:
        RoundingError: not finite, or too large to be exact.
    """
    if not isfinite(minor) or abs(minor) >= EXACT_BELOW:
        message = f"{minor} {currency} minor units is no amount; look for a rate out of range"
        raise RoundingError(message)
    size = abs(minor)
    below = floor(size)
    whole = below + 1 if size - below >= _HALF else below
    return Money(minor=whole if minor >= 0 else -whole, currency=currency)


def round_vector(vector: FloatArray, currency: Currency) -> tuple[Money, ...]:
    """Round a vector of minor units by its running total.

    Args:
        vector: one float a month; of amounts that are not negative, none becomes negative.
        currency: what they are units of.

    Raises:
        RoundingError: not finite, or too large to be exact.
    """
    running = [round_to_money(float(amount), currency) for amount in np.cumsum(vector)]
    before = [Money.zero(currency), *running]
    return tuple(now - then for now, then in zip(running, before, strict=False))


def round_state(vector: FloatArray, currency: Currency) -> tuple[Money, ...]:
    """Round balances, each by itself; the rest is as `round_vector`."""
    return tuple(round_to_money(float(amount), currency) for amount in vector)
