"""`anchor`: a month that was closed, put on the ledger: digests, each class's figures and factor, who is owed how much.

    certificate on record -> report anchor (inputs, certificate, interest, principal, factor by class)
    claims on record      -> entitlements by class: record block, Merkle root, sum, digest of the list

Anchored is every claim that the month owes, once; what the bank is told of it, then or later, changes nothing there.
No name and no account number goes there: a claim is its reference, wallet, kind and amount.
Source: DESIGN.md section 6, obligations 7 and 8; RFC 6962 for the root.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.servicing.bank_file import Instruction
from tallystick.servicing.certificate import Certificate, parse_certificate
from tallystick.servicing.entitlements import Claim
from tallystick.servicing.performance.factors import class_factors
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.reports import ClassFigures, Entitled, Report
from tallystick.shell.operations.servicing.bank_words import instructed, listed_claims
from tallystick.shell.operations.servicing.close_records import closed_files
from tallystick.shell.operations.servicing.on_ledger.entitled import entitled_of
from tallystick.shell.operations.servicing.replaying.record_dates import register_end
from tallystick.units.periods import Period

__all__ = ["Anchored", "anchor", "claims_on_record", "closed_month", "report_of"]

_PARTS: Final = (Part.PAYING_AGENT, Part.TRUSTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """What was put on the ledger of a month."""

    report: Report
    entitled: tuple[Entitled, ...]


def anchor(desk: Desk, ledger: AgentLedger, period: Period) -> Outcome[Anchored]:
    """Anchor a month.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
        period: the month, which must have been closed.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    kept = closed_month(desk.evidence, desk.filing, period)
    if kept is None:
        return Outcome(value=None, findings=(finding("servicing.anchor-unclosed", period=str(period)),))
    certificates, claims = kept[0], claims_on_record(desk.evidence, desk.filing, period) or ()
    certificate, report = certificates[-1], report_of(certificates, where.tokens)
    day = next(line.record for line in certificate.classes if line.token_class in where.tokens)
    until = register_end(desk.evidence, desk.filing, period, day)
    entitled = tuple(
        each
        for name, token in where.tokens.items()
        if (each := entitled_of(ledger, certificate, name, token, claims, until=until))
    )
    ledger.report(where.reports, report, at=desk.at)
    for each in entitled:
        ledger.entitle(where.distributor, each, at=desk.at)
    return Outcome(value=Anchored(report=report, entitled=entitled))


def report_of(certificates: Sequence[Certificate], tokens: Mapping[str, str]) -> Report:
    """Return what is anchored of the last of these months.

    Args:
        certificates: of every month from the first, in the order of the calendar; at least one.
        tokens: where each class's token stands.
    """
    last = certificates[-1]
    classes = tuple(
        ClassFigures(
            token=tokens[name],
            interest=each.line.interest.minor,
            principal=each.line.principal.minor,
            loss=each.loss.minor,
            factor=each.factor,
            write_down=each.write_down,
        )
        for name, each in class_factors(certificates).items()
        if name in tokens
    )
    inputs = sha256_hex(canonical(dict(last.inputs)))
    return Report(period=last.period, inputs=inputs, outputs=last.digest, classes=classes)


def claims_on_record(record: OnRecord, filing: str, period: Period) -> tuple[Claim, ...] | None:
    """Return every claim that a month owes; None where it was not closed.

    Of a month that was closed before its claims were listed, those that the bank was told of.
    """
    files = closed_files(record, filing).get(period)
    if files is None:
        return None
    owed = listed_claims(record, files, period)
    return tuple(each.claim for each in instructed(record, files, period)) if owed is None else owed


def closed_month(
    evidence: OnRecord, filing: str, period: Period
) -> tuple[tuple[Certificate, ...], tuple[Instruction, ...]] | None:
    """Return the certificates up to a month and its instructions; None where it was not closed.

    Args:
        evidence: of the overseas home.
        filing: id of the filing.
        period: the month.
    """
    closed = {month: files for month, files in closed_files(evidence, filing).items() if month <= period}
    papers = (evidence.objects.get(str(files[f"certificate-{month}.json"])) for month, files in closed.items())
    certificates = tuple(each for each, _ in map(parse_certificate, papers) if each is not None)
    return (certificates, instructed(evidence, closed[period], period)) if period in closed and certificates else None
