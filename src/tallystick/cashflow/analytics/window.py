"""The principal window: from the first to the last day on which a class is paid principal.

Source: offering documents of amortising notes print it as first and last payment date, or as a number of months.

It says nothing of interest, which a class may be paid outside its window.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tallystick.units.money import Money

__all__ = ["Window", "principal_window"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """First and last payment of principal, and how many payments lie from one to the other, both counted."""

    first: date
    last: date
    payments: int


def principal_window(payments: Iterable[tuple[date, Money]]) -> Window | None:
    """Return the window of a class, or None where no principal is ever paid.

    Args:
        payments: every payment day in order, with the principal paid on it.
    """
    schedule = list(payments)
    paid = [place for place, (_, principal) in enumerate(schedule) if principal.is_positive()]
    if not paid:
        return None
    first, last = paid[0], paid[-1]
    return Window(first=schedule[first][0], last=schedule[last][0], payments=last - first + 1)
