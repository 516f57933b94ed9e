"""`fsck`: trust nothing this home keeps; recompute all of it and name what does not fit.

    files of log and objects -> witnesses under the checkpoint -> timestamps beside it
    every row beside its leaf, its body and its identity -> every filing beside its acts

A row is compared with the leaf at its place, so a changed store is told from a changed log.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import digests, sha256_hex
from tallystick.evidence.entries import Entry, leaf, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.evidence.signatures import PublicKeyError
from tallystick.shell.operations.auditing.faults import anchor_faults, erasure_faults
from tallystick.shell.operations.evidence.acts import Evidence, read_body
from tallystick.shell.operations.evidence.cosignatures import witness_faults
from tallystick.shell.operations.evidence.countersignatures import named_keys, unapproved_by, unsigned_by
from tallystick.shell.operations.evidence.kept import lost_files
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.acted import misacted
from tallystick.shell.operations.filing.handing.delivered import lost_heads
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.journal import ActRow, StoreRefusedError
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError
from tallystick.shell.operations.ports.services.outside import Timestamps
from tallystick.shell.operations.supervision.found.told import APPROVED
from tallystick.shell.operations.supervision.refiled import refiled
from tallystick.shell.operations.vouching.stamped import stamp_faults
from tallystick.shell.operations.vouching.tokens import lost_stamps

__all__ = ["UNREADABLE", "fsck"]

UNREADABLE: Final = frozenset(
    {"files.store-damaged", "files.store-unavailable", "supervision.body-lost", "supervision.kept-lost"}
)
"""What leaves nothing to judge the obligations of an issue by."""


def fsck(
    home: Installation, people: Mapping[str, Person], times: Timestamps | None = None, *, now: datetime | None = None
) -> Outcome[int]:
    """Check a home; the value is how many acts were looked at.

    Signatures are checked by keys of the roll, `people`, or of acts; witnesses' lines and the log by the roll alone,
    timestamps by the roots of `times`; with `now`, days are named that went without one.
    """
    found = [*home.check_files(), *Trusted.of(people, ()).doubts(home.evidence.log.key, file="log/checkpoint")]
    for place, each in home.heads.items():
        found += witness_faults(each, people, place)
    acts = 0
    try:
        acts = _recomputed(home.evidence, people, found)
        found += [*erasure_faults(home), *anchor_faults(home), *lost_stamps(home), *lost_heads(home)]
        found += stamp_faults(home.evidence, times, home.heads, now=now)
    except StoreRefusedError as error:
        if not UNREADABLE & {each.code for each in found}:
            code = "files.store-damaged" if error.damaged else "files.store-unavailable"
            found.append(finding(code, file=f"{home.home}/store.sqlite3", detail=error.detail))
    return Outcome(value=acts, findings=tuple(dict.fromkeys(found)))


def _recomputed(evidence: Evidence, people: Mapping[str, Person], found: list[Finding]) -> int:
    rows = evidence.journal.acts()
    found += _count(evidence, rows)
    unchecked: Counter[str] = Counter()
    for row in rows:
        found += _row(evidence, row, people, unchecked)
    found += [finding("supervision.signature-unchecked", person=each, acts=unchecked[each]) for each in unchecked]
    found += refiled(evidence)
    return len(rows)


def _count(evidence: Evidence, rows: tuple[ActRow, ...]) -> Iterator[Finding]:
    placed = sum(row.position is not None for row in rows)
    try:
        size = evidence.log.size()
    except LogDamagedError:
        yield finding("supervision.log-unreadable", path="log/checkpoint")
        return
    if size != placed:
        yield finding("supervision.log-length", leaves=size, rows=placed)


def _row(evidence: Evidence, row: ActRow, people: Mapping[str, Person], unchecked: Counter[str]) -> Iterator[Finding]:
    act, draft = str(row.number), row.entry.draft
    if row.position is None:
        yield finding("supervision.act-unsequenced", act=act, kind=draft.kind)
    else:
        try:
            if evidence.log.leaf(row.position) != leaf(row.entry):
                yield finding("supervision.row-differs", act=act, kind=draft.kind, position=row.position)
        except (LogDamagedError, LogConflictError):
            yield finding("supervision.leaf-unreadable", act=act, position=row.position)
    try:
        body = evidence.objects.get(draft.body_sha256)
    except (ObjectDamagedError, ObjectMissingError):
        yield finding("supervision.body-lost", act=act, kind=draft.kind, sha256=draft.body_sha256)
        return
    if digests(body).sm3 != draft.body_sm3:
        yield finding("supervision.body-differs", act=act, kind=draft.kind)
    if _identity(row, body) != row.act_id:
        yield finding("supervision.identity-differs", act=act, kind=draft.kind)
    said = read_body(body)
    yield from lost_files(evidence, act, said)
    key = people[draft.actor].public_key if draft.actor in people else named_keys(said).get(draft.actor)
    if key is None:
        unchecked[draft.actor] += 1
    else:
        yield from _signed(row.entry, key)
    if draft.kind == ACT_KIND or "countersigned" in said:
        yield from (finding("evidence.countersignature", person=each) for each in unsigned_by(said))
    yield from misacted(row.entry, said, people)
    if draft.kind in APPROVED:
        yield from _approval(draft.kind, said, people, unchecked)


def _signed(entry: Entry, key: str) -> tuple[Finding, ...]:
    try:
        return verify_entry(entry, key)
    except PublicKeyError:
        return (finding("evidence.entry-signature", actor=entry.draft.actor, kind=entry.draft.kind),)


def _approval(
    kind: str, body: Mapping[str, object], people: Mapping[str, Person], unchecked: Counter[str]
) -> Iterator[Finding]:
    """Check the second person's approval of a plan or a month, by the roll's key or, without a roll, the one given."""
    name = str(body.get("approved_by"))
    key = people[name].public_key if name in people else str(body.get("approver_key", ""))
    if not key and not people:
        unchecked[name] += 1
    elif unapproved_by(body, APPROVED[kind], key) is not None:
        yield finding("evidence.countersignature", person=name)


def _identity(row: ActRow, body: bytes) -> str:
    try:
        named = {"kind": row.entry.draft.kind, "subject": row.entry.draft.subject, "body": parse_canonical(body)}
        return sha256_hex(canonical(named))
    except CanonicalError:
        return ""
