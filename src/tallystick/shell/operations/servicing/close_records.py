"""How a closed month is written into its entry's body and found again, and what one payment hands on to the next.

    the bank returned it  ->  claimed again with the next month, under a new reference, once

What came back is read from the bank's word as it was on record when the next month was closed, so that closing that
month again gives the same payment, whatever the bank says afterwards.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.bank_file import parse_bank_file
from tallystick.servicing.certificate import Certificate
from tallystick.servicing.confirmations import carried_claims, parse_confirmations, reconcile
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.servicing.confirm import CONFIRMED
from tallystick.units.periods import Period

__all__ = ["CLOSED", "UNAPPROVED", "carried_into", "closed_body", "closed_months", "closed_otherwise"]

CLOSED = "servicing.closed"
UNAPPROVED: Final = ("prepared_by", "approved_by", "approval")
"""The parts of a body that the second person's signature does not cover: who signs, and the signature itself."""


def closed_body(
    evidence: Evidence,
    certificate: Certificate,
    files: Mapping[str, bytes],
    registers: Mapping[str, Mapping[str, int]],
) -> dict[str, object]:
    """Return what the second person approves, with every file kept."""
    kept: Iterable[tuple[str, str]] = ((name, evidence.objects.put(content).sha256) for name, content in files.items())
    return {
        "period": str(certificate.period),
        "certificate": certificate.digest,
        "files": dict(kept),
        "holders": {name: len(register) for name, register in registers.items()},
    }


def closed_months(evidence: Evidence, filing: str) -> list[tuple[Period, ActRow]]:
    """Return the months of a filing that were closed, in the order of the calendar."""
    rows = (row for row in evidence.journal.acts(kind=CLOSED) if row.entry.draft.subject.startswith(f"{filing}/"))
    return sorted(((Period.parse(row.entry.draft.subject.removeprefix(f"{filing}/")), row) for row in rows), key=_first)


def closed_otherwise(evidence: Evidence, filing: str, certificate: Certificate) -> tuple[Finding, ...]:
    """Say that this month was closed with other figures: a month is paid once."""
    rows = [row for period, row in closed_months(evidence, filing) if period == certificate.period]
    if all(body_of(evidence, row)["certificate"] == certificate.digest for row in rows):
        return ()
    return (finding("servicing.closed-otherwise", period=str(certificate.period)),)


def carried_into(evidence: Evidence, filing: str, period: Period) -> tuple[Claim, ...] | Finding:
    """Return the claims that the payment before handed on to this one; a finding where the bank has not spoken of it.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month that is closed, or was.
    """
    months = closed_months(evidence, filing)
    before = [each for each in months if each[0] < period]
    if not before:
        return ()
    month, closed = before[-1]
    until = next((row.number for each, row in months if each == period), None)
    said = evidence.journal.acts(subject=f"{filing}/{month}", kind=CONFIRMED)
    known = [row for row in said if until is None or row.number < until]
    if not known:
        return finding("servicing.payment-unconfirmed", period=str(period), before=str(month))
    files = body_of(evidence, closed)["files"]
    paid = evidence.objects.get(str(files[f"bank-{month}.csv"])) if isinstance(files, dict) else b""
    instructed = parse_bank_file(paid)[0]
    confirmed = parse_confirmations(evidence.objects.get(str(body_of(evidence, known[-1])["file"])))[0]
    owed = [each.claim for each in instructed]
    return carried_claims(reconcile(owed, confirmed, value_date=instructed[0].value_date), period) if owed else ()


def _first(pair: tuple[Period, ActRow]) -> tuple[Period, int]:
    return pair[0], pair[1].number
