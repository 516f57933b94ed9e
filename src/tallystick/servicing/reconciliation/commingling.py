"""Commingling: how much money of the pool lay in the servicer's collection account, and for how long.

    receipts -> account -> sweeps (归集后转付)          first in, first out
    exposure of a day = received so far - swept so far    what a failure of the servicer would put at risk
    held for          = days from a receipt to the sweep that took it, or to the day of the question

The exchange guides bound how long: a month, three with credit support.
Source: SSE guide no. 2 (2022) 2.2.7 and SZSE review guide no. 2 (2024) article 25 (LAW.md 5.5); mark A for a token.

Only what entries show is counted; interest that the bank credits is money of the pool like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.reconciliation.accounts import by_account
from tallystick.servicing.reconciliation.statement import Statement
from tallystick.units.money import Currency, Money

__all__ = ["LONGEST", "Exposure", "check_sweeps", "exposure"]

LONGEST = {False: 31, True: 92}
"""Most days that money may wait, without and with credit support: a month and three, at their longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What lay in the collection account. Laws: nothing is negative; received == swept + unswept - over.

    Attributes:
        peak: the most that lay there at the end of a day.
        peak_on: the first such day; None where nothing ever did.
        longest: most whole days that any of it waited.
        received: all that came in.
        swept: all that was passed on.
        unswept: what lies there on the day of the question.
        over: what was passed on beyond all that had come in, in all.
        sweeps: on how many days something was passed on.
    """

    peak: Money
    peak_on: date | None
    longest: int
    received: Money
    swept: Money
    unswept: Money
    over: Money
    sweeps: int


def exposure(statements: Sequence[Statement], currency: Currency, *, as_of: date) -> Exposure:
    """Measure what lay in the collection account.

    Args:
        statements: of that account, or of several; what each held when its first one opened counts as received on
            that day.
        currency: of the account.
        as_of: the day of the question; later entries are passed over.
    """
    days = _days(statements, as_of)
    waiting: list[tuple[date, int]] = []
    sums = dict.fromkeys(("peak", "received", "swept", "unswept", "over"), 0)
    peak_on, longest = None, 0
    for day, (came, went) in sorted(days.items()):
        sums["received"] += came
        sums["swept"] += went
        waiting.append((day, came))
        waiting, left, waited = _taken(waiting, went, day)
        longest = max(longest, waited)
        sums["over"] += left
        sums["unswept"] = sum(amount for _, amount in waiting)
        if sums["unswept"] > sums["peak"]:
            sums["peak"], peak_on = sums["unswept"], day
    rest = [(as_of - since).days for since, amount in waiting if amount > 0]
    amounts = {name: Money(minor=minor, currency=currency) for name, minor in sums.items()}
    sweeps = sum(went > 0 for _, went in days.values())
    return Exposure(peak_on=peak_on, longest=max([longest, *rest]), sweeps=sweeps, **amounts)


def _taken(waiting: list[tuple[date, int]], went: int, day: date) -> tuple[list[tuple[date, int]], int, int]:
    """Take a sweep out of what waits, oldest first; return what waits still, what was not there, and longest wait."""
    left, longest, kept = went, 0, []
    for since, amount in waiting:
        taken = min(amount, left)
        left -= taken
        longest = max(longest, (day - since).days if taken else 0)
        if amount > taken:
            kept.append((since, amount - taken))
    return kept, left, longest


def check_sweeps(measured: Exposure, *, supported: bool) -> tuple[Finding, ...]:
    """Say where money of the pool waited longer than the guides allow, or more was passed on than had come in.

    Args:
        measured: what lay in the account.
        supported: whether the servicer's duty to pass on has credit support, which makes the bound longer.
    """
    bound = LONGEST[supported]
    found = []
    if measured.longest > bound:
        found.append(finding("servicing.sweep-late", longest=measured.longest, bound=bound, unswept=measured.unswept))
    if measured.over.is_positive():
        found.append(finding("servicing.sweep-over", over=measured.over, received=measured.received))
    return tuple(found)


def _days(statements: Sequence[Statement], as_of: date) -> dict[date, tuple[int, int]]:
    """Return what came in and went out on each day, in minor units; a day of reversals counts on the other side."""
    days: dict[date, tuple[int, int]] = {}
    for first in (own[0] for own in by_account(statements).values()):
        if not first.opening.is_zero() and first.first <= as_of:
            came, went = days.get(first.first, (0, 0))
            days[first.first] = (came + first.opening.minor, went)
    for entry in (entry for statement in statements for entry in statement.entries if entry.booked <= as_of):
        came, went = days.get(entry.booked, (0, 0))
        days[entry.booked] = (came + entry.received.minor, went + entry.transferred.minor)
    return {day: (max(came, 0) + max(-went, 0), max(went, 0) + max(-came, 0)) for day, (came, went) in days.items()}
