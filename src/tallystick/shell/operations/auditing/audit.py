"""The confidential log of a home: what is written into it, shown and proved of it, and erased by two people.

    add    -> commitments in the log, values beside it        erase -> an act of two in the register, then forgetting
    fsck   -> each field nothing opens was decided on, and each decision was carried out

The register's entry of an erasure says which fields, when, by whom and why, never what they said.
Source: PIPL art. 47; SUPTECH.md 3.5, item 2.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tallystick.evidence.audit.proofs import audit_proof
from tallystick.evidence.audit.records import AuditError, AuditRecord
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Intent, body_of, other_side, perform
from tallystick.shell.operations.evidence.countersignatures import countersigned
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError, Signer
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.ports.logs import AuditLog, LogConflictError, LogDamagedError

__all__ = ["ERASED", "Kept", "add_record", "erase_fields", "erasure_faults", "kept_record", "prove_record"]

ERASED: Final = "evidence.erased"
_KEEPERS: Final = 2
_FRAME: Final = ("kind", "at")
"""What stays of every record: what kind of thing happened, and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record and where it stands."""

    position: int
    record: AuditRecord


def add_record(audit: AuditLog, kind: str, at: datetime, fields: Mapping[str, str]) -> Outcome[Kept]:
    """Write a record: `kind` and `at`, which always stay, and fields, of which each can be erased alone."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        position = audit.add({**fields, "kind": kind, "at": moment})
    except AuditError as error:
        return Outcome(value=None, findings=(finding("evidence.audit-refused", detail=str(error)),))
    return Outcome(value=Kept(position=position, record=audit.record(position)))


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


def erasure_faults(home: Installation) -> Iterator[Finding]:
    """Yield each field that was decided to be erased and is there, or is gone and nobody decided so."""
    decided: dict[int, set[str]] = {}
    for row in home.evidence.journal.acts(kind=ERASED):
        position, fields = _decision(home, row)
        decided.setdefault(position, set()).update(fields)
    try:
        records = [home.audit.record(position) for position in range(home.audit.size())]
    except (LogDamagedError, LogConflictError):
        return  # the files are named by whoever checks them
    for position, record in enumerate(records):
        asked, closed = decided.get(position, set()), set(record.closed)
        for name in sorted(asked - closed):
            yield finding("supervision.audit-not-erased", position=position, name=name)
        for name in sorted(closed - asked):
            yield finding("supervision.audit-field-lost", position=position, name=name)


def _unfit(home: Installation, by: tuple[Person, ...], signers: tuple[Signer, ...]) -> Finding | None:
    """Say why these are not two keepers of this home's side with their own keys; None where they are."""
    if len(by) != _KEEPERS or len({each.id for each in by}) != _KEEPERS:
        return finding("evidence.audit-two-persons", given=len({each.id for each in by}))
    return unfit(by, (Part.KEEPER,) * _KEEPERS, signers) or other_side(by, home.side)


def _decision(home: Installation, row: ActRow) -> tuple[int, list[str]]:
    try:
        match body_of(home.evidence, row):
            case {"position": int(position), "fields": list(fields)}:
                return position, [str(each) for each in fields]
    except (ObjectDamagedError, ObjectMissingError):
        pass  # the body is named by whoever checks bodies
    return -1, []
