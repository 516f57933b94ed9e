"""`match key`: the public key of an epoch, published as the subject of an act: whoever reads the log reads the key.

desk    key of an epoch, made where it is new -> an act of a reviewer -> the log -> its receipt, for the filers
filer   receipt -> entry in the log, signed by a reviewer of the filer's own roll -> the key, which nobody types
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.entries import leaf, read_entry, verify_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, parse_verifier_key, verify_receipt
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.roles import Part, unfit, without_role
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.services.matching import MatchingDesk

__all__ = ["DeskPerson", "PublishedKey", "publish_key", "published_key", "read_published"]

_KEY: Final = "tape.key"
_RECEIPT: Final = ".tlog-proof"
_LOG_KEY: Final = "log.vkey"
_SUBJECT: Final = re.compile(r"matching/(?P<epoch>[0-9A-Za-z-]{1,32})/(?P<key>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPerson:
    """Who acts for the desk, with their key, and when."""

    person: Person
    signer: Signer
    at: datetime

    def refusal(self) -> Finding | None:
        """Say why this person cannot act for the desk; None where they can."""
        return unfit((self.person,), (Part.REVIEWER,), (self.signer,))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """The public key of an epoch, 64 hexadecimal digits; for whoever asks the desk, the receipt of the act as files."""

    epoch: str
    key: str
    files: Mapping[str, bytes]


def publish_key(evidence: Evidence, matching: MatchingDesk, by: DeskPerson, *, epoch: str) -> Outcome[PublishedKey]:
    """Put the public key of an epoch into the log and return it, making the key first where there is none.

    Raises:
        KeyringError: the key was published, and is destroyed by now.
    """
    refused = by.refusal()
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    known = published_key(evidence, epoch)
    key = (matching.make_key if known is None else matching.key)(epoch).public_key.hex()
    if known is not None and known != key:
        other = finding("tape.match-key-other", epoch=epoch, found=key, expected=known)
        return Outcome(value=None, findings=(other,))
    body = {"schema": "tallystick/matching-key/v1", "epoch": epoch, "public_key": key}
    row = perform(evidence, Intent(kind=_KEY, subject=f"matching/{epoch}/{key}", at=by.at, body=body), by.signer)
    name, place = f"matching-key-{epoch}", row.position or 0
    files = {
        f"{name}.json": canonical(body_of(evidence, row)),
        f"{name}.entry": leaf(row.entry),
        f"{name}{_RECEIPT}": evidence.log.receipt(place),
        _LOG_KEY: str(evidence.log.key).encode(),
    }
    return Outcome(value=PublishedKey(epoch=epoch, key=key, files=files))


def read_published(read_file: Callable[[str], bytes], path: str, roll: Mapping[str, Person]) -> Outcome[PublishedKey]:
    """Return the key that a receipt publishes; None, and why, where it cannot be relied on.

    The entry is in the log whose key lies beside it, is of the body by its digest, and is signed by a reviewer with the
    key of the filer's own roll; where the roll names logs, the log is one of them.

    Args:
        read_file: returns the bytes of a file, or raises `MissingFolderError`.
        path: of the receipt; entry, body and the log's key lie beside it.
        roll: the filer's own, by id.

    Raises:
        MissingFolderError: one of the four files is not there.
    """
    stem, (folder, slash, _) = path.removesuffix(_RECEIPT), path.rpartition("/")
    names = (path, f"{stem}.entry", f"{stem}.json", f"{folder}{slash}{_LOG_KEY}")
    content, logged, body, log = (read_file(name) for name in names)
    entry = read_entry(logged, file=names[1])
    if isinstance(entry, Finding):
        return Outcome(value=None, findings=(entry,))
    try:
        key = parse_verifier_key(log.decode("utf-8", "replace").strip())
    except NoteError:
        return Outcome(value=None, findings=(finding("issuance.log-key-unreadable", file=names[3]),))
    actor, said = entry.draft.actor, _SUBJECT.fullmatch(entry.draft.subject)
    if entry.draft.kind != _KEY or said is None:
        return Outcome(value=None, findings=(finding("tape.match-no-key", file=path, act=entry.draft.kind),))
    if actor not in roll:
        return Outcome(value=None, findings=(finding("tape.match-unsigned", file=path, person=actor),))
    wrong = (*verify_receipt(content, leaf(entry), key, file=path), *verify_entry(entry, roll[actor].public_key, body))
    wrong = (*wrong, *without_role((roll[actor],), (Part.REVIEWER,)), *Trusted.of(roll, ()).doubts(key, file=names[3]))
    return Outcome(
        value=None if wrong else PublishedKey(epoch=said["epoch"], key=said["key"], files={}), findings=tuple(wrong)
    )


def published_key(evidence: Evidence, epoch: str) -> str | None:
    """Return the public key that the log of this home says an epoch has; None where it says none."""
    named = (row.entry.draft.subject.split("/") for row in evidence.journal.acts(kind=_KEY))
    return next((key for _, own, key in named if own == epoch), None)
