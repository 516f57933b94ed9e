"""A period: one calendar month, the step in which a pool collects and a deal pays.

``2026-09`` runs from 1 to 30 September 2026, both included. Periods are ordered and counted like months.

It knows no working days (`calendars`) and no payment dates: those follow from the deal.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from tallystick.units.refusals import UnitError

__all__ = ["Period", "PeriodError"]

_MONTHS = 12
_LAST_YEAR = 9999


class PeriodError(UnitError):
    """A text or a number that is no calendar month."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """One calendar month.

    Laws: ``Period.parse(str(p)) == p``; ``p.add(n).add(-n) == p``; ``p.add(p.months_to(q)) == q``.

    Attributes:
        year: 1 to 9999.
        month: 1 to 12.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse what is no month."""
        if not (1 <= self.year <= _LAST_YEAR and 1 <= self.month <= _MONTHS):
            raise _no_month(f"year {self.year}, month {self.month}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a period such as ``2026-09``.

        Raises:
            PeriodError: any other form, or a month outside 01 to 12.
        """
        if not _is_month(text):
            raise _no_month(repr(text))
        return cls(year=int(text[:4]), month=int(text[5:]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The period in which a day lies."""
        return cls(year=day.year, month=day.month)

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """How many days the month has: 28 to 31."""
        return monthrange(self.year, self.month)[1]

    def add(self, months: int) -> Self:
        """The period so many months later, or earlier when negative.

        Raises:
            PeriodError: the result is outside the years 1 to 9999.
        """
        years, month = divmod(self.year * _MONTHS + self.month - 1 + months, _MONTHS)
        return type(self)(year=years, month=month + 1)

    def next(self) -> Self:
        """The month after."""
        return self.add(1)

    def previous(self) -> Self:
        """The month before."""
        return self.add(-1)

    def months_to(self, later: Self) -> int:
        """How many months from here to another period; negative when it is earlier."""
        return (later.year - self.year) * _MONTHS + later.month - self.month

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in this month."""
        return (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        """The canonical text, which `parse` reads back."""
        return f"{self.year:04d}-{self.month:02d}"


def _is_month(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}", text, re.ASCII) is not None


def _no_month(found: str) -> PeriodError:
    return PeriodError(
        problem="period.form",
        what=f"{found} is not a month.",
        why="Collections and payments are matched by month; a wrong one would pay cash twice or never.",
        remedy="Write it like '2026-09', with a month from 01 to 12.",
    )
