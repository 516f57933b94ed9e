"""`verify LOG`: the folder of a log, as anybody may have copied it, by the key the reader trusts.

every tile and leaf recomputed -> the head's signature -> who cosigned, by the reader's policy -> timestamps

and the public copy that lies beside an edition, held against its own log.
"""

from collections.abc import Mapping

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import OpenedNote, Policy, VerifierKey, open_checkpoint, open_note
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH
from tallystick.shell.operations.evidence.cosignatures import unchecked_lines
from tallystick.shell.operations.evidence.timestamps import read_stamps
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.services.outside import Timestamps
from tallystick.shell.operations.supervision.examined import Examined, Kind
from tallystick.shell.operations.supervision.public.copy import PUBLIC
from tallystick.shell.operations.supervision.public.opened import open_public

__all__ = ["examine_log", "without_public"]

_HEAD = "checkpoint"


def examine_log(
    operations: Operations, folder: str, key: VerifierKey, policy: Policy, times: Timestamps | None, *, sm2: str = ""
) -> Outcome[Examined]:
    """Check the folder of a log; None where its head is not one that the reader accepts.

    Args:
        operations: for reading the folder.
        folder: with checkpoint and tiles, and what stands beside them.
        key: of the log, as the reader got it by another way.
        policy: which logs are accepted, and who must have cosigned.
        times: with the roots that the reader trusts for timestamps; None where none were given.
        sm2: the key of heads under SM2, in one line; empty where none was given.

    Raises:
        ValueError: that line is no such key.
    """
    log, faults = operations.read_log(folder, key, sm2)
    found = [*faults, *Trusted.of({}, (), policy).doubts(key, file=_HEAD)]
    head = open_checkpoint(log.checkpoint(), key, policy=policy, file=_HEAD)
    note = open_note(log.checkpoint(), (key, *policy.keys))
    if isinstance(note, OpenedNote):
        found += unchecked_lines(note, policy.keys, _HEAD, 0)
    if not has_errors(faults):
        found += read_stamps(log, times)[0]
    if isinstance(head, Finding):
        return Outcome(value=None, findings=tuple(dict.fromkeys((*found, head))))
    known_by = f"{key.name} {head.size} {head.root.hex()}"
    return Outcome(value=Examined(kind=Kind.LOG, known_by=known_by), findings=tuple(found))


def without_public(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Return an edition without the public copy that may lie beside it, and what is to be said of that by itself."""
    edition = {name: content for name, content in files.items() if not name.startswith(PUBLIC)}
    received = open_received(edition).value if len(edition) < len(files) and EXPORT_PATH in edition else None
    if received is None or MANIFEST_PATH in edition:
        return dict(files), ()
    public = open_public(files, received.edition.head.filing, roll={}, trusted=Trusted(policy=Policy(), logs=()))
    return edition, (finding("supervision.public-beside", count=len(files) - len(edition)), *public.findings)
