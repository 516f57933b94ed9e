"""What lies beside a receipt, and what it says: the entry, the body of the act, the captured paper, the log's key.

    NAME.entry      what was logged                            log.vkey         the key of the log
    NAME.json       the body of the act                        checkpoint.tsr   a timestamp over the receipt's head
    NAME-capture    the paper that this act put on record

Entry and key must be there; a body or a capture that is not there is said to be missing and never passed over.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tallystick.evidence.canonical import CanonicalError, parse_canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.entries import Entry, read_entry, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, VerifierKey, parse_verifier_key
from tallystick.evidence.persons import Name, Person
from tallystick.evidence.signatures import PublicKeyError
from tallystick.shell.operations.evidence.countersignatures import named_keys, unsigned_by
from tallystick.shell.operations.filing.acted import misacted
from tallystick.shell.operations.filing.deliver import PROOFS_INVENTORY, STAMP
from tallystick.shell.operations.ports.folders import MissingFolderError

__all__ = ["RECEIPT_SUFFIX", "Beside", "read_beside"]

RECEIPT_SUFFIX = ".tlog-proof"
_KEY, _INVENTORY = "log.vkey", "inventory.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The files beside a receipt, by what they are called there; `files` holds those that can be read."""

    stem: str
    folder: str
    files: Mapping[str, bytes]

    def entry(self) -> Entry | Finding:
        """Return what was logged."""
        name = f"{self.stem}.entry"
        if name not in self.files:
            return finding("supervision.receipt-without-entry", file=name)
        return read_entry(self.files[name], file=name)

    @property
    def key_file(self) -> str:
        """The name of the file with the log's key."""
        return f"{self.folder}{_KEY}"

    def key(self) -> VerifierKey | Finding:
        """Return the key of the log."""
        name = self.key_file
        if name not in self.files:
            return finding("issuance.log-key-missing", file=name)
        try:
            return parse_verifier_key(self.files[name].decode().strip())
        except (NoteError, UnicodeDecodeError):
            return finding("issuance.log-key-unreadable", file=name)

    @property
    def stamp_file(self) -> str:
        """The name of the file with the timestamp over the receipt's head."""
        return f"{self.folder}{STAMP}"

    def body(self) -> Mapping[str, object]:
        """Return what the body says; empty where it is not there or is no record."""
        try:
            body = parse_canonical(self.files.get(f"{self.stem}.json", b""))
        except CanonicalError:
            return {}
        return body if isinstance(body, dict) else {}

    def has_body(self, entry: Entry) -> bool:
        """Return whether the very body that the entry records is there."""
        return sha256_hex(self.files.get(f"{self.stem}.json", b"")) == entry.draft.body_sha256

    @property
    def capture_file(self) -> str:
        """The name of the paper that this act, and no other, put on record."""
        return f"{self.stem}-capture"

    def captured(self) -> str:
        """Return the SHA-256 that the body records of a captured paper; empty where it records none."""
        record = self.body().get("notice")
        return str(record.get("capture_sha256", "")) if isinstance(record, dict) else ""

    def signers(self, entry: Entry) -> tuple[tuple[str, Name | None], ...]:
        """Return who signed, as the body names them; the actor alone where there is no body."""
        by = self.body().get("by")
        named = [each for each in (by if isinstance(by, list) else []) if isinstance(each, dict)]
        return tuple((str(each.get("id")), _name(each.get("name"))) for each in named) or ((entry.draft.actor, None),)

    def faults(self, entry: Entry, people: Mapping[str, Person]) -> Iterator[Finding]:
        """Yield what is wrong with the body, its signatures and the capture, and which of them is not there.

        Args:
            entry: as it was logged.
            people: the reader's own roll, by id; what it does not name is checked with the keys the act names itself.
        """
        name = f"{self.stem}.json"
        content, body, actor = self.files.get(name), self.body(), entry.draft.actor
        keys = named_keys(body)
        if content is None:
            yield finding("supervision.receipt-without-body", file=name, sha256=entry.draft.body_sha256)
        known = people[actor].public_key if actor in people else keys.get(actor)
        if content is not None or known is not None:
            yield from _signed(entry, known or "", content)
        yield from (finding("evidence.countersignature", file=name, person=each) for each in unsigned_by(body))
        if self.has_body(entry):
            yield from misacted(entry, body, people, file=name)
        for person, key in keys.items():
            if person in people and people[person].public_key != key:
                yield finding("supervision.signer-other-key", file=name, person=person)
        yield from self._capture_faults()
        if self.files.get(f"{self.folder}{_INVENTORY}", PROOFS_INVENTORY) != PROOFS_INVENTORY:
            yield finding("issuance.inventory-differs", file=f"{self.folder}{_INVENTORY}")

    def _capture_faults(self) -> Iterator[Finding]:
        recorded, name = self.captured(), self.capture_file
        if recorded and name not in self.files:
            yield finding("supervision.receipt-without-capture", file=name, sha256=recorded)
        elif recorded and sha256_hex(self.files[name]) != recorded:
            yield finding("issuance.capture-differs", file=name)


def read_beside(read_file: Callable[[str], bytes], path: str) -> Beside:
    """Read what lies beside a receipt, by the names under which `deliver` writes it."""
    stem, (folder, slash, _) = path.removesuffix(RECEIPT_SUFFIX), path.rpartition("/")
    beside = (f"{folder}{slash}{name}" for name in (_KEY, _INVENTORY, STAMP))
    files: dict[str, bytes] = {}
    for name in (f"{stem}.entry", f"{stem}.json", f"{stem}-capture", *beside):
        with suppress(MissingFolderError):
            files[name] = read_file(name)
    return Beside(stem=stem, folder=f"{folder}{slash}", files=files)


def _signed(entry: Entry, key: str, content: bytes | None) -> tuple[Finding, ...]:
    try:
        return verify_entry(entry, key, content)
    except PublicKeyError:
        return (finding("evidence.entry-signature", actor=entry.draft.actor, kind=entry.draft.kind),)


def _name(record: object) -> Name | None:
    match record:
        case {"zh": str(zh), "en": str(en)}:
            return Name(zh=zh, en=en)
    return None
