"""Weighted average life: how long, on average, a unit of principal stays outstanding; exact.

    sum(principal(i) x years(settlement, date(i))) / sum(principal(i))

Years are counted by a named convention. Issuers of amortising notes mostly count 30/360 from settlement to each
scheduled payment date, not adjusted for business days.

Source: weighted average life as defined in Regulation AB offering documents; 2006 ISDA Definitions for the counts.

It does not know a class: it takes its payments.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from tallystick.units.daycounts import DayCount, year_fraction
from tallystick.units.money import Money

__all__ = ["average_life"]


def average_life(payments: Iterable[tuple[date, Money]], *, settlement: date, convention: DayCount) -> Fraction | None:
    """Return the weighted average life in years.

    Args:
        payments: dates on or after settlement, and the principal paid on each; one currency, none negative.
        settlement: the day from which years are counted.
        convention: how years are counted.

    Returns:
        Years, or None where no principal is ever paid: a life that never ends has no average.

    Raises:
        DayCountError: a payment before settlement.
    """
    weighted, principal = Fraction(0), 0
    for day, paid in payments:
        weighted += paid.minor * year_fraction(settlement, day, convention)
        principal += paid.minor
    return weighted / principal if principal else None
