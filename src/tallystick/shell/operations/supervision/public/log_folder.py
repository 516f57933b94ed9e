"""`verify LOG`: the folder of a log, as anybody may have copied it, by the key the reader trusts.

every tile and leaf recomputed -> the head's signature -> who cosigned, by the reader's policy -> timestamps
"""

from tallystick.evidence.findings import Finding
from tallystick.evidence.log import OpenedNote, Policy, VerifierKey, open_checkpoint, open_note
from tallystick.shell.operations.evidence.cosignatures import unchecked_lines
from tallystick.shell.operations.evidence.timestamps import read_stamps
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.services.outside import Timestamps
from tallystick.shell.operations.supervision.examined import Examined, Kind

__all__ = ["examine_log"]

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
