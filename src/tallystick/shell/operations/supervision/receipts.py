"""What was examined, and the simplest of it: a package, an edition, a receipt beside its entry and the log's key."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tallystick.evidence.entries import read_entry
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import NoteError, parse_verifier_key, verify_receipt
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH
from tallystick.filing.package import open_package
from tallystick.shell.operations.issuance.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.supervision.tally import Tally

__all__ = ["RECEIPT_SUFFIX", "Examined", "Kind", "edition_root", "examine_filed", "examine_receipt"]

RECEIPT_SUFFIX = ".tlog-proof"


class Kind(StrEnum):
    """What was examined."""

    PACKAGE = "package"
    EDITION = "edition"
    RECEIPT = "receipt"
    WALK = "walk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was examined, what it is known by (a root, an entry), and the tally where there is one."""

    kind: Kind
    known_by: str
    tally: Tally | None = None
    acts: int = 0


def examine_receipt(operations: Operations, path: str) -> Outcome[Examined]:
    """Check a receipt with the entry and the log's key that stand beside it."""
    stem = path.removesuffix(RECEIPT_SUFFIX)
    folder = path.rsplit("/", 1)[0] if "/" in path else "."
    entry = read_entry(operations.folders.read_file(f"{stem}.entry"), file=f"{stem}.entry")
    if isinstance(entry, Finding):
        return Outcome(value=None, findings=(entry,))
    try:
        key = parse_verifier_key(operations.folders.read_file(f"{folder}/log.vkey").decode().strip())
    except (NoteError, UnicodeDecodeError):
        return Outcome(value=None, findings=(finding("issuance.log-key-missing", file=f"{folder}/log.vkey"),))
    found = verify_receipt(operations.folders.read_file(path), entry, key, file=path)
    return Outcome(value=Examined(kind=Kind.RECEIPT, known_by=f"{key.name} {entry.draft.kind}"), findings=found)


def examine_filed(files: Mapping[str, bytes]) -> Outcome[Examined] | None:
    """Check a package or an export edition by its files; None where they are neither."""
    if MANIFEST_PATH in files:
        package, found = open_package(files)
        return Outcome(
            value=Examined(kind=Kind.PACKAGE, known_by=package.root if package is not None else ""), findings=found
        )
    if EXPORT_PATH in files:
        found = open_received(files).findings
        return Outcome(value=Examined(kind=Kind.EDITION, known_by=edition_root(files)), findings=found)
    return None


def edition_root(files: Mapping[str, bytes]) -> str:
    """Return the root by which what crossed is known; empty where it cannot be opened."""
    received = open_received(files).value
    return received.edition.root if received is not None else ""
