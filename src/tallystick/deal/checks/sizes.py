"""Is there a pool behind the classes? The principal sold at the cut-off against what is issued on it.

    classes of the onshore vehicle, also those kept  <=  pool x (1 - filed overcollateralisation)

The offshore classes are held against the onshore ones by `consistency`, at the filed rate of the hedge.
Source: CASHFLOW.md section 1.2 (cash in is cash out); 证监会公告〔2026〕1号, for the tokens are repaid by the assets.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from tallystick.deal.checks.consistency import size_of
from tallystick.deal.deal import Deal
from tallystick.deal.reading import Path
from tallystick.evidence.findings import Value
from tallystick.units.money import Money, Rounding, total
from tallystick.units.rates import Share

__all__ = ["check_sizes", "classes_of_pool"]

_UNTOLD: Final = Fraction(1, 100)
"""So much of the pool may stand behind the classes without being filed: what rounding sizes down leaves over."""

_CLASSES: Final[Path] = ("structure", "onshore", "classes")


def classes_of_pool(deal: Deal) -> Money:
    """Return the sum of all classes of the vehicle that holds the pool, but for those of interest only.

    Raises:
        CurrencyMismatchError: a class is in another currency than the vehicle.
    """
    onshore = deal.structure.onshore
    return total((size_of(terms) for terms in onshore.classes if terms.owes_principal), onshore.currency)


def check_sizes(deal: Deal, pool: Money) -> Iterator[tuple[str, Path, dict[str, Value]]]:
    """Yield a fault where the classes are more than the pool carries, or far less without the deal saying so.

    Args:
        deal: without faults of its own.
        pool: principal outstanding at the cut-off of what is sold, in the currency of the onshore vehicle.
    """
    classes, filed = classes_of_pool(deal), deal.structure.overcollateralisation or Share(value=Fraction(0))
    carried = pool - filed.of(pool, rounding=Rounding.UP)
    if classes > carried:
        too_much: dict[str, Value] = {"classes": classes, "pool": pool, "filed": filed, "carried": carried}
        yield "deal.classes-exceed-pool", _CLASSES, too_much
    elif carried.major - classes.major > _UNTOLD * pool.major:
        too_little: dict[str, Value] = {"classes": classes, "pool": pool, "filed": filed, "left": carried - classes}
        yield "deal.pool-exceeds-classes", _CLASSES, too_little
