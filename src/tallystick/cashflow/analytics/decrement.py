"""Decrement tables: what share of a class is still outstanding after each payment date, scenario beside scenario.

A table is laid out as offering documents print it: a row a date, a column a scenario, with the weighted average
life below. Shares are exact; `printed` rounds one to the decimals of a page.

Source: Regulation AB, Item 1113(a)(7) practice: tables of percentages of the initial principal balance.

It does not run a waterfall: it takes the balances that one left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tallystick.units.money import Money, Rounding

__all__ = ["DecrementTable", "decrement_table", "printed", "prospectus_cell", "prospectus_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecrementTable:
    """Shares outstanding of one class.

    Attributes:
        class_id: the class.
        dates: payment dates, in order.
        scenarios: names of the scenarios, in order.
        shares: for each scenario, the share outstanding after each date; 1 is all of it.
    """

    class_id: str
    dates: tuple[date, ...]
    scenarios: tuple[str, ...]
    shares: tuple[tuple[Fraction, ...], ...]


def decrement_table(
    class_id: str, *, original: Money, dates: Sequence[date], balances: Mapping[str, Sequence[Money]]
) -> DecrementTable:
    """Return the table of one class.

    Args:
        class_id: the class.
        original: its balance at issue, above zero.
        dates: payment dates of the longest scenario.
        balances: for each scenario, the balance after each date; a shorter one is repaid from its end.

    Raises:
        MoneyError: the original balance is zero, or currencies differ.
        ValueError: a scenario has more balances than there are dates.
    """
    for name, column in balances.items():
        if len(column) > len(dates):
            raise ValueError(f"scenario {name!r} has {len(column)} balances for {len(dates)} dates; give every date")
    shares = tuple(
        tuple(balance.ratio_to(original) for balance in column) + (Fraction(0),) * (len(dates) - len(column))
        for column in balances.values()
    )
    return DecrementTable(class_id=class_id, dates=tuple(dates), scenarios=tuple(balances), shares=shares)


def prospectus_rows(table: DecrementTable, *, every: int = 1) -> tuple[tuple[date | None, tuple[str, ...]], ...]:
    """Return a table as offering documents lay it out: whole per cents, a row a date under one of 100 for issue.

    The rows end with the first in which every scenario is repaid.

    Args:
        table: the shares.
        every: how many payment dates from one row to the next, such as 12 for a row a year; the last is always shown.

    Raises:
        ValueError: `every` is below 1.
    """
    if every < 1:
        raise ValueError(f"a row every {every} payment dates cannot be shown: give 1 or more")
    rows: list[tuple[date | None, tuple[str, ...]]] = [(None, tuple("100" for _ in table.scenarios))]
    for place, day in enumerate(table.dates):
        shares = [column[place] for column in table.shares]
        repaid = not any(shares)
        if repaid or (place + 1) % every == 0 or place == len(table.dates) - 1:
            rows.append((day, tuple(prospectus_cell(share) for share in shares)))
        if repaid:
            break
    return tuple(rows)


def prospectus_cell(share: Fraction) -> str:
    """Return a share in whole per cents, half-up; an asterisk is more than nothing and less than half a per cent."""
    whole = printed(share * 100, 0)
    return "*" if share > 0 and whole == "0" else whole


def printed(value: Fraction, decimals: int) -> str:
    """Return a figure as a page prints it, half-up.

    Args:
        value: in the unit of the page: 90.75 for a percentage.
        decimals: how many the page has, 0 or more.
    """
    digits = str(abs(Rounding.HALF_UP.whole(value * 10**decimals))).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and int(digits) else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"
