"""`anchor`: a month that was closed, put on the ledger: digests, each class's figures and factor, who is owed how much.

    certificate on record -> report anchor (inputs, certificate, interest, principal, factor by class)
    bank file on record   -> entitlements by class: record block, Merkle root, sum, digest of the list

No name and no account number goes there: a claim is its reference, wallet, kind and amount.
Source: DESIGN.md section 6, obligations 7 and 8; RFC 6962 for the root.
"""

from dataclasses import dataclass
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.evidence.merkle import Tree
from tallystick.servicing.bank_file import parse_bank_file
from tallystick.servicing.certificate import Certificate, parse_certificate
from tallystick.servicing.entitlements import Claim
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.later.standing import Desk, Stands, stands
from tallystick.shell.operations.issuance.registrations import midnight
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger, ClassFigures, Entitled, Report
from tallystick.shell.operations.servicing.close_records import closed_months
from tallystick.units.periods import Period

__all__ = ["Anchored", "anchor", "factor_units"]

_ONE: Final = 10**18
_PARTS: Final = (Part.PAYING_AGENT, Part.TRUSTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """What was put on the ledger of a month."""

    report: Report
    entitled: tuple[Entitled, ...]


def factor_units(certificate: Certificate) -> dict[str, int]:
    """Return each class's factor as the ledger holds it: 10**18 of the principal at issuance, rounded down."""
    return {line.token_class: line.factor.numerator * _ONE // line.factor.denominator for line in certificate.classes}


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
    kept = _on_record(desk.evidence, desk.filing, period)
    if kept is None:
        return Outcome(value=None, findings=(finding("servicing.anchor-unclosed", period=str(period)),))
    certificate, claims = kept
    report = _report(certificate, where)
    entitled = tuple(
        each
        for name, token in where.tokens.items()
        if (each := _entitled(ledger, certificate, name, token, [one for one in claims if one.token_class == name]))
    )
    ledger.report(where.reports, report, at=desk.at)
    for each in entitled:
        ledger.entitle(where.distributor, each, at=desk.at)
    return Outcome(value=Anchored(report=report, entitled=entitled))


def _on_record(evidence: Evidence, filing: str, period: Period) -> tuple[Certificate, tuple[Claim, ...]] | None:
    row = next((row for month, row in closed_months(evidence, filing) if month == period), None)
    files = body_of(evidence, row)["files"] if row is not None else None
    if not isinstance(files, dict):
        return None
    certificate, _ = parse_certificate(evidence.objects.get(str(files[f"certificate-{period}.json"])))
    instructed = parse_bank_file(evidence.objects.get(str(files[f"bank-{period}.csv"])))[0]
    return (certificate, tuple(each.claim for each in instructed)) if certificate is not None else None


def _report(certificate: Certificate, where: Stands) -> Report:
    factors = factor_units(certificate)
    classes = tuple(
        ClassFigures(
            token=where.tokens[line.token_class],
            interest=line.interest.minor,
            principal=line.principal.minor,
            loss=0,
            factor=factors[line.token_class],
            write_down=0,
        )
        for line in certificate.classes
        if line.token_class in where.tokens
    )
    inputs = sha256_hex(canonical(dict(certificate.inputs)))
    return Report(period=certificate.period, inputs=inputs, outputs=certificate.digest, classes=classes)


def _entitled(
    ledger: AgentLedger, certificate: Certificate, name: str, token: str, claims: list[Claim]
) -> Entitled | None:
    line = next((each for each in certificate.classes if each.token_class == name), None)
    if line is None or not claims:
        return None
    said = [
        {"reference": each.reference, "wallet": each.wallet, "kind": each.kind, "amount": str(each.amount)}
        for each in claims
    ]
    last = midnight(line.record).replace(hour=23, minute=59, second=59)
    return Entitled(
        token=token,
        period=certificate.period,
        record_block=ledger.block_at(last).number,
        root=Tree.of([canonical(each) for each in said]).root().hex(),
        digest=sha256_hex(canonical(said)),
        total=sum(each.amount.minor for each in claims),
    )
