"""Perform an act: sign it, store its body and its row, put it into the log, hand back the row with its position.

Every act of every room goes through `perform`. Its identity is the digest of kind, subject and body, so the same act
asked for again, after a crash or a second click, is found and not repeated.
Source: DESIGN.md section 3, "Acts and evidence".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.entries import draft, entry, leaf, to_sign
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Person, Side
from tallystick.shell.operations.ports.evidence import ObjectStore, Signer
from tallystick.shell.operations.ports.journal import ActRow, FilingChange, Journal, OnRecord
from tallystick.shell.operations.ports.logs import LogWriter

__all__ = ["Evidence", "Intent", "body_of", "key_differs", "other_side", "perform", "read_body", "sequence"]

_SIDES = {Side.ONSHORE: Name(zh="境内", en="onshore"), Side.OVERSEAS: Name(zh="境外", en="overseas")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The three things an installation keeps evidence with."""

    journal: Journal
    objects: ObjectStore
    log: LogWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What someone is about to do: `kind` is room and act, `body` what exactly, `at` when."""

    kind: str
    subject: str
    at: datetime
    body: Mapping[str, object]

    @property
    def act_id(self) -> str:
        """The identity of the act: equal for equal kind, subject and body, whenever and by whomever asked for."""
        return sha256_hex(canonical({"kind": self.kind, "subject": self.subject, "body": dict(self.body)}))


def key_differs(people: Sequence[Person], signers: Sequence[Signer]) -> Finding | None:
    """Say whose key is not the one the roll names for them; None where each acts with their own.

    Raises:
        ValueError: there are more people than keys, or fewer.
    """
    pairs = zip(people, signers, strict=True)
    other = next((person.id for person, signer in pairs if person.public_key != signer.public_key), None)
    return None if other is None else finding("filing.key-differs", person=other)


def other_side(people: Sequence[Person], side: Side) -> Finding | None:
    """Say who belongs to the other side, and so cannot act on this one."""
    there = next((person.id for person in people if person.side is not side), None)
    return None if there is None else finding("evidence.other-side", person=there, side=_SIDES[side])


def perform(evidence: Evidence, intent: Intent, signer: Signer, change: FilingChange | None = None) -> ActRow:
    """Carry out `intent` once, and return its row with its position in the log.

    Raises:
        StaleStateError: the filing moved in between.
    """
    # LOAD
    present = evidence.journal.find(intent.act_id)
    if present is None:
        # DECIDE
        body = canonical(dict(intent.body))
        unsigned = draft(kind=intent.kind, subject=intent.subject, actor=signer.person, at=intent.at, body=body)
        signed = entry(unsigned, signer.sign(to_sign(unsigned)))
        # STORE: the body first, since an object nobody refers to harms nobody
        evidence.objects.put(body)
        evidence.journal.record(intent.act_id, signed, change)
    # TELL
    sequence(evidence)
    row = evidence.journal.find(intent.act_id)
    if row is None:
        message = f"the act {intent.act_id} was recorded and is gone; the store lost a row"
        raise RuntimeError(message)
    return row


def sequence(evidence: Evidence) -> None:
    """Put every act that is not in the log yet into it, in the order of the journal."""
    rows = evidence.journal.acts()
    waiting = [row for row in rows if row.position is None]
    if not waiting:
        return
    first = len(rows) - len(waiting)
    evidence.log.sequence([leaf(row.entry) for row in waiting], first=first)
    evidence.journal.place([row.number for row in waiting], first=first)


def body_of(evidence: OnRecord, row: ActRow) -> dict[str, object]:
    """Return the body of a stored act.

    Raises:
        ObjectMissingError, ObjectDamagedError: it is not what was stored.
    """
    body = parse_canonical(evidence.objects.get(row.entry.draft.body_sha256))
    if not isinstance(body, dict):
        message = f"the body of act {row.number} is not a record"
        raise TypeError(message)
    return body


def read_body(body: bytes) -> dict[str, object]:
    """Return a body as a record; empty where its bytes are none, so that a damaged one says nothing."""
    try:
        read = parse_canonical(body)
    except CanonicalError:
        return {}
    return read if isinstance(read, dict) else {}
