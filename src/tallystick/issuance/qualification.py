"""Professional investors by wealth: whether stated amounts reach the threshold of the investor's capacity.

    individual                  portfolio
    corporation, partnership    portfolio, or total assets
    trust corporation           total assets

The thresholds are parameters of the law book ``cap571d``; no number is kept here. An amount that is not stated, or is
stated in another currency than the threshold, decides nothing: it is not converted.
Source: HK-9 (Cap. 571D, known second-hand).
It does not see the evidence behind an amount, and institutional investors have no threshold.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, cast

from tallystick.law.reading import parameter
from tallystick.law.values import Truth, disjunction
from tallystick.units.money import Money

__all__ = ["Capacity", "reaches", "thresholds"]

Capacity: TypeAlias = Literal["individual", "corporation", "partnership", "trust-corporation"]

_CORPORATE: Final = MappingProxyType(
    {"portfolio": "HK-9.corporation.portfolio", "total_assets": "HK-9.corporation.total-assets"}
)
_TESTS: Final[Mapping[Capacity, Mapping[str, str]]] = MappingProxyType(
    {
        "individual": MappingProxyType({"portfolio": "HK-9.individual.portfolio"}),
        "corporation": _CORPORATE,
        "partnership": _CORPORATE,
        "trust-corporation": MappingProxyType({"total_assets": "HK-9.trust-corporation.total-assets"}),
    }
)


def thresholds(capacity: Capacity) -> Mapping[str, Money]:
    """Return what has to be reached, by the column that states it; reaching one of them suffices."""
    return {column: cast("Money", parameter(name).value) for column, name in _TESTS[capacity].items()}


def reaches(capacity: Capacity, stated: Mapping[str, Money | None]) -> Truth:
    """Decide whether an investor reaches a threshold of its capacity.

    Args:
        capacity: as what the investor subscribes.
        stated: amounts by column; absent where nothing was stated.

    Returns:
        TRUE when one threshold is reached, FALSE when all that count are stated and missed, UNKNOWN otherwise.
    """
    return disjunction(_at_least(stated.get(column), wanted) for column, wanted in thresholds(capacity).items())


def _at_least(amount: Money | None, wanted: Money) -> Truth:
    if amount is None or amount.currency is not wanted.currency:
        return Truth.UNKNOWN
    return Truth.of(amount >= wanted)
