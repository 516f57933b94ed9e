"""The confidential log of a home: what is written into it, shown and proved of it, and erased by two people.

    add    -> commitments in the log, values beside it, the log's new head in the register
    erase  -> an act of two in the register, then forgetting

The register's entry of an erasure says which fields, when, by whom and why, never what they said.
Source: PIPL art. 47; SUPTECH.md 3.5, item 2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tallystick.evidence.audit.proofs import audit_proof
from tallystick.evidence.audit.records import AuditError, AuditRecord
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.auditing.anchored import anchor
from tallystick.shell.operations.evidence.acts import Intent, other_side, perform
from tallystick.shell.operations.evidence.countersignatures import countersigned
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.logs import AuditLog

__all__ = ["ERASED", "Kept", "add_record", "erase_fields", "kept_record", "prove_record"]

ERASED: Final = "evidence.erased"
_KEEPERS: Final = 2
_FRAME: Final = ("kind", "at")
"""What stays of every record: what kind of thing happened, and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record and where it stands."""

    position: int
    record: AuditRecord


def add_record(
    home: Installation, kind: str, at: datetime, fields: Mapping[str, str], *, now: datetime
) -> Outcome[Kept]:
    """Write a record, and its log's new head into the register.

    Args:
        home: whose confidential log it is.
        kind: what kind of thing happened; it always stays, as `at` does.
        at: when it happened.
        fields: what is to be known of it, of which each can be erased alone.
        now: the present moment.
    """
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        position = home.audit.add({**fields, "kind": kind, "at": moment})
    except AuditError as error:
        return Outcome(value=None, findings=(finding("evidence.audit-refused", detail=str(error)),))
    anchor(home, at=now)
    return Outcome(value=Kept(position=position, record=home.audit.record(position)))


def kept_record(audit: AuditLog, position: int) -> Outcome[Kept]:
    """Return a record."""
    if not 0 <= position < audit.size():
        return Outcome(
            value=None, findings=(finding("evidence.audit-no-record", position=position, size=audit.size()),)
        )
    return Outcome(value=Kept(position=position, record=audit.record(position)))


def prove_record(audit: AuditLog, position: int, fields: Sequence[str]) -> Outcome[bytes]:
    """Make the proof of a record that opens these fields and no others."""
    kept = kept_record(audit, position)
    if kept.value is None:
        return Outcome(value=None, findings=kept.findings)
    record = kept.value.record
    gone = tuple(sorted(set(fields) - record.openings.keys()))
    if gone:
        return Outcome(value=None, findings=(finding("evidence.audit-no-field", position=position, fields=gone),))
    return Outcome(value=audit_proof(record, fields, log=audit.key, receipt=audit.receipt(position)))


def erase_fields(
    home: Installation,
    position: int,
    fields: Sequence[str],
    reason: str,
    *,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    at: datetime,
) -> Outcome[Kept]:
    """Erase fields of a record: the act of two people in the register, then the forgetting; again does no harm."""
    kept = kept_record(home.audit, position)
    if kept.value is None:
        return kept
    record = kept.value.record
    unknown = tuple(sorted(set(fields) - (record.commitments.keys() - set(_FRAME))))
    refused = (
        finding("evidence.audit-no-field", position=position, fields=unknown) if unknown else _unfit(home, by, signers)
    )
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    body = {
        "schema": "tallystick/erasure/v1",
        "position": position,
        "leaf_sha256": sha256_hex(record.leaf),
        "fields": sorted(set(fields)),
        "reason": reason,
        "by": [{"id": each.id, "public_key": each.public_key} for each in by],
    }
    intent = Intent(kind=ERASED, subject=f"audit/{position}", at=at, body=countersigned(body, signers))
    perform(home.evidence, intent, signers[0])
    home.audit.erase(position, fields)
    return Outcome(value=Kept(position=position, record=home.audit.record(position)))


def _unfit(home: Installation, by: tuple[Person, ...], signers: tuple[Signer, ...]) -> Finding | None:
    """Say why these are not two keepers of this home's side with their own keys; None where they are."""
    if len(by) != _KEEPERS or len({each.id for each in by}) != _KEEPERS:
        return finding("evidence.audit-two-persons", given=len({each.id for each in by}))
    return unfit(by, (Part.KEEPER,) * _KEEPERS, signers) or other_side(by, home.side)
