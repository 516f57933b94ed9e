"""`confirm`: set what the bank confirmed against what holders are entitled to: paid, unpaid or carried, to the cent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tallystick.evidence.persons import Person
from tallystick.servicing.bank_file import Instruction
from tallystick.servicing.confirmations import Reconciliation, parse_confirmations, reconcile
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.units.periods import Period

__all__ = ["CONFIRMED", "BankFile", "confirm", "specimen_confirmations"]

CONFIRMED = "servicing.confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFile:
    """A bank's confirmations, the day holders were to have the money, and whether it is a rehearsal's specimen."""

    content: bytes
    value_date: dt.date
    specimen: bool


def confirm(
    evidence: Evidence,
    filing: str,
    period: Period,
    owed: Sequence[Claim],
    sent: BankFile,
    *,
    by: Person,
    signer: Signer,
    at: dt.datetime,
) -> Outcome[Reconciliation]:
    """Record a bank's confirmations and reconcile them; None where somebody else than the paying agent does.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month that was paid.
        owed: its claims.
        sent: what the bank sent.
        by: the paying agent's officer.
        signer: that person's key.
        at: when it is recorded.
    """
    refused = unfit((by,), (Part.PAYING_AGENT,), (signer,))
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    confirmations, found = parse_confirmations(sent.content, file=f"confirmations-{period}.csv")
    reconciled = reconcile(owed, confirmations, value_date=sent.value_date)
    digest = evidence.objects.put(sent.content).sha256
    body = {"period": str(period), "file": digest, "specimen": sent.specimen, "count": len(confirmations)}
    perform(evidence, Intent(kind=CONFIRMED, subject=f"{filing}/{period}", at=at, body=body), signer)
    return Outcome(value=reconciled, findings=(*found, *reconciled.findings))


def specimen_confirmations(made: Sequence[Instruction]) -> bytes:
    """Return the file a bank would send if it paid everything; for rehearsals, which record it as a specimen."""
    head = "reference,status,amount,currency,value_date,bank_reference"
    lines = [
        f"{each.claim.reference},paid,{str(each.claim.amount).partition(' ')[0]},{each.claim.amount.currency.value},"
        f"{each.value_date.isoformat()},SPECIMEN-{number:05d}"
        for number, each in enumerate(made, start=1)
    ]
    return "\n".join([head, *lines, ""]).encode()
