"""A hand-over: parts of a filed version in one file, each with the proof that it belongs to that version.

    head + roots of the package
    files     contents, entry (with its salt) and path to both roots          one attachment
    fields    value and salt of each, beside the commitments file and its path   one field group
    loans     rows as `disclose` wrote them, beside the commitment and its path  a set of loans

Whoever holds the file and knows the package root (from the register's receipt, the ledger or a notice) checks it alone.
It shows nothing of what was not handed over but how many files there are.
Source: SUPTECH.md section 8, items 5 and 18; RFC 6962 section 2.1.1.
Whether it may be handed over is for `consents` and `counterparts`; this module only makes and checks it.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from tallystick.evidence.audit.records import AuditError, Opening
from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import Algorithm, digests
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.merkle import leaf_hash, verify_inclusion
from tallystick.filing.handover.committed import COMMITMENTS_FILE, read_commitments
from tallystick.filing.manifest import FileEntry, ManifestError, PackageHead
from tallystick.filing.package import Package
from tallystick.tape.commitment import COMMITMENT_FILE, read_commitment
from tallystick.tape.disclosures import DisclosedRows, parse_disclosed, verify_rows

__all__ = ["Handed", "Handover", "columns_of", "handed_file", "parse_handover", "verify_handover"]

_SCHEMA: Final = "tallystick/handover/v1"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_ROOTS: Final = (Algorithm.SHA256, Algorithm.SM3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One file of the package and its way to both roots; `index` counts leaves from the head, which is 0."""

    entry: FileEntry
    index: int
    proofs: tuple[tuple[bytes, ...], tuple[bytes, ...]]
    content: bytes

    def as_canonical(self) -> dict[str, object]:
        """Return the parts, hashes in hexadecimal and the content in base64."""
        sha256, sm3 = ([each.hex() for each in proof] for proof in self.proofs)
        return {
            "entry": self.entry.as_canonical(),
            "index": self.index,
            "proof": sha256,
            "proof_sm3": sm3,
            "content": base64.b64encode(self.content).decode(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What is handed over.

    Attributes:
        head: of the package.
        roots: SHA-256 and SM3, 64 hexadecimal digits each.
        leaves: how many leaves the package has, the head among them.
        counterpart: the id of who receives it, and its name, arrangement and purpose in `told`.
        bases: the papers it rests on, as they are in the register.
        files: attachments.
        lists: the commitment files that fields and loans are held against.
        fields: opened fields of the report.
        loans: the bytes of a disclosure of rows; empty where there is none.
    """

    head: PackageHead
    roots: tuple[str, str]
    leaves: int
    counterpart: str
    told: Mapping[str, object]
    bases: tuple[Mapping[str, object], ...]
    files: tuple[Handed, ...] = ()
    lists: tuple[Handed, ...] = ()
    fields: Mapping[str, Opening] = field(default_factory=dict)
    loans: bytes = b""

    def content(self) -> bytes:
        """Return the file; `parse_handover` reads it back."""
        return canonical(
            {
                "schema": _SCHEMA,
                "head": self.head.as_canonical(),
                "package_root": self.roots[0],
                "package_root_sm3": self.roots[1],
                "leaves": self.leaves,
                "counterpart": self.counterpart,
                "told": dict(self.told),
                "bases": [dict(each) for each in self.bases],
                "files": [each.as_canonical() for each in self.files],
                "lists": [each.as_canonical() for each in self.lists],
                "fields": {name: each.as_canonical() for name, each in self.fields.items()},
                "loans": base64.b64encode(self.loans).decode(),
            }
        )

    @property
    def items(self) -> tuple[str, ...]:
        """What consents must cover: paths, ids of fields, and ``loans``."""
        return (*(each.entry.path for each in self.files), *self.fields, *(("loans",) if self.loans else ()))


def handed_file(package: Package, path: str) -> Handed:
    """Take one file out of a package with its proofs.

    Raises:
        KeyError: the package has no such file.
    """
    entries = {entry.path: (number, entry) for number, entry in enumerate(package.manifest.files, start=1)}
    index, entry = entries[path]
    sha256, sm3 = (package.manifest.tree(each).inclusion_proof(index) for each in _ROOTS)
    return Handed(entry=entry, index=index, proofs=(sha256, sm3), content=package.contents[path])


def parse_handover(content: bytes) -> Handover | None:
    """Read a hand-over without checking it; None where the bytes are none."""
    try:
        match parse_canonical(content):
            case {
                "schema": "tallystick/handover/v1",
                "head": dict(head),
                "package_root": str(root),
                "package_root_sm3": str(root_sm3),
                "leaves": int(leaves),
                "counterpart": str(counterpart),
                "told": dict(told),
                "bases": list(bases),
                "files": list(files),
                "lists": list(lists),
                "fields": dict(fields),
                "loans": str(loans),
                **rest,
            } if not rest and all(isinstance(each, dict) for each in bases):
                return Handover(
                    head=PackageHead.from_canonical(head),
                    roots=(root, root_sm3),
                    leaves=leaves,
                    counterpart=counterpart,
                    told=told,
                    bases=tuple(each for each in bases if isinstance(each, dict)),
                    files=tuple(map(_handed, files)),
                    lists=tuple(map(_handed, lists)),
                    fields=MappingProxyType({str(name): _opening(each) for name, each in fields.items()}),
                    loans=base64.b64decode(loans, validate=True),
                )
    except (CanonicalError, ManifestError, AuditError, binascii.Error, ValueError):
        return None
    return None


def verify_handover(given: Handover, *, root: str) -> tuple[Finding, ...]:
    """Check that everything handed over belongs to the package of this root.

    Args:
        given: as read.
        root: the SHA-256 root the reader knows from elsewhere, 64 hexadecimal digits.

    Returns:
        A finding for each part that does not.
    """
    if given.roots[0] != root or not _HASH.fullmatch(given.roots[1]):
        return (finding("filing.handover-other-root", expected=root, found=given.roots[0]),)
    wrong = [each for handed in (*given.files, *given.lists) for each in _misplaced(given, handed)]
    lists = {handed.entry.path: handed.content for handed in given.lists}
    return (*wrong, *_wrong_fields(given.fields, lists), *_wrong_loans(given.loans, lists))


def _misplaced(given: Handover, handed: Handed) -> Iterator[Finding]:
    entry, seen = handed.entry, digests(handed.content)
    if (entry.sha256, entry.sm3, entry.size) != (seen.sha256, seen.sm3, len(handed.content)):
        yield finding("filing.file-altered", file=entry.path, expected=entry.sha256, found=seen.sha256)
        return
    leaf = canonical(entry.as_canonical())
    for algorithm, root, proof in zip(_ROOTS, given.roots, handed.proofs, strict=True):
        held = verify_inclusion(
            leaf=leaf_hash(leaf, algorithm),
            index=handed.index,
            size=given.leaves,
            proof=proof,
            root=bytes.fromhex(root),
            algorithm=algorithm,
        )
        if not held:
            yield finding("filing.handover-not-in-package", file=entry.path, algorithm=algorithm.value)


def _wrong_fields(fields: Mapping[str, Opening], lists: Mapping[str, bytes]) -> Iterator[Finding]:
    if not fields:
        return
    try:
        committed = read_commitments(lists.get(COMMITMENTS_FILE, b""))
    except AuditError:
        committed = MappingProxyType({})
    for name, opening in fields.items():
        if committed.get(name) != opening.commitment(name):
            yield finding("filing.handover-field-differs", path=name, name=name)


def _wrong_loans(loans: bytes, lists: Mapping[str, bytes]) -> Iterator[Finding]:
    if not loans:
        return
    rows, filed = parse_disclosed(loans), read_commitment(lists.get(COMMITMENT_FILE, b""))
    if rows is None or filed is None or not verify_rows(rows, filed):
        yield finding("filing.handover-loans-differ")


def columns_of(rows: DisclosedRows) -> tuple[str, ...]:
    """Return the columns that a disclosure of rows opens, sorted."""
    return tuple(sorted({name for row in rows.rows for name in row.cells}))


def _handed(plain: object) -> Handed:
    match plain:
        case {
            "entry": dict(entry),
            "index": int(index),
            "proof": list(sha256),
            "proof_sm3": list(sm3),
            "content": str(content),
        }:
            return Handed(
                entry=FileEntry.from_canonical(entry),
                index=index,
                proofs=(_hashes(sha256), _hashes(sm3)),
                content=base64.b64decode(content, validate=True),
            )
    raise ManifestError("a file of the hand-over lacks a member", "移交文件的某一项缺少成员")


def _hashes(texts: Sequence[object]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(str(each)) for each in texts)


def _opening(plain: object) -> Opening:
    match plain:
        case {"value": str(value), "salt": str(salt), **rest} if not rest:
            return Opening(value=value, salt=salt)
    raise AuditError("a field is handed over without a value and a salt")
