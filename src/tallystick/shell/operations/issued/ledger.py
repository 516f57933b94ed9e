"""What is on record beside the ledger: each difference with what it is, whose it is, and how old.

    mint plan            units minted          transfer agent
    minted - redeemed    units outstanding     transfer agent
    units outstanding    sum of all holdings   transfer agent
    every holder         registered, may hold  transfer agent
    certificate          factor on the ledger  paying agent       where a month was anchored

A line that agrees is shown like one that does not; a difference is never netted away against another.
Source: DESIGN.md section 6, obligations 4, 7, 8 and 9.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tallystick.evidence.findings import Finding
from tallystick.servicing.performance.factors import class_factors
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.later.standing import Stands, stands
from tallystick.shell.operations.issuance.registrations import class_masks
from tallystick.shell.operations.issued.compared import Agreement, Compared
from tallystick.shell.operations.issued.holdings import LedgerAt
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["beside_the_ledger"]

_ONE: Final = 10**18


def beside_the_ledger(
    evidence: Evidence, issue: Issue, ledger: LedgerAt, *, at: datetime
) -> tuple[Compared, ...] | Finding:
    """Return every figure of an issue beside the ledger's; the finding where the ledger does not answer.

    Args:
        evidence: of the home.
        issue: which.
        ledger: opens it for reading.
        at: when it is asked.
    """
    where = stands(evidence, issue.filing)
    if where is None or issue.prepared is None:
        return ()
    try:
        with ledger() as reader:
            return (
                *_units(reader, issue, where, at),
                *_holders(reader, issue, where, at),
                *_months(reader, issue, where, at),
            )
    except RefusedError as error:
        return error.finding


def _units(reader: LedgerReader, issue: Issue, where: Stands, at: datetime) -> Iterator[Compared]:
    plan = issue.prepared.placed.plan if issue.prepared is not None else None
    since = issue.prepared.pricing.closing if issue.prepared is not None else at.date()
    for name, address in where.tokens.items():
        token, holdings = reader.token(address), reader.holdings(address)
        minted = sum(each.order.amount for each in reader.mints(address))
        redeemed = sum(each.order.amount for each in reader.redemptions(address))
        pairs = (
            ("minted", plan.units(name) if plan is not None else 0, minted),
            ("outstanding", minted - redeemed, token.supply),
            ("held", token.supply, sum(each.amount for each in holdings)),
        )
        for what, record, found in pairs:
            yield Compared(
                what=what,
                of=name,
                record=f"{record:,}",
                found=f"{found:,}",
                agreement=Agreement.AGREES if record == found else Agreement.DIFFERS,
                owner="transfer-agent",
                since=since,
                as_of=at.date(),
            )


def _holders(reader: LedgerReader, issue: Issue, where: Stands, at: datetime) -> Iterator[Compared]:
    masks, moment = class_masks(issue.deal), max(at, reader.head().at)
    for name, address in where.tokens.items():
        held = [each.account for each in reader.holdings(address)]
        why = reader.eligibility(where.eligibility, held, masks[name], at=moment)
        for account, each in zip(held, why, strict=True):
            expired = reader.standing(where.eligibility, account) if each is Ineligibility.EXPIRED else None
            yield Compared(
                what="may-hold",
                of=f"{name} {account}",
                record=Ineligibility.NONE.value,
                found=each.value,
                agreement=Agreement.AGREES if each is Ineligibility.NONE else Agreement.DIFFERS,
                owner="transfer-agent",
                since=expired.expires_at.date() if expired is not None else at.date(),
                as_of=at.date(),
            )


def _months(reader: LedgerReader, issue: Issue, where: Stands, at: datetime) -> Iterator[Compared]:
    """Yield the factor of each class on the ledger; a month that nobody anchored yet waits."""
    if not issue.months:
        return
    last = issue.months[-1]
    own = class_factors([each.certificate for each in issue.months])
    for name, address in where.tokens.items():
        if name not in own:
            continue
        month, factor = reader.performance(address)
        anchored = month == last.period.year * 100 + last.period.month
        agrees = anchored and factor == own[name].factor
        yield Compared(
            what="factor",
            of=f"{name} {last.period}",
            record=_share(own[name].factor),
            found=_share(factor) if month else "–",
            agreement=Agreement.AGREES if agrees else Agreement.DIFFERS if anchored else Agreement.WAITS,
            owner="paying-agent",
            since=last.at.date(),
            as_of=at.date(),
        )


def _share(factor: int) -> str:
    """Return a factor in per cent with six decimals, rounded down as on the ledger."""
    millionths = factor * 10**8 // _ONE
    return f"{millionths // 10**6}.{millionths % 10**6:06} %"
