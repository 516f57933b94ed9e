"""Breaks: differences between two records of the same thing, each with what it is, whose it is, and how old.

    open      a difference beyond its tolerance that nothing has made good
    within    one that the deal's tolerance lets stand; it is told all the same
    cured     one that a later month made good, with the day on which it was

A break belongs to whoever can mend it, and its age runs from the day on which both records should have agreed.
Law: a difference is in exactly one of the three; none is netted away against another kind.
Source: DESIGN.md section 2, principle 1: a difference is a finding, never a shrug.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.units.money import Money

__all__ = ["OWNERS", "Break", "BreakKind", "Owner", "cured", "findings_of_breaks", "used_up"]


class Owner(StrEnum):
    """Who can mend a break."""

    SERVICER = "servicer"
    ACCOUNT_BANK = "account-bank"
    TRUSTEE = "trustee"


class BreakKind(StrEnum):
    """What two records differ in."""

    POOL_OPENING = "pool-opening"
    POOL_CLOSING = "pool-closing"
    POOL_REDUCTION = "pool-reduction"
    LOAN_ADDED = "loan-added"
    LOAN_ROSE = "loan-rose"
    LOAN_GONE = "loan-gone"
    CASH_SHORT = "cash-short"
    CASH_OVER = "cash-over"
    STATEMENT_SUM = "statement-sum"
    STATEMENT_GAP = "statement-gap"
    STATEMENT_MISSING = "statement-missing"
    ENTRY_OUTSIDE = "entry-outside"
    TRANSFER_UNCLEAR = "transfer-unclear"
    ASSET_PRINCIPAL = "asset-principal"
    ASSET_STILL_THERE = "asset-still-there"
    ASSET_NOT_THERE = "asset-not-there"
    LEFT_UNREPORTED = "left-unreported"
    CAME_UNREPORTED = "came-unreported"
    CALL_UNREPORTED = "call-unreported"
    SERVICER_GAP = "servicer-gap"
    REMITTANCE_SHORT = "remittance-short"
    REMITTANCE_OVER = "remittance-over"
    REMITTANCE_MISSING = "remittance-missing"


_BANK = frozenset({BreakKind.STATEMENT_SUM, BreakKind.STATEMENT_GAP, BreakKind.ENTRY_OUTSIDE})
_TRUSTEE = frozenset(
    {
        BreakKind.SERVICER_GAP,
        BreakKind.REMITTANCE_SHORT,
        BreakKind.REMITTANCE_OVER,
        BreakKind.REMITTANCE_MISSING,
    }
)
OWNERS = {
    kind: Owner.ACCOUNT_BANK if kind in _BANK else Owner.TRUSTEE if kind in _TRUSTEE else Owner.SERVICER
    for kind in BreakKind
}
"""Whose a break is: the bank answers for its own arithmetic, the servicer for what it reports and passes on, the
onshore trustee for what it remits and for there being a servicer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One difference. Law: difference == found - expected.

    Attributes:
        kind: what differs.
        of: the account, item or loan.
        expected: by the record that is held against the other.
        found: in the other.
        tolerance: not negative; a difference no larger may stand.
        opened: the day on which both should have agreed.
        as_of: the day on which it was looked at.
        cured: the day on which it was made good; None while it stands.
    """

    kind: BreakKind
    of: str
    expected: Money
    found: Money
    tolerance: Money
    opened: date
    as_of: date
    cured: date | None = None

    @property
    def difference(self) -> Money:
        """What was found above what was expected; negative where less was found."""
        return self.found - self.expected

    @property
    def owner(self) -> Owner:
        """Who can mend it."""
        return OWNERS[self.kind]

    @property
    def age(self) -> int:
        """Whole days from the day it arose to the day it was made good, or was looked at; not negative."""
        return max(((self.cured or self.as_of) - self.opened).days, 0)

    @property
    def is_open(self) -> bool:
        """Whether it stands and is beyond its tolerance; that nobody services is not a matter of cash."""
        beyond = abs(self.difference.minor) > self.tolerance.minor or self.kind is BreakKind.SERVICER_GAP
        return self.cured is None and beyond

    def made_good(self, day: date) -> "Break":
        """Return it as cured on a day."""
        return replace(self, cured=day)


def cured(short: Sequence[Break], over: Money) -> tuple[list[tuple[Break, Money]], list[Break], Money]:
    """Make shortages good, first in, first out, with what came above what was due.

    Args:
        short: shortages, oldest first.
        over: not negative.

    Returns:
        Each part that is made good, with all that was used up to it; what stays short; and what is left over.
    """
    good: list[tuple[Break, Money]] = []
    waiting, left, used = list(short), over, Money.zero(over.currency)
    while waiting and left.is_positive():
        first = waiting.pop(0)
        part = min(left, -first.difference)
        left, used = left - part, used + part
        if part < -first.difference:
            waiting.insert(0, replace(first, found=first.found + part))
        good.append((replace(first, expected=first.found + part), used))
    return good, waiting, left


def used_up(over: Sequence[Break], lacking: Money) -> tuple[list[Break], list[Break], Money]:
    """Make surpluses good, first in, first out, with what is lacking of a later month: money that came early.

    Args:
        over: surpluses, oldest first.
        lacking: not negative.

    Returns:
        Each part that is made good; what stays over; and what is lacking still.
    """
    good: list[Break] = []
    waiting, left = list(over), lacking
    while waiting and left.is_positive():
        first = waiting.pop(0)
        part = min(left, first.difference)
        left -= part
        if part < first.difference:
            waiting.insert(0, replace(first, found=first.found - part))
        good.append(replace(first, found=first.expected + part))
    return good, waiting, left


def findings_of_breaks(breaks: Iterable[Break]) -> Iterator[Finding]:
    """Tell every break: an error where it is open, a note where it was cured or is within its tolerance."""
    for each in breaks:
        kind, owner = _label("break", each.kind), _label("owner", each.owner)
        if each.cured is not None:
            yield finding(
                "servicing.break-cured",
                kind=kind,
                of=each.of,
                difference=each.difference,
                opened=each.opened,
                cured=each.cured,
                age=each.age,
            )
            continue
        code = finding(
            "servicing.break-open",
            kind=kind,
            of=each.of,
            owner=owner,
            expected=each.expected,
            found=each.found,
            difference=each.difference,
            tolerance=each.tolerance,
            opened=each.opened,
            age=each.age,
        )
        yield code if each.is_open else replace(code, code="servicing.break-tolerated")


def _label(group: str, word: str) -> Name:
    return labels()[f"servicing.{group}.{word}"]
