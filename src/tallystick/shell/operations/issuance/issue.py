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
from tallystick.shell.operations.issuance.issue_records import (
    COMPLETED,
    FAILED,
    PLANNED,
    completed_body,
    keep_received,
    planned_body,
    same_plan,
)
from tallystick.shell.operations.issuance.ledger_acts import OnLedger, issue_on_ledger
from tallystick.shell.operations.issuance.prepare import Prepared, planned_at
from tallystick.shell.operations.issuance.received import Received
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.ledgers.chain import Ledger

__all__ = ["ROLES", "Issued", "execute"]

ROLES = ("issuer", "trustee", "agent", "guardian", "transfer-agent", "paying-agent")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issued:
    """An issue on the ledger."""

    prepared: Prepared
    on_ledger: OnLedger


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
    closing = prepared.closing.value
    if closing is None or not closing.ready:
        return Outcome(value=None, findings=prepared.closing.findings)
    accounts = {role: ledger.account(role) for role in ROLES}
    planned = planned_body(prepared.placed.plan, prepared.pricing, accounts, closing.funds, by, signers[1])
    refused = unfit(by, (Part.ISSUER, Part.TRUSTEE), signers) or _planned_otherwise(evidence, filing, planned)
    refused = refused or _other_chain(received, ledger)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    keep_received(evidence, received, signers[0], at)
    _keep(evidence, PLANNED, filing, planned, signers[0], at)
    day = (planned_at(evidence, received) or at).date()
    on_ledger = issue_on_ledger(ledger, received, prepared.placed, closing=day, at=at, secret=secret)
    if ledger.finalise():  # what a reorganisation undid meanwhile is done again, and what stands is found
        on_ledger = issue_on_ledger(ledger, received, prepared.placed, closing=day, at=at, secret=secret)
    _keep(evidence, COMPLETED, filing, completed_body(ledger.chain_id(), on_ledger), signers[0], at)
    return Outcome(value=Issued(prepared=prepared, on_ledger=on_ledger), findings=prepared.closing.findings)


def _other_chain(received: Received, ledger: Ledger) -> Finding | None:
    """Say that the ledger at hand is not the one that was filed."""
    filed, found = received.deal.tokens, ledger.chain_id()
    if filed is None or filed.ledger.chain_id == found:
        return None
    return finding("chain.other-chain", found=str(found), expected=str(filed.ledger.chain_id))


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
