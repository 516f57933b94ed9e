"""`issue`: price inside the filed ranges, allot, and mint: only a filing on record, only what was filed.

    received edition and notice -> pricing -> allotment -> plan approved by two people -> the ledger -> completion

Every step asks whether it was done; run again after a crash, nothing happens twice.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person, same_person
from tallystick.issuance.pricing import Pricing
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.issuance.allot import Placed, agree
from tallystick.shell.operations.issuance.issue_records import (
    completed_body,
    planned_body,
    received_body,
    same_plan,
)
from tallystick.shell.operations.issuance.ledger_acts import OnLedger, issue_on_ledger
from tallystick.shell.operations.issuance.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.chain import Ledger
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["COMPLETED", "PLANNED", "RECEIVED", "ROLES", "Issued", "Prepared", "execute", "planned_at", "prepare"]

RECEIVED, PLANNED, COMPLETED = "issuance.received", "issuance.planned", "issuance.completed"
ROLES = ("issuer", "trustee", "agent", "guardian", "transfer-agent", "paying-agent")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """An issue that may be carried out: what was received, agreed and allotted."""

    received: Received
    pricing: Pricing
    placed: Placed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issued:
    """An issue on the ledger."""

    prepared: Prepared
    on_ledger: OnLedger


def prepare(
    crossed: Mapping[str, bytes],
    placement: Mapping[str, bytes],
    *,
    at: dt.datetime,
    evidence: Evidence | None = None,
) -> Outcome[Prepared]:
    """Check everything an issue rests on; None where it may not go on.

    Args:
        crossed: the export edition with its proofs.
        placement: pricing supplement and order book.
        at: the moment of closing, with its zone; of an issue that was planned before, only the moment of the question.
        evidence: of the overseas home, where a plan that was approved has its moment; None where there is none yet.
    """
    opened = open_received(crossed)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    received = opened.value
    if received.notice is None or received.notice_day is None:
        return Outcome(value=None, findings=(*opened.findings, finding("issuance.notice-missing")))
    at = planned_at(evidence, received) or at
    if at.date() < received.notice_day:
        early = finding("issuance.before-notice", closing=at.date(), notice=received.notice_day)
        return Outcome(value=None, findings=(*opened.findings, early))
    if at < dt.datetime.fromisoformat(received.notice.entry.draft.at):
        unseen = finding("issuance.notice-recorded-later", closing=at, recorded=received.notice.entry.draft.at)
        return Outcome(value=None, findings=(*opened.findings, unseen))
    agreed = agree(placement, received.deal, filing=received.edition.head.filing, as_of=at.date())
    findings = (*opened.findings, *agreed.findings)
    if agreed.value is None:
        return Outcome(value=None, findings=findings)
    prepared = Prepared(received=received, pricing=agreed.value.pricing, placed=agreed.value.placed)
    return Outcome(value=prepared, findings=findings)


def execute(
    evidence: Evidence,
    ledger: Ledger,
    prepared: Prepared,
    *,
    by: tuple[Person, Person],
    signers: tuple[Signer, Signer],
    secret: bytes,
    at: dt.datetime,
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

    Raises:
        ChainError: a contract refused, or the ledger is not there.
    """
    if same_person(*by):
        return Outcome(value=None, findings=(finding("issuance.same-person", person=by[0].id),))
    received, filing = prepared.received, prepared.received.edition.head.filing
    accounts = {role: ledger.account(role) for role in ROLES}
    planned = planned_body(prepared.placed.plan, prepared.pricing, accounts, by, signers[1])
    refused = unfit(by, (Part.ISSUER, Part.TRUSTEE), signers) or _planned_otherwise(evidence, filing, planned)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    _keep(evidence, RECEIVED, filing, received_body(received), signers[0], at)
    _keep(evidence, PLANNED, filing, planned, signers[0], at)
    closing = (planned_at(evidence, received) or at).date()
    on_ledger = issue_on_ledger(ledger, received, prepared.placed, closing=closing, at=at, secret=secret)
    _keep(evidence, COMPLETED, filing, completed_body(ledger.chain_id(), on_ledger), signers[0], at)
    return Outcome(value=Issued(prepared=prepared, on_ledger=on_ledger))


def planned_at(evidence: Evidence | None, received: Received) -> dt.datetime | None:
    """Return when the plan was approved: that is the day of allotment, however long ago; None where none was."""
    filing = received.edition.head.filing
    rows = evidence.journal.acts(subject=filing, kind=PLANNED) if evidence is not None else ()
    return dt.datetime.fromisoformat(rows[0].entry.draft.at) if rows else None


def _planned_otherwise(evidence: Evidence, filing: str, planned: Mapping[str, object]) -> Finding | None:
    """Say that this filing was issued, or begun to be, by another plan: a filing is issued once."""
    before = (body_of(evidence, row) for row in evidence.journal.acts(subject=filing, kind=PLANNED))
    if all(same_plan(each, planned) for each in before):
        return None
    return finding("issuance.planned-otherwise", filing=filing)


def _keep(
    evidence: Evidence, kind: str, filing: str, body: Mapping[str, object], signer: Signer, at: dt.datetime
) -> None:
    perform(evidence, Intent(kind=kind, subject=filing, at=at, body=body), signer)
