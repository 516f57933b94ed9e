"""What a pile of statements shows of its accounts before any cash is judged: each counted once, nothing left uncovered.

    the same statement again        counted once, and said to have come twice
    days that two of them cover     whichever counts, the other does not: an error
    days that none covers           what happened then nobody saw: open
    the same entry in two of them   told, since a receipt that counts twice makes good what never came
    several accounts                each by itself; money that went from one to another is no collection: open

Source: AMAC risk-control guide (LAW.md 5.3, RC-acct: the full path of the cash); ISO 20022, camt.053, CpyDplctInd.
It repairs nothing: what is counted once is the very same statement.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.reconciliation.statement import Entry, Statement
from tallystick.units.calendars.days import Calendar
from tallystick.units.periods import Period

__all__ = ["by_account", "check_accounts", "check_ends", "each_once"]

_NO_REFERENCE = frozenset({"", "-", "NOTPROVIDED", "NONREF"})
_SETTLED = timedelta(days=3)
"""How long money may be on its way from one account to another."""


def each_once(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Return the statements without those that say the very same as an earlier one, and which those are."""
    kept: dict[tuple[object, ...], Statement] = {}
    found: list[Finding] = []
    for each in statements:
        said = (each.account, each.first, each.last, each.page, each.opening, each.closing, *map(_said, each.entries))
        first = kept.setdefault(said, each)
        if first is not each:
            found.append(finding("servicing.statement-twice", file=each.file, other=first.file, account=each.account))
    return tuple(kept.values()), tuple(found)


def by_account(statements: Sequence[Statement]) -> Mapping[str, tuple[Statement, ...]]:
    """Return the statements of each account, by day."""
    ordered = sorted(statements, key=lambda each: (each.first, each.last, each.page))
    return {
        account: tuple(each for each in ordered if each.account == account)
        for account in dict.fromkeys(each.account for each in ordered)
    }


def check_accounts(statements: Sequence[Statement], working: Calendar) -> Iterator[Finding]:
    """Yield where the statements do not show all of an account, or show some of it twice.

    Args:
        statements: each once.
        working: on whose other days a bank that writes a statement a day writes none.
    """
    accounts = by_account(statements)
    for own in accounts.values():
        yield from _days(own, working)
        yield from _again(own)
    if len(accounts) > 1:
        yield finding("servicing.statement-accounts", accounts=tuple(accounts))
        yield from _passed_on(accounts)


def check_ends(
    statements: Sequence[Statement], reported: Container[Period], working: Calendar, *, as_of: date
) -> Iterator[Finding]:
    """Yield days of a reported month that lie before the first statement of an account, or after the last.

    Args:
        statements: each once.
        reported: months; one that no statement touches at all is a break, and not told here.
        working: as for `check_accounts`.
        as_of: the day of the question; later days have not happened yet.
    """
    for own in by_account(statements).values():
        first, last = own[0], max(own, key=lambda each: each.last)
        begun, ended = Period.of(first.first), Period.of(last.last)
        if begun in reported:
            yield from _hole(first, begun.first, first.first - timedelta(days=1), working)
        if ended in reported:
            yield from _hole(last, last.last + timedelta(days=1), min(ended.last, as_of), working)


def _days(own: Sequence[Statement], working: Calendar) -> Iterator[Finding]:
    """Yield days that two statements of an account cover, and working days between two that none does."""
    furthest, *others = own
    for each in others:
        if _same_days(furthest, each):
            last = min(furthest.last, each.last)
            yield finding(
                "servicing.statement-overlap", file=each.file, other=furthest.file, first=each.first, last=last
            )
        yield from _hole(each, furthest.last + timedelta(days=1), each.first - timedelta(days=1), working)
        furthest = max(furthest, each, key=lambda one: one.last)


def _same_days(before: Statement, after: Statement) -> bool:
    """Whether two statements may count an entry twice; on the day on which one ends and one begins only one has any."""
    if after.continues(before) or after.first > before.last:
        return False
    booked = [any(entry.booked == after.first for entry in each.entries) for each in (before, after)]
    return after.first < before.last or all(booked)


def _hole(beside: Statement, first: date, last: date, working: Calendar) -> Iterator[Finding]:
    if any(working.is_business_day(first + timedelta(days=more)) for more in range((last - first).days + 1)):
        yield finding("servicing.statement-hole", file=beside.file, account=beside.account, first=first, last=last)


def _again(own: Sequence[Statement]) -> Iterator[Finding]:
    """Name entries of the bank's one reference, day and amount that stand in two statements."""
    seen: dict[tuple[object, ...], Statement] = {}
    for each in own:
        for entry in each.entries:
            other = seen.setdefault(_said(entry), each)
            if other is not each and entry.reference not in _NO_REFERENCE:
                yield finding(
                    "servicing.entry-twice",
                    file=each.file,
                    row=entry.row,
                    other=other.file,
                    reference=entry.reference,
                    amount=entry.amount,
                )


def _passed_on(accounts: Mapping[str, Sequence[Statement]]) -> Iterator[Finding]:
    """Name money that left one of the accounts and came into another within days."""
    for one, other in combinations(accounts, 2):
        for giving, taking in ((one, other), (other, one)):
            came = [entry for each in accounts[taking] for entry in each.entries if entry.received.is_positive()]
            for gone in (entry for each in accounts[giving] for entry in each.entries):
                into = next((entry for entry in came if _same_money(gone, entry)), None)
                if into is not None:
                    came.remove(into)
                    yield finding(
                        "servicing.transfer-between", giving=giving, taking=taking, amount=into.amount, on=gone.booked
                    )


def _same_money(gone: Entry, came: Entry) -> bool:
    passed = gone.transferred
    return passed.is_positive() and passed == came.amount and timedelta() <= came.booked - gone.booked <= _SETTLED


def _said(entry: Entry) -> tuple[date, object, bool, str]:
    return entry.booked, entry.amount, entry.reversal, entry.reference
