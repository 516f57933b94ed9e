"""A proof of the audit log: some fields of one record, opened, and the receipt that its leaf is in the log.

    {"schema", "log": verifier key, "leaf": commitments, "opened": {name: {"value", "salt"}}, "receipt": tlog-proof}

Whoever holds it and knows the log's key checks it alone, with no network. Fields that were erased or withheld stay
commitments: the proof shows that they were there, and nothing of what they said.
Source: SUPTECH.md 3.5, items 2 and 3; C2SP tlog-proof.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tallystick.evidence.audit.records import AuditError, AuditRecord, read_record
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey
from tallystick.evidence.log.receipts import verify_receipt

__all__ = ["AuditProof", "audit_proof", "verify_audit_proof"]

_SCHEMA = "tallystick/audit-proof/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditProof:
    """What a proof shows.

    Attributes:
        log: the key it says the log has; the reader's own counts.
        fields: the opened values by name.
        closed: names of fields that were erased or withheld.
    """

    log: str
    fields: Mapping[str, str]
    closed: tuple[str, ...]


def audit_proof(record: AuditRecord, names: Collection[str], *, log: VerifierKey, receipt: bytes) -> bytes:
    """Make a proof that opens only some fields of a record.

    Args:
        record: as kept.
        names: fields to open.
        log: the key of the audit log.
        receipt: of the record's leaf, as the log gives it.

    Raises:
        AuditError: a field is not there, or was erased.
    """
    gone = sorted(set(names) - record.openings.keys())
    if gone:
        raise AuditError(f"nothing opens {', '.join(gone)}: it was erased, or the record has no such field")
    shown = parse_canonical(record.without(record.openings.keys() - set(names)).content())
    inner = shown if isinstance(shown, dict) else {}
    return canonical({**inner, "schema": _SCHEMA, "log": str(log), "receipt": receipt.decode()})


def verify_audit_proof(
    content: bytes, log: VerifierKey, *, file: str = ""
) -> tuple[AuditProof | None, tuple[Finding, ...]]:
    """Check a proof by the key that the reader trusts for the audit log.

    Args:
        content: the bytes of the proof.
        log: the log's key; its name is the origin.
        file: name to give as the findings' place.

    Returns:
        What it shows; None where the bytes are no proof. It holds where there is no finding.
    """
    try:
        plain = parse_canonical(content)
        match plain:
            case {"schema": str(schema), "log": str(named), "receipt": str(receipt), **rest} if schema == _SCHEMA:
                record = read_record(canonical({**rest, "schema": "tallystick/audit-record/v1"}))
            case _:
                return None, (finding("evidence.audit-proof-unreadable", file=file),)
    except (AuditError, CanonicalError):
        return None, (finding("evidence.audit-proof-unreadable", file=file),)
    values = {name: each.value for name, each in record.openings.items()}
    proof = AuditProof(log=named, fields=MappingProxyType(values), closed=record.closed)
    return proof, verify_receipt(receipt.encode(), record.leaf, log, file=file)
