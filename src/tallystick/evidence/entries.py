"""Log entries: one signed line for every act that later has to be proved.

    act -> `draft` -> `to_sign` -> (a person signs, in the shell) -> `entry` -> `leaf` -> the log

An entry names its body (the package, decision or payment itself) by two digests and never contains it, so the
log can be public while bodies are not. The signature is over the canonical bytes of the entry without its
signature.
Source: DESIGN.md section 3, entry v1; RFC 8785; RFC 8032; RFC 3339 for `at`.
It says who signed what, and when they say they did; that an entry existed by a time is what receipts show.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import Digests, digests
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.signatures import verify

__all__ = [
    "SCHEMA",
    "Draft",
    "Entry",
    "EntryError",
    "draft",
    "entry",
    "leaf",
    "read_entry",
    "to_sign",
    "verify_entry",
]

SCHEMA = "tallystick/entry/v1"

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_MEMBERS = {
    "kind": re.compile(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+"),
    "subject": re.compile(r"\S(.{0,198}\S)?"),
    "actor": re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
    "body_sha256": re.compile(r"[0-9a-f]{64}"),
    "body_sm3": re.compile(r"[0-9a-f]{64}"),
}
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


class EntryError(ValueError):
    """An act cannot be written down as entry v1: a member is missing or malformed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before anyone signed it. Law: each member has the form that entry v1 gives it.

    Attributes:
        kind: the room and the act, ``"filing.submitted"``.
        subject: what it is about, such as a deal id; at most 200 characters.
        actor: the id of the person who signs.
        at: RFC 3339 in UTC to the second, ``2026-09-30T08:00:00Z``.
        body_sha256: digest of the body.
        body_sm3: digest of the body.

    Raises:
        EntryError: a member is malformed.
    """

    kind: str
    subject: str
    actor: str
    at: str
    body_sha256: str
    body_sm3: str

    def __post_init__(self) -> None:
        """Refuse members that another reader of the log would not understand."""
        for member in _MEMBERS:
            if not _is_well_formed(member, getattr(self, member)):
                raise EntryError(f"{member} = {getattr(self, member)!r} does not have the form that {SCHEMA} gives it")

    def as_canonical(self) -> dict[str, str]:
        """Return the members, with the schema, ready for canonical JSON."""
        return {"schema": SCHEMA, **{member: str(getattr(self, member)) for member in _MEMBERS}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A signed entry. Law: ``read_entry(leaf(entry)) == entry``."""

    draft: Draft
    signature: str

    def as_canonical(self) -> dict[str, str]:
        """Return exactly the eight members of entry v1, ready for canonical JSON."""
        return {**self.draft.as_canonical(), "signature": self.signature}


def draft(*, kind: str, subject: str, actor: str, at: datetime, body: bytes | Digests) -> Draft:
    """Write down an act for its actor to sign.

    Args:
        kind: the room and the act, ``"filing.submitted"``.
        subject: what it is about; at most 200 characters.
        actor: id of the person who will sign.
        at: when the act happened; aware, kept to the second.
        body: the body, or its digests where the body is elsewhere.

    Raises:
        EntryError: a member is malformed, or `at` has no time zone.
    """
    if at.tzinfo is None:
        raise EntryError(
            f"{at.isoformat()} has no time zone, so nobody elsewhere could tell when it was; pass an aware time"
        )
    of_body = digests(body) if isinstance(body, bytes) else body
    return Draft(
        kind=kind,
        subject=subject,
        actor=actor,
        at=at.astimezone(UTC).strftime(_INSTANT),
        body_sha256=of_body.sha256,
        body_sm3=of_body.sm3,
    )


def to_sign(unsigned: Draft) -> bytes:
    """Return the bytes the actor signs: the canonical entry without its signature."""
    return canonical(unsigned.as_canonical())


def entry(unsigned: Draft, signature: str) -> Entry:
    """Put the actor's signature under a draft; whether it is right is for `verify_entry` to say.

    Args:
        unsigned: the draft whose `to_sign` bytes were signed.
        signature: Ed25519, 128 hexadecimal digits.

    Raises:
        EntryError: the signature does not have that form.
    """
    if not _SIGNATURE.fullmatch(signature):
        raise EntryError("a signature is 128 lower-case hexadecimal digits (64 bytes of Ed25519)")
    return Entry(draft=unsigned, signature=signature)


def leaf(signed: Entry) -> bytes:
    """Return the bytes the log takes as a leaf: the canonical entry."""
    return canonical(signed.as_canonical())


def read_entry(content: bytes, *, file: str = "") -> Entry | Finding:
    """Read a leaf, or say why it is not one.

    Args:
        content: the bytes of a leaf.
        file: name to give as the finding's place.
    """
    try:
        members = parse_canonical(content)
    except CanonicalError:
        return finding("evidence.entry-not-canonical", file=file)
    if not isinstance(members, dict):
        return finding("evidence.entry-not-canonical", file=file)
    if set(members) != {"schema", "signature", *_MEMBERS} or members["schema"] != SCHEMA:
        return finding("evidence.entry-members", file=file, schema=SCHEMA)
    for member in (*_MEMBERS, "signature"):
        if not _is_well_formed(member, members[member]):
            return finding("evidence.entry-member-malformed", file=file, path=member, schema=SCHEMA)
    signature = members.pop("signature")
    del members["schema"]
    return Entry(draft=Draft(**members), signature=signature)


def verify_entry(signed: Entry, public_key: str, body: bytes | None = None) -> tuple[Finding, ...]:
    """Check the actor's signature and, where the body is at hand, its two digests.

    Args:
        signed: the entry.
        public_key: the actor's key, 64 hexadecimal digits.
        body: the body, or None where the reader may not see it; then only the signature is checked.

    Returns:
        Every difference found; empty when the entry is what its actor signed and the body is the one it
        names.

    Raises:
        PublicKeyError: the key is malformed.
    """
    found = []
    if not verify(public_key, to_sign(signed.draft), signed.signature):
        found.append(finding("evidence.entry-signature", actor=signed.draft.actor, kind=signed.draft.kind))
    if body is not None:
        seen = digests(body)
        compared = (
            ("SHA-256", signed.draft.body_sha256, seen.sha256),
            ("SM3", signed.draft.body_sm3, seen.sm3),
        )
        for name, recorded, computed in compared:
            if recorded != computed:
                found.append(finding("evidence.entry-body", algorithm=name, recorded=recorded, computed=computed))
    return tuple(found)


def _is_well_formed(member: str, value: object) -> bool:
    form = _MEMBERS.get(member, _SIGNATURE)
    if not isinstance(value, str) or not form.fullmatch(value):
        return False
    return member != "at" or _is_instant(value)


def _is_instant(text: str) -> bool:
    try:
        datetime.strptime(text, _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True
