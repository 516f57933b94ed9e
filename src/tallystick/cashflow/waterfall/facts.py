"""What a collection period reports: the pool, the cash, and whatever else formulas of the deal ask about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tallystick.units.money import Money
from tallystick.units.periods import Period

__all__ = ["PoolFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFacts:
    """What a collection period reports of the pool, in its currency, none negative.

    Attributes:
        period: the month of collections.
        beginning: performing principal at its beginning.
        ending: performing principal at its end.
        defaulted: principal that stopped performing in it.
        collected: cash, by collection item.
        reported: further amounts the structure names, such as principal in arrears.
        events: those of the structure's events that stand reported.
        indices: reference rates and prices fixed for the period; of the others the assumed one holds.
    """

    period: Period
    beginning: Money
    ending: Money
    defaulted: Money
    collected: Mapping[str, Money]
    reported: Mapping[str, Money] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    indices: Mapping[str, Fraction] = field(default_factory=dict)
