"""Records of the audit log: fields of which only salted commitments reach the log.

    commitment of a field = digest of JCS {"field": name, "salt": 32 random bytes, "value": text}
    leaf of the audit log = JCS {"schema", "fields": {name: {"sha256", "sm3"}}}
    kept beside the log   = the same with value and salt of each field that was not erased

Erasing a field is forgetting its value and its salt. The leaf does not change, so every proof made before or after
holds; and since each salt is random and kept nowhere else, no value can be confirmed by trying, not even by whoever
holds the home's secret. Names of fields stay: they are words of a form, never data about anybody.
Source: SUPTECH.md 3.5, item 2; PIPL art. 47 for the duty to delete; RFC 8785.
It makes no salt and keeps no file: the shell passes the one in and does the other.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import Digests, digests

__all__ = ["SALT_BYTES", "AuditError", "AuditRecord", "Opening", "commit_record", "read_leaf", "read_record"]

SALT_BYTES = 32

_LEAF = "tallystick/audit/v1"
_RECORD = "tallystick/audit-record/v1"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST = 8000
_MOST_FIELDS = 64


class AuditError(ValueError):
    """Fields cannot be committed to, bytes are no record, or a record does not open to what its leaf commits to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens one commitment: the value, and its salt as 64 hexadecimal digits."""

    value: str
    salt: str

    def commitment(self, name: str) -> Digests:
        """Return both digests that the leaf holds for a field of this name."""
        return digests(canonical({"field": name, "salt": self.salt, "value": self.value}))

    def as_canonical(self) -> dict[str, str]:
        """Return value and salt."""
        return {"value": self.value, "salt": self.salt}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One record. Law: each opening opens the commitment of its name; a name without one was erased or withheld.

    Raises:
        AuditError: an opening does not fit its commitment.
    """

    commitments: Mapping[str, Digests]
    openings: Mapping[str, Opening]

    def __post_init__(self) -> None:
        """Refuse an opening of something that was not committed to."""
        for name, opening in self.openings.items():
            if self.commitments.get(name) != opening.commitment(name):
                raise AuditError(f"what is kept for {name!r} is not what its leaf commits to")

    @property
    def leaf(self) -> bytes:
        """The bytes that the audit log takes as a leaf; the same before and after any erasure."""
        fields = {name: {"sha256": each.sha256, "sm3": each.sm3} for name, each in self.commitments.items()}
        return canonical({"schema": _LEAF, "fields": fields})

    @property
    def closed(self) -> tuple[str, ...]:
        """The names of the fields that nothing here opens, sorted."""
        return tuple(sorted(self.commitments.keys() - self.openings.keys()))

    def without(self, names: Collection[str]) -> "AuditRecord":
        """Return the record with some fields erased.

        Raises:
            AuditError: it has no field of that name.
        """
        unknown = sorted(set(names) - self.commitments.keys())
        if unknown:
            raise AuditError(f"the record has no field {', '.join(unknown)}; it has {', '.join(self.commitments)}")
        kept = {name: each for name, each in self.openings.items() if name not in names}
        return replace(self, openings=MappingProxyType(kept))

    def content(self) -> bytes:
        """Return the bytes that are kept beside the log, private; `read_record` reads them back."""
        opened = {name: each.as_canonical() for name, each in self.openings.items()}
        return canonical({"schema": _RECORD, "leaf": parse_canonical(self.leaf), "opened": opened})


def commit_record(values: Mapping[str, str], salts: Sequence[bytes]) -> AuditRecord:
    """Commit to fields.

    Args:
        values: at least one field by name, at most 64; each value is text of at most 8,000 characters.
        salts: 32 fresh random bytes for each field, in the order of `values`; no two alike.

    Raises:
        AuditError: a name or value has another form, or a salt is short, repeated or missing.
    """
    if not 0 < len(values) <= _MOST_FIELDS:
        raise AuditError(f"a record has from 1 to {_MOST_FIELDS} fields, not {len(values)}")
    if len(set(salts)) != len(values) or any(len(each) != SALT_BYTES for each in salts):
        raise AuditError(f"each field needs {SALT_BYTES} random bytes of its own as salt")
    for name, value in values.items():
        if not _NAME.fullmatch(name) or len(value) > _LONGEST:
            raise AuditError(f"{name!r} is no name of a field in lower-case words, or its value is too long")
    pairs = zip(values.items(), salts, strict=True)
    openings = {name: Opening(value=value, salt=salt.hex()) for (name, value), salt in pairs}
    try:
        commitments = {name: each.commitment(name) for name, each in openings.items()}
    except CanonicalError as error:
        raise AuditError(str(error)) from error
    return AuditRecord(commitments=MappingProxyType(commitments), openings=MappingProxyType(openings))


def read_leaf(content: bytes) -> Mapping[str, Digests]:
    """Read the commitments of a leaf of the audit log.

    Raises:
        AuditError: the bytes are no such leaf.
    """
    match _parsed(content):
        case {"schema": str(schema), "fields": dict(fields), **rest} if schema == _LEAF and not rest and fields:
            return MappingProxyType({str(name): _digests(str(name), each) for name, each in fields.items()})
    raise AuditError(f"the bytes are no leaf of {_LEAF}")


def read_record(content: bytes) -> AuditRecord:
    """Read a kept record.

    Raises:
        AuditError: the bytes are no record, or an opening does not fit.
    """
    match _parsed(content):
        case {"schema": str(schema), "leaf": dict(leaf), "opened": dict(opened), **rest} if (
            schema == _RECORD and not rest
        ):
            openings = {str(name): _opening(each) for name, each in opened.items()}
            return AuditRecord(commitments=read_leaf(canonical(leaf)), openings=MappingProxyType(openings))
    raise AuditError(f"the bytes are no record of {_RECORD}")


def _parsed(content: bytes) -> object:
    try:
        return parse_canonical(content)
    except CanonicalError as error:
        raise AuditError(str(error)) from error


def _digests(name: str, plain: object) -> Digests:
    match plain:
        case {"sha256": str(sha256), "sm3": str(sm3), **rest} if not rest and _NAME.fullmatch(name):
            if _HASH.fullmatch(sha256) and _HASH.fullmatch(sm3):
                return Digests(sha256=sha256, sm3=sm3)
    raise AuditError(f"the leaf has no pair of digests for {name!r}")


def _opening(plain: object) -> Opening:
    match plain:
        case {"value": str(value), "salt": str(salt), **rest} if not rest and _HASH.fullmatch(salt):
            return Opening(value=value, salt=salt)
    raise AuditError("a field is kept without a value and a salt of 32 bytes")
