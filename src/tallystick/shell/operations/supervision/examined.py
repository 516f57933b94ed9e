"""What was examined, and what it is known by; and the simplest of it, a package or an edition by its files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import both
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH
from tallystick.filing.package import open_package
from tallystick.filing.states import Event
from tallystick.shell.operations.filing.deliver import PROVED
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome
from tallystick.supervision.tally import Tally

__all__ = ["Cosigner", "Examined", "Kind", "Logged", "edition_root", "examine_filed"]


class Kind(StrEnum):
    """What was examined."""

    PACKAGE = "package"
    EDITION = "edition"
    RECEIPT = "receipt"
    WALK = "walk"
    LOG = "log"
    TOKEN = "token"  # noqa: S105 - what was examined


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigner:
    """Another line than the log's own under its head.

    Attributes:
        name: of the key, as the line gives it.
        key: the key it was checked with; None where nobody gave one, and then nothing is known of the line.
        at: when the witness says it saw the head, in seconds since 1970 in UTC; None where nothing is known.
    """

    name: str
    key: VerifierKey | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One act in a log, as its receipt, its entry and what lies beside them show it.

    Attributes:
        act: the event of an act on a filing; otherwise the kind of the entry.
        subject: what it is about, such as the id of the filing.
        at: when its actor says it was done, RFC 3339.
        signers: who signed, by id, with the name the body gives them; None where no body is there.
        by_roll: whether the signatures were checked with the keys of the reader's own roll of people.
        body: SHA-256 that the entry records; `body_here` whether a file with it lies beside the receipt.
        capture: SHA-256 that the body records of a captured paper; empty where it records none.
        log: the key that the head is checked with; `log_by_roll` whether the reader's own roll has it.
        index: the entry's place in the log, from 0; `size` and `root` of the log as its head says.
        cosigners: every other line under the head.
        stamped_at: when a trusted authority saw the head, RFC 3339; empty where none that was checked says so.
    """

    act: str
    subject: str
    at: str
    signers: tuple[tuple[str, Name | None], ...]
    by_roll: bool
    body: str
    body_here: bool
    capture: str
    log: VerifierKey
    log_by_roll: bool
    index: int
    size: int
    root: str
    cosigners: tuple[Cosigner, ...]
    stamped_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was examined, what it is known by (a root, an entry), and the tally or the logged act where there is one.

    `receipts` are the acts whose receipts lie with an edition.
    """

    kind: Kind
    known_by: str
    tally: Tally | None = None
    acts: int = 0
    logged: Logged | None = None
    receipts: tuple[Logged, ...] = ()


def examine_filed(files: Mapping[str, bytes]) -> Outcome[Examined] | None:
    """Check a package or an export edition by its files; None where they are neither."""
    if MANIFEST_PATH in files:
        package, found = open_package(files)
        return Outcome(
            value=Examined(kind=Kind.PACKAGE, known_by=package.root if package is not None else ""), findings=found
        )
    if EXPORT_PATH in files:
        received = open_received(files)
        found = (*received.findings, *_absent(received.value))
        return Outcome(value=Examined(kind=Kind.EDITION, known_by=edition_root(files)), findings=found)
    return None


def _absent(received: Received | None) -> Iterator[Finding]:
    """Yield which acts on a filing came along with no proof, where any did: nothing was verified of them."""
    if received is not None and received.log_key is not None:
        acts = {Event.SUBMIT: received.submitted, Event.FILE: received.decided, Event.RECORD_NOTICE: received.notice}
        for event in (each for each, proof in acts.items() if proof is None):
            yield finding(
                "supervision.edition-without", file=PROVED[event.value], act=both(f"filing.event.{event.value}")
            )


def edition_root(files: Mapping[str, bytes]) -> str:
    """Return the root by which what crossed is known; empty where it cannot be opened."""
    received = open_received(files).value
    return received.edition.root if received is not None else ""
