"""How a closed month is written into its entry's body and found again, and what one payment hands on to the next.

    the bank returned it  ->  claimed again with the next month that is closed, under a new reference, once

What came back is read from the bank's word as it was on record when a later month was closed, so that closing that
month again gives the same payment; what the bank returns afterwards goes with the month that is closed next.
"""

from collections.abc import Mapping
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.carrying import Payment, carried_into
from tallystick.servicing.certificate import Certificate, parse_certificate
from tallystick.servicing.claims.excess import amounts_off
from tallystick.servicing.entitlements import Claim
from tallystick.servicing.replay import differences
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.issuance.later.lineage import lineage, successor
from tallystick.shell.operations.ports.journal import ActRow, OnRecord
from tallystick.shell.operations.servicing.bank_words import bank_words, instructed, listed_claims, set_offs_in
from tallystick.units.periods import Period

__all__ = [
    "UNAPPROVED",
    "as_closed",
    "closed_before",
    "closed_body",
    "closed_files",
    "closed_months",
    "closed_otherwise",
    "handed_on",
    "kept_files",
    "out_of_turn",
    "payments_of",
]

UNAPPROVED: Final = ("prepared_by", "approved_by", "approval")
"""The parts of a body that the second person's signature does not cover: who signs, and the signature itself."""


def closed_body(
    evidence: Evidence,
    certificate: Certificate,
    files: Mapping[str, bytes],
    registers: Mapping[str, Mapping[str, int]],
) -> dict[str, object]:
    """Return what the second person approves, with every file kept."""
    return {
        "period": str(certificate.period),
        "certificate": certificate.digest,
        "files": {name: evidence.objects.put(content).sha256 for name, content in files.items()},
        "holders": {name: len(register) for name, register in registers.items()},
    }


def closed_months(evidence: OnRecord, filing: str) -> list[tuple[Period, ActRow]]:
    """Return the months of an issue that were closed, under this filing or one before, in the order of the calendar."""
    names = set(lineage(evidence, filing))
    parts = ((row.entry.draft.subject.rpartition("/"), row) for row in evidence.journal.acts(kind=CLOSED))
    found = ((Period.parse(month), row) for (name, _, month), row in parts if name in names)
    return sorted(found, key=lambda pair: (pair[0], pair[1].number))


def closed_files(evidence: OnRecord, filing: str) -> dict[Period, Mapping[str, object]]:
    """Return the files of each month that was closed, digests by name, as it was closed last."""
    bodies = ((period, body_of(evidence, row)["files"]) for period, row in closed_months(evidence, filing))
    return {period: files for period, files in bodies if isinstance(files, dict)}


def as_closed(evidence: Evidence, filing: str, certificate: Certificate) -> Certificate:
    """Return a month's certificate as it was issued where it was closed with the same figures, though stated otherwise.

    A release may state more in a certificate than the one before. What was issued stays as it is: its digest is signed.
    """
    for body in _bodies(evidence, filing, certificate.period):
        if isinstance(files := body["files"], dict):
            kept = evidence.objects.get(str(files[f"certificate-{certificate.period}.json"]))
            issued, _ = parse_certificate(kept)
            if issued is not None and not differences(issued, certificate):
                return issued
    return certificate


def closed_otherwise(evidence: Evidence, filing: str, certificate: Certificate) -> tuple[Finding, ...]:
    """Say that this month was closed with other figures: a month is paid once."""
    same = all(body["certificate"] == certificate.digest for body in _bodies(evidence, filing, certificate.period))
    return () if same else (finding("servicing.closed-otherwise", period=str(certificate.period)),)


def closed_before(evidence: Evidence, filing: str, period: Period, body: Mapping[str, object]) -> bool:
    """Whether the month is on record as closed with this certificate and these files, by whichever two."""
    parts = ("certificate", "files")
    return any(all(each[part] == body[part] for part in parts) for each in _bodies(evidence, filing, period))


def out_of_turn(evidence: Evidence, filing: str, *, first: Period, period: Period) -> tuple[Finding, ...]:
    """Say which month from the first as filed to this one was not closed, or that a later filing closes this one."""
    closed, later = {month for month, _ in closed_months(evidence, filing)}, successor(evidence, filing)
    if later is not None and period not in closed:
        return (finding("issuance.migrated", filing=filing, successor=later),)
    missing = [month for months in range(first.months_to(period)) if (month := first.add(months)) not in closed][:1]
    return tuple(finding("servicing.period-out-of-turn", period=str(period), expected=str(each)) for each in missing)


def _bodies(evidence: Evidence, filing: str, period: Period) -> list[Mapping[str, object]]:
    return [body_of(evidence, row) for month, row in closed_months(evidence, filing) if month == period]


def payments_of(evidence: Evidence, filing: str) -> tuple[Payment, ...]:
    """Return every month of a filing that was closed, with what the bank said of it, each once and in its place."""
    first = {period: row.number for period, row in reversed(closed_months(evidence, filing))}
    files = closed_files(evidence, filing)
    return tuple(_payment(evidence, filing, period, files[period], first[period]) for period in files)


def _payment(evidence: Evidence, filing: str, period: Period, files: Mapping[str, object], place: int) -> Payment:
    """Return one payment, however often its month was closed: in its first place, with all that it owes."""
    made, owed = instructed(evidence, files, period), listed_claims(evidence, files, period)
    return Payment(
        period=period,
        claims=tuple(each.claim for each in made) if owed is None else owed,
        value_date=made[0].value_date if made else period.last,
        closed=place,
        words=bank_words(evidence, filing, period),
        set_off=amounts_off(set_offs_in(evidence, files, period)),
    )


def kept_files(evidence: Evidence, filing: str, period: Period) -> dict[str, bytes]:
    """Return the files of instructions with which a month was last closed, by name; none where it was not."""
    named = closed_files(evidence, filing).get(period, {})
    return {name: evidence.objects.get(str(named[name])) for name in named if name.endswith(".csv")}


def handed_on(evidence: Evidence, filing: str, period: Period) -> tuple[Claim, ...] | Finding:
    """Return the claims that earlier payments hand on to this one; a finding where the bank has not spoken of the last.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month that is closed, or was.
    """
    payments = payments_of(evidence, filing)
    until = next((each.closed for each in payments if each.period == period), None)
    before = [each for each in payments if each.period < period]
    if before and before[-1].claims and not any(until is None or place < until for place, _ in before[-1].words):
        return finding("servicing.payment-unconfirmed", period=str(period), before=str(before[-1].period))
    return carried_into(payments, period)
