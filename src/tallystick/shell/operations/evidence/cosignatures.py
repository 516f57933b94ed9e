"""The lines of witnesses under a checkpoint: which hold, which are wrong, and which nobody could check.

a witness whose key is known -> its line is over this text, or it is named with the checkpoint
any other                    -> damaged where it cannot be a cosignature; else unchecked, and said to be

Source: C2SP tlog-cosignature.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import OpenedNote, VerifierKey, open_note, parse_checkpoint
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.evidence.witness import witness_key
from tallystick.shell.operations.ports.logs import LogDamagedError, LogReader

__all__ = ["line_faults", "unchecked_lines", "witness_faults"]

_COSIGNATURE_BYTES: Final = 72
"""A time in eight bytes, and 64 of Ed25519. Source: C2SP tlog-cosignature."""
_WITNESS: Final = "tallystick/witness/"


def witness_faults(reader: LogReader, people: Mapping[str, Person], place: str = "log") -> Iterator[Finding]:
    """Yield what is wrong with each line of a witness under the present checkpoint of a home's log, and those kept.

    Args:
        reader: the log.
        people: the roll; its witnesses are those the reader trusts.
        place: folder of the log below its home.
    """
    known = [each for each in people.values() if any(map(each.has_role, ROLES[Part.WITNESS]))]
    witnesses = [witness_key(each.id, each.public_key) for each in known]
    yield from line_faults(reader.checkpoint(), reader.key, witnesses, file=f"{place}/checkpoint")
    try:
        kept = reader.cosigned()
    except LogDamagedError:
        return  # which the check of the log's files names
    for each in kept:
        file = f"{place}/cosigned/{each.checkpoint.size}.checkpoint"
        yield from line_faults(each.note, reader.key, witnesses, file=file)


def line_faults(
    checkpoint: bytes, log: VerifierKey, witnesses: Sequence[VerifierKey], *, file: str, above: int = 0
) -> Iterator[Finding]:
    """Yield what is wrong with each line under a checkpoint: those of these witnesses, and everybody else's.

    Nothing is said where the log's own signature does not hold: then there is nothing that was witnessed.

    Args:
        checkpoint: the signed note.
        log: the log's key.
        witnesses: keys of those whom the reader trusts.
        file: where the note stands.
        above: how many lines of the file stand above the note.
    """
    note = open_note(checkpoint, (log,), file=file)
    head = parse_checkpoint(note.text, file=file) if isinstance(note, OpenedNote) else note
    if isinstance(note, Finding) or isinstance(head, Finding):
        return
    for witness in witnesses:
        opened = open_note(checkpoint, (log, witness), file=file)
        if isinstance(opened, Finding):
            line = (opened.place.line or 0) + above
            yield finding("supervision.cosignature-wrong", file=file, line=line, name=witness.name, size=head.size)
    trusted = {(each.name, each.key_id) for each in witnesses}
    others = tuple(each for each in note.unchecked if (each.name, each.key_id) not in trusted)
    yield from unchecked_lines(OpenedNote(text=note.text, signed=(), unchecked=others), witnesses, file, above)


def unchecked_lines(note: OpenedNote, witnesses: Sequence[VerifierKey], file: str, above: int) -> Iterator[Finding]:
    """Yield each line nobody's key was given for: one that is no cosignature as damaged, the others as unchecked.

    Args:
        note: an opened checkpoint.
        witnesses: keys that were given.
        file: where the note stands.
        above: how many lines of the file stand above the note.
    """
    names = {each.name for each in witnesses}
    for each in note.unchecked:
        line = each.line + above
        damaged = each.name.startswith(_WITNESS) and len(each.signature) != _COSIGNATURE_BYTES
        if damaged or each.name in names:
            yield finding("supervision.cosignature-damaged", file=file, line=line, name=each.name)
        else:
            yield finding("supervision.cosignature-unchecked", file=file, line=line, name=each.name)
