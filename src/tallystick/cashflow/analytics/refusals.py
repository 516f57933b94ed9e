"""What an analysis refuses: a figure that does not exist is said to be so, never zero and never not-a-number.

It also settles a float: a result leaves the room rounded to twelve decimals, so that the last bits, in which
machines differ, are never printed and never decide a rounding.
"""

from fractions import Fraction
from math import isfinite

from tallystick.evidence.findings import Finding, finding

__all__ = ["DECIMALS", "AnalyticsError", "settled"]

DECIMALS = 12


class AnalyticsError(ValueError):
    """A figure that cannot be computed; `finding` says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def settled(value: float, *, figure: str) -> Fraction:
    """Return a float as an exact number of twelve decimals.

    Args:
        value: finite.
        figure: what it is, for people.

    Raises:
        AnalyticsError: it is not finite.
    """
    if not isfinite(value):
        raise AnalyticsError(finding("cashflow.figure-not-finite", figure=figure))
    return Fraction(round(value * 10**DECIMALS), 10**DECIMALS) if abs(value) < 1000 else Fraction(round(value, 9))
