"""What a pile of statements shows of its accounts before any cash is judged: each counted once, nothing left uncovered.

    the same statement again        counted once, and said to have come twice
    days that two of them cover     whichever counts, the other does not: an error
    days that none covers           what happened then nobody saw: open
    the same entry in two of them   told, since a receipt that counts twice makes good what never came
    in, and out again within days   open, since it may fill a month and yet be nobody's payment
    several accounts                each by itself; money that went from one to another came from nobody
    moved, and both ends say so     by account or reference, amount and day: neither received nor passed on, and told
    perhaps moved                   the same amount within days and no more: a break until somebody says which it is

Source: AMAC risk-control guide (LAW.md 5.3, RC-acct: the full path of the cash); ISO 20022, camt.053, CpyDplctInd.
It repairs nothing: what is counted once is the very same statement.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.reconciliation.breaks import Break, BreakKind
from tallystick.servicing.reconciliation.statement import Entry, Statement
from tallystick.units.calendars.days import Calendar
from tallystick.units.money import Money, total
from tallystick.units.periods import Period

__all__ = ["by_account", "check_accounts", "check_ends", "each_once", "moved_between", "transfer_breaks"]

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
        yield from _given_back(own)
    if len(accounts) > 1:
        yield finding("servicing.statement-accounts", accounts=tuple(accounts))


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


def _given_back(own: Sequence[Statement]) -> Iterator[Finding]:
    """Name what came in and went out again within days: a receipt that stayed for nobody fills a month all the same.

    Told where both ends name one account; or neither does and it passed over older money, as no sweep would.
    """
    entries = sorted(
        ((each.file, one) for each in own for one in each.entries if not one.reversal), key=lambda each: each[1].booked
    )
    left: dict[date, list[Entry]] = {}
    for _, one in entries:
        if one.amount.is_negative():
            left.setdefault(one.booked, []).append(one)
    for file, came in (each for each in entries if each[1].amount.is_positive()):
        days = (came.booked + timedelta(days=more) for more in range(_SETTLED.days + 1))
        later = [one for day in days for one in left.get(day, ())]
        for gone in (one for one in later if one.amount == -came.amount):
            named = (_bare(came.counterparty), _bare(gone.counterparty))
            if named[0] == named[1] and (named[0] or (len(later) == 1 and _lay_before(own, came.booked))):
                yield finding(
                    "servicing.money-given-back",
                    file=file,
                    row=came.row,
                    account=own[0].account,
                    amount=came.amount,
                    on=came.booked,
                    back=gone.booked,
                )
                break


def _lay_before(own: Sequence[Statement], day: date) -> bool:
    """Whether an account held money when a day began."""
    entries = (one.amount for each in own for one in each.entries if one.booked < day)
    return total([own[0].opening, *entries], own[0].currency).is_positive()


def moved_between(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Mark entries that moved money between the accounts, by account or reference, amount and day; and name them.

    Args:
        statements: each once.
    """
    pairs = _pairs(by_account(statements), _surely)
    ends = {(file, row) for each in pairs for file, row in each.ends}
    marked = tuple(
        replace(each, entries=tuple(replace(one, between=(each.file, one.row) in ends) for one in each.entries))
        for each in statements
    )
    found = (
        finding(
            "servicing.transfer-between",
            giving=each.giving,
            taking=each.taking,
            amount=each.came.amount,
            on=each.gone.booked,
        )
        for each in pairs
    )
    return marked, tuple(found)


def transfer_breaks(statements: Sequence[Statement], *, tolerance: Money, as_of: date) -> Iterator[Break]:
    """Yield what may have moved between the accounts, by amount and day alone; it counts as received until cleared.

    Args:
        statements: as `moved_between` marked them.
        tolerance: what may stand.
        as_of: the day of the question.
    """
    for each in _pairs(by_account(statements), lambda _pair: True):
        yield Break(
            kind=BreakKind.TRANSFER_UNCLEAR,
            of=f"{each.giving} → {each.taking}",
            expected=Money.zero(tolerance.currency),
            found=each.came.amount,
            tolerance=tolerance,
            opened=each.came.booked,
            as_of=as_of,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Money that left one account, and as much that came into another within days; `ends` are file and row of both."""

    giving: str
    taking: str
    gone: Entry
    came: Entry
    ends: tuple[tuple[str, int], tuple[str, int]]


def _pairs(accounts: Mapping[str, Sequence[Statement]], is_one: Callable[[_Pair], bool]) -> list[_Pair]:
    """Return pairs of entries, none of which is in two, those with a common reference and the nearest days first."""
    receipts: dict[Money, list[tuple[str, str, Entry]]] = {}
    for taking, file, came in _entries(accounts):
        receipts.setdefault(came.received, []).append((taking, file, came))
    possible = [
        pair
        for giving, file, gone in _entries(accounts)
        if gone.transferred.is_positive()
        for taking, other, came in receipts.get(gone.transferred, ())
        if taking != giving and timedelta() <= came.booked - gone.booked <= _SETTLED
        for pair in [
            _Pair(giving=giving, taking=taking, gone=gone, came=came, ends=((file, gone.row), (other, came.row)))
        ]
        if not _elsewhere(pair) and is_one(pair)
    ]
    taken, pairs = set[tuple[str, int]](), list[_Pair]()
    for each in sorted(possible, key=lambda one: (not _references(one), one.came.booked - one.gone.booked, one.ends)):
        if taken.isdisjoint(each.ends):
            pairs.append(each)
            taken.update(each.ends)
    return sorted(pairs, key=lambda one: (one.gone.booked, one.ends))


def _surely(pair: _Pair) -> bool:
    """Whether one end names the other's account, or both have a reference in common."""
    named = (_bare(pair.gone.counterparty), _bare(pair.came.counterparty))
    return _bare(pair.taking) == named[0] or _bare(pair.giving) == named[1] or bool(_references(pair))


def _elsewhere(pair: _Pair) -> bool:
    """Whether one end names an account that is not the other's."""
    ends = ((pair.gone.counterparty, pair.taking), (pair.came.counterparty, pair.giving))
    return any(named and _bare(named) != _bare(account) for named, account in ends)


def _references(pair: _Pair) -> set[str]:
    gone, came = ({each.reference.upper(), each.payment.upper()} for each in (pair.gone, pair.came))
    return (gone & came) - _NO_REFERENCE


def _bare(account: str) -> str:
    return "".join(each for each in account.upper() if each.isalnum())


def _entries(accounts: Mapping[str, Sequence[Statement]]) -> Iterator[tuple[str, str, Entry]]:
    """Yield every entry with its account and the file in which it stands."""
    yield from (
        (account, each.file, entry) for account, own in accounts.items() for each in own for entry in each.entries
    )


def _said(entry: Entry) -> tuple[date, object, bool, str]:
    return entry.booked, entry.amount, entry.reversal, entry.reference
