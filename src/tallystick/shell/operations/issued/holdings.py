"""What somebody holds of an issue, what they were paid and are owed, and until when they may hold: theirs alone.

    account -> its house's orders in the book of the issue -> their addresses -> units on the ledger, claims on record

An account is its house's: what the order book has under that house's name is its own, at the addresses named there and
at those to which the transfer agent recovered them. Nobody names an address on a page.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from tallystick.evidence.findings import Finding
from tallystick.issuance.subscriptions import Subscription
from tallystick.law.values import Truth
from tallystick.servicing.performance.factors import issued_lines
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.issuance.later.standing import stands
from tallystick.shell.operations.issuance.registrations import class_masks
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.units.money import Money

__all__ = ["Held", "Holder", "LedgerAt", "holder_of", "on_the_ledger"]


LedgerAt = Callable[[], AbstractContextManager[LedgerReader]]
"""Opens the ledger of a home for reading, for a ``with`` block; may raise `ChainUnavailableError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A house in the order book of an issue: its orders that were admitted, and all of its addresses."""

    orders: tuple[Subscription, ...]
    wallets: tuple[str, ...]

    @property
    def evidence_until(self) -> date | None:
        """The day on which the evidence of being eligible ends that ends first."""
        return min((each.evidence_expires for each in self.orders if each.evidence_expires), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Units of a class at an address, as the ledger has them.

    Attributes:
        units: held now; `principal` of it outstanding after the last payment, in the currency of the class.
        why: why the ledger would not let the address hold; ``none`` where it does.
        until: until when it may; None where nothing is set for it.
        frozen: whether the address is frozen.
    """

    token_class: str
    wallet: str
    units: int
    principal: Money
    factor: Fraction
    why: Ineligibility
    until: datetime | None
    frozen: bool


def holder_of(member: Member, issue: Issue) -> Holder | None:
    """Return what a member's house is in the book of an issue; None where it is not in it, or was not admitted."""
    if issue.prepared is None or not member.has_role(*ROLES[Part.INVESTOR]):
        return None
    admitted = (each.subscription for each in issue.prepared.placed.admissions if each.admitted is Truth.TRUE)
    house = {member.organisation.zh, member.organisation.en}
    orders = tuple(each for each in admitted if each.name in house)
    return Holder(orders=orders, wallets=tuple(dict.fromkeys(each.wallet for each in orders))) if orders else None


def on_the_ledger(
    evidence: Evidence, issue: Issue, holder: Holder, ledger: LedgerAt, *, at: datetime
) -> tuple[Held, ...] | Finding:
    """Return what a holder has on the ledger, and whether it may; the finding where the ledger does not answer.

    Args:
        evidence: of the home.
        issue: which.
        holder: who.
        ledger: opens it for reading.
        at: the moment as of which eligibility is asked.
    """
    where = stands(evidence, issue.filing)
    if where is None:
        return ()
    try:
        with ledger() as reader:
            return tuple(_held(reader, issue, holder, where.eligibility, where.tokens.items(), at))
    except RefusedError as error:
        return error.finding


def _held(
    reader: LedgerReader,
    issue: Issue,
    holder: Holder,
    registry: str,
    tokens: Iterable[tuple[str, str]],
    at: datetime,
) -> Iterator[Held]:
    masks, classes = class_masks(issue.deal), issue.deal.tokens.classes if issue.deal.tokens is not None else {}
    factors = (
        {line.token_class: line.factor for line in issued_lines(issue.months[-1].certificate)} if issue.months else {}
    )
    moment = max(at, reader.head().at)
    for name, token in tokens:
        units = {each.account.lower(): each.amount for each in reader.holdings(token)}
        for wallet in holder.wallets:
            count = units.get(wallet.lower(), 0)
            if not count and not any(each.token_class == name and each.wallet == wallet for each in holder.orders):
                continue
            (why,) = reader.eligibility(registry, [wallet], masks[name], at=moment)
            standing, factor = reader.standing(registry, wallet), factors.get(name, Fraction(1))
            issued = classes[name].denomination.times(count)
            yield Held(
                token_class=name,
                wallet=wallet,
                units=count,
                principal=Money(minor=round(issued.minor * factor), currency=issued.currency),
                factor=factor,
                why=why,
                until=standing.expires_at if standing is not None else None,
                frozen=standing is not None and standing.frozen,
            )
