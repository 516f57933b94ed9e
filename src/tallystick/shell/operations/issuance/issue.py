"""`issue`: price inside the filed ranges, allot, and mint: only a filing on record, only what was filed.

    received edition and notice -> pricing -> allotment -> conditions met and money cleared -> plan approved by two
    people -> the ledger -> completion

Every step asks whether it was done; run again after a crash, nothing happens twice.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, same_person
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.issuance.deploying.existing import existing_unfit, existing_wrong
from tallystick.shell.operations.issuance.deploying.filings import minted_until
from tallystick.shell.operations.issuance.deploying.tokens import asset_wrong, other_chain
from tallystick.shell.operations.issuance.issue_records import (
    COMPLETED,
    FAILED,
    PLANNED,
    completed_body,
    keep_received,
    planned_body,
    same_plan,
)
from tallystick.shell.operations.issuance.later.lineage import planned_at, predecessor_of
from tallystick.shell.operations.issuance.later.orders import ordered_against
from tallystick.shell.operations.issuance.ledger_acts import OnLedger, issue_on_ledger, unfunded
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.issuance.receive import is_revoked
from tallystick.shell.operations.issuance.receiving.order import older
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.ledgers.chain import Ledger

__all__ = ["ROLES", "Issued", "execute"]

ROLES = ("issuer", "trustee", "agent", "guardian", "transfer-agent", "paying-agent")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issued:
    """An issue on the ledger; `repeated` where every mint had been made before it was asked for."""

    prepared: Prepared
    on_ledger: OnLedger
    repeated: bool


def execute(
    evidence: Evidence,
    ledger: Ledger,
    prepared: Prepared,
    *,
    by: tuple[Person, Person],
    signers: tuple[Signer, Signer],
    secret: bytes,
    at: dt.datetime,
    existing: Mapping[str, str] | None = None,
) -> Outcome[Issued]:
    """Carry out a prepared issue.

    Args:
        evidence: of the overseas home.
        ledger: where it is carried out.
        prepared: as `prepare` returned it.
        by: who prepares the plan for the issuer, and who approves it for the trustee.
        signers: their keys, in the same order.
        secret: of the overseas home, for commitments.
        at: the moment of closing.
        existing: tokens of other makers, by the class that is issued as one through an adapter; None where none is.

    Raises:
        ChainError: a contract refused, or the ledger is not there.
    """
    received, filing = prepared.received, prepared.received.edition.head.filing
    if is_revoked(evidence, received):
        return Outcome(value=None, findings=(finding("issuance.filing-revoked", filing=filing),))
    outdated = older(evidence, received)
    if outdated is not None:
        return Outcome(value=None, findings=(outdated,))
    if same_person(*by):
        return Outcome(value=None, findings=(finding("issuance.same-person", person=by[0].id),))
    before = predecessor_of(received.deal)
    if before is not None:
        return Outcome(value=None, findings=(finding("issuance.issued-before", filing=filing, predecessor=before),))
    closing = prepared.closing.value
    if closing is None or not closing.ready:
        return Outcome(value=None, findings=prepared.closing.findings)
    accounts, others = {role: ledger.account(role) for role in ROLES}, existing or {}
    beside = {"existing": others, "books": [each.as_canonical() for each in prepared.placed.books]}
    planned = planned_body(prepared.placed.plan, prepared.pricing, accounts, closing.funds, by, signers[1], beside)
    refused = unfit(by, (Part.ISSUER, Part.TRUSTEE), signers) or _planned_otherwise(evidence, filing, planned)
    refused = refused or other_chain(ledger, received.deal) or existing_wrong(received.deal, others)
    begun = bool(evidence.journal.acts(subject=filing, kind=PLANNED))
    if not begun:
        refused = refused or _expired(received, at) or existing_unfit(ledger, others)
    refused = refused or asset_wrong(ledger, received.deal)
    found = (refused,) if refused is not None else ordered_against(evidence, filing)
    if not found and not evidence.journal.acts(subject=filing, kind=COMPLETED):
        found = unfunded(ledger, received, prepared.placed, others, begun=begun)
    if found:
        return Outcome(value=None, findings=found)
    keep_received(evidence, received, signers[0], at)
    _keep(evidence, PLANNED, filing, planned, signers[0], at)
    day = (planned_at(evidence, filing) or at).date()

    def acts() -> OnLedger | tuple[Finding, ...]:
        return issue_on_ledger(ledger, received, prepared.placed, closing=day, at=at, secret=secret, existing=others)

    first = acts()
    on_ledger = acts() if ledger.finalise() else first  # what a reorganisation undid is done again, the rest found
    if isinstance(first, tuple) or isinstance(on_ledger, tuple):
        waiting = first if isinstance(first, tuple) else ()
        return Outcome(value=None, findings=(*prepared.closing.findings, *waiting))
    _keep(evidence, COMPLETED, filing, completed_body(ledger.chain_id(), on_ledger), signers[0], at)
    return Outcome(
        value=Issued(prepared=prepared, on_ledger=on_ledger, repeated=first.repeated),
        findings=prepared.closing.findings,
    )


def _expired(received: Received, at: dt.datetime) -> Finding | None:
    """Say that the last day of issue is over, before anything is signed or deployed."""
    until = minted_until(received.deal, received.notice_day) if received.notice_day is not None else None
    return (
        None
        if until is None or at < until
        else finding("issuance.filing-expired", filing=received.edition.head.filing, until=until)
    )


def _planned_otherwise(evidence: Evidence, filing: str, planned: Mapping[str, object]) -> Finding | None:
    """Say that this filing failed and was refunded, or was issued by another plan: a filing is issued once."""
    if evidence.journal.acts(subject=filing, kind=FAILED):
        return finding("issuance.failed-before", filing=filing)
    before = (body_of(evidence, row) for row in evidence.journal.acts(subject=filing, kind=PLANNED))
    if all(same_plan(each, planned) for each in before):
        return None
    return finding("issuance.planned-otherwise", filing=filing)


def _keep(
    evidence: Evidence, kind: str, filing: str, body: Mapping[str, object], signer: Signer, at: dt.datetime
) -> None:
    perform(evidence, Intent(kind=kind, subject=filing, at=at, body=body), signer)
