"""Coverage (现金流覆盖倍数): how many times over the cash of a period pays what is owed in it; exact.

    coverage(t) = cash available in t / (interest and principal owed in t)

A period in which nothing is owed has no coverage and is left out, not counted as infinite.

Source: 现金流覆盖倍数 in the disclosure guidelines of the exchanges for asset-backed specific plans.

It does not decide what is owed: for a pass-through class the caller states the schedule it is measured against.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallystick.units.money import Money

__all__ = ["Coverage", "coverage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Coverage over a life. Law: lowest <= average over all cash and all dues <= highest.

    Attributes:
        multiples: one a period; None where nothing is owed.
        lowest: the smallest of them, None if nothing is ever owed.
        overall: all cash of the periods in which something is owed, over all that is owed.
    """

    multiples: tuple[Fraction | None, ...]
    lowest: Fraction | None
    overall: Fraction | None


def coverage(available: Sequence[Money], due: Sequence[Money]) -> Coverage:
    """Return the coverage of each period and of the life.

    Args:
        available: cash of each period, one currency, not negative.
        due: what is owed in each period, same currency and number, not negative.

    Raises:
        ValueError: the two have different numbers of periods.
        CurrencyMismatchError: the currencies differ.
    """
    pairs = list(zip(available, due, strict=True))
    multiples = tuple(None if owed.is_zero() else cash.ratio_to(owed) for cash, owed in pairs)
    known = [multiple for multiple in multiples if multiple is not None]
    owed_in_all = sum(owed.minor for _, owed in pairs)
    cash_in_all = sum(cash.minor for cash, owed in pairs if not owed.is_zero())
    return Coverage(
        multiples=multiples,
        lowest=min(known, default=None),
        overall=Fraction(cash_in_all, owed_in_all) if owed_in_all else None,
    )
