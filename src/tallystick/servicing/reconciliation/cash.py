"""Cash beside the bank: what each month says was collected, and what the collection account received.

    collected in a month = received in the same month            or it is short, or over
    short in one month, over in a later one = the same money     cured on the day on which it came
    over in one month, short in a later one = the same money     cured on the last day of the later one

A difference is made good first in, first out, by its opposite in later months; so a payment that was booked a few days
late or early, or taken back, is a break that was cured, with its age, and not two that stand for ever.
Source: AMAC risk-control guide (LAW.md 5.3, RC-acct: the full path of the cash is disclosed).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from tallystick.deal.checks.cash_paths import COLLECTION_ITEMS
from tallystick.servicing.collections import Collection
from tallystick.servicing.reconciliation.accounts import by_account
from tallystick.servicing.reconciliation.breaks import Break, BreakKind, cured, used_up
from tallystick.servicing.reconciliation.statement import Entry, Statement
from tallystick.units.money import Money, total
from tallystick.units.periods import Period

__all__ = ["cash_breaks", "cash_of", "statement_breaks"]


def cash_of(reported: Collection, *, carried: bool = False) -> Money:
    """Return all cash that a month reports; `carried` adds what corrections of earlier months bring to it."""
    items = (*COLLECTION_ITEMS, *reported.declared.items)
    amounts = (reported.carried(item) if carried else reported.amounts[item] for item in items)
    return total(amounts, reported.opening.currency)


def statement_breaks(statements: Sequence[Statement], *, tolerance: Money, as_of: date) -> Iterator[Break]:
    """Yield where statements contradict themselves or, of one account, each other.

    Args:
        statements: of the collection accounts.
        tolerance: what may stand.
        as_of: the day of the question.
    """
    ordered = sorted(statements, key=lambda each: (each.first, each.last))
    for each in ordered:
        pair = (BreakKind.STATEMENT_SUM, each.expected_closing(), each.closing, each.last)
        yield from _apart(pair, each.file, tolerance, as_of)
        for entry in each.entries:
            if not each.first <= entry.booked <= each.last:
                nothing = Money.zero(tolerance.currency)
                pair = (BreakKind.ENTRY_OUTSIDE, nothing, entry.amount, entry.booked)
                yield from _apart(pair, f"{each.file}, {entry.row}", tolerance, as_of)
    for own in by_account(ordered).values():
        for before, after in pairwise(own):
            pair = (BreakKind.STATEMENT_GAP, before.closing, after.opening, after.first)
            yield from _apart(pair, after.file, tolerance, as_of)


def cash_breaks(
    months: Sequence[Collection], statements: Sequence[Statement], *, tolerance: Money, as_of: date
) -> Iterator[Break]:
    """Yield where what was collected and what the bank received differ, and what later months made good.

    Args:
        months: as reported, following each other.
        statements: of the collection account.
        tolerance: what may stand of one month's difference.
        as_of: the day of the question.
    """
    received = _received(statements)
    covered = {period for each in statements for period in _from_to(Period.of(each.first), Period.of(each.last))}
    covered |= set(received)
    nothing = Money.zero(tolerance.currency)
    short: list[Break] = []
    early: list[Break] = []
    for month in sorted(months, key=lambda each: each.period):
        due, came = cash_of(month), total((e.received for e in received.get(month.period, [])), tolerance.currency)
        of, opened = str(month.period), month.period.last
        if month.period not in covered:
            pair = (BreakKind.STATEMENT_MISSING, due, nothing, opened)
            yield from _apart(pair, of, tolerance, as_of)
            continue
        if came < due:
            spent, early, lacking = used_up(early, due - came)
            yield from (each.made_good(opened) for each in spent)
            short += _apart((BreakKind.CASH_SHORT, due, due - lacking, opened), of, tolerance, as_of)
            continue
        good, short, over = cured(short, came - due)
        yield from (each.made_good(_came(received[month.period], used)) for each, used in good)
        early += _apart((BreakKind.CASH_OVER, due, due + over, opened), of, tolerance, as_of)
    yield from (*early, *short)


def _from_to(first: Period, last: Period) -> Iterator[Period]:
    while first <= last:
        yield first
        first = first.next()


def _received(statements: Sequence[Statement]) -> Mapping[Period, list[Entry]]:
    by_month: dict[Period, list[Entry]] = {}
    for statement in statements:
        for entry in statement.entries:
            if not entry.received.is_zero():
                by_month.setdefault(Period.of(entry.booked), []).append(entry)
    return by_month


def _came(entries: Sequence[Entry], needed: Money) -> date:
    """Return the day by which a month had received so much."""
    came = Money.zero(needed.currency)
    for entry in sorted(entries, key=lambda each: each.booked):
        came += entry.received
        if came >= needed:
            return entry.booked
    return max(entry.booked for entry in entries)


def _apart(pair: tuple[BreakKind, Money, Money, date], of: str, tolerance: Money, as_of: date) -> Iterator[Break]:
    kind, expected, found, opened = pair
    if expected != found:
        yield Break(kind=kind, of=of, expected=expected, found=found, tolerance=tolerance, opened=opened, as_of=as_of)
