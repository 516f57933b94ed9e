"""`verify RECEIPT`: an act in a log, by its receipt and everything that lies beside it.

    entry in the log  <-  head that the log signed  <-  cosignatures of witnesses whose keys the reader gives
    body and capture  <-  the digests that the entry records

A cosignature for whose witness no key was given is said to be unchecked, and a line that cannot be a cosignature is
refused by its number: neither is passed over. One that the policy asks for is awaited for as long as by the tally.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from tallystick.evidence.entries import leaf
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import (
    OpenedNote,
    Policy,
    VerifierKey,
    open_note,
    parse_checkpoint,
    parse_receipt,
    verify_receipt,
)
from tallystick.evidence.persons import Person
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.cosignatures import unchecked_lines
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.outside import Stamp, Timestamps
from tallystick.shell.operations.supervision.beside import Beside, read_beside
from tallystick.shell.operations.supervision.examined import Cosigner, Examined, Kind, Logged
from tallystick.supervision.proofs_filing import LONGEST_WAIT

__all__ = ["examine_receipt"]

_UNWITNESSED: Final = "evidence.checkpoint-unwitnessed"


def examine_receipt(
    read_file: Callable[[str], bytes],
    path: str,
    people: Mapping[str, Person],
    policy: Policy,
    times: Timestamps | None = None,
    *,
    as_of: date | None = None,
) -> Outcome[Examined]:
    """Check a receipt with what lies beside it; None where it cannot be read or there is nothing to hold it against.

    Args:
        read_file: returns the bytes of a file, or raises `MissingFolderError`.
        path: of the receipt.
        people: the reader's own roll, by id; empty where none was given.
        policy: who may have cosigned, and who must have.
        times: with the roots that the reader trusts for timestamps; None where none were given.
        as_of: the day of the question, until which cosignatures of the policy may be awaited; None where they may not.
    """
    # LOAD
    content, beside = read_file(path), read_beside(read_file, path)
    receipt, entry, key = parse_receipt(content, file=path), beside.entry(), beside.key()
    if isinstance(receipt, Finding) or isinstance(entry, Finding) or isinstance(key, Finding):
        refused = tuple(each for each in (receipt, entry, key) if isinstance(each, Finding))
        return Outcome(value=None, findings=refused)
    # DECIDE
    trusted = Trusted.of(people, (), policy)
    found = [*verify_receipt(content, leaf(entry), key, policy=policy, file=path)]
    due = beijing_day(datetime.fromisoformat(entry.draft.at)) + timedelta(days=LONGEST_WAIT)
    if as_of is not None and as_of <= due and any(each.code == _UNWITNESSED for each in found):
        found = [*verify_receipt(content, leaf(entry), key, policy=Policy.of(policy.keys), file=path)]
        found.append(_awaited(receipt.checkpoint, key, policy, due))
    found += beside.faults(entry, people)
    found += trusted.doubts(key, file=beside.key_file)
    note = open_note(receipt.checkpoint, (key, *policy.keys))
    head = parse_checkpoint(note.text) if isinstance(note, OpenedNote) else note
    if isinstance(note, Finding) or isinstance(head, Finding):
        return Outcome(value=None, findings=tuple(found))
    found.extend(unchecked_lines(note, policy.keys, path, receipt.lines_above))
    stamp, about = _stamp(beside, note.text, times)
    found += about
    # TELL
    body = beside.body()
    logged = Logged(
        act=str(body.get("event", entry.draft.kind)),
        subject=entry.draft.subject,
        at=entry.draft.at,
        signers=beside.signers(entry),
        by_roll=entry.draft.actor in people,
        body=entry.draft.body_sha256,
        body_here=beside.has_body(entry),
        capture=beside.captured(),
        log=key,
        log_by_roll=trusted.names(key),
        index=receipt.index,
        size=head.size,
        root=head.root.hex(),
        cosigners=tuple(_cosigners(note, key)),
        stamped_at=stamp.at.isoformat() if stamp is not None and stamp.trusted else "",
    )
    known_by = f"{key.name} {entry.draft.kind}"
    return Outcome(value=Examined(kind=Kind.RECEIPT, known_by=known_by, logged=logged), findings=tuple(found))


def _awaited(checkpoint: bytes, key: VerifierKey, policy: Policy, due: date) -> Finding:
    note = open_note(checkpoint, (key, *policy.keys))
    seen = [each.key for each in note.signed if each.key != key] if isinstance(note, OpenedNote) else []
    return finding("supervision.witnesses-awaited", found=len(seen), missing=policy.missing(seen) or ("–",), due=due)


def _cosigners(note: OpenedNote, log: VerifierKey) -> Iterator[Cosigner]:
    for each in note.signed:
        if each.key != log:
            yield Cosigner(name=each.key.name, key=each.key, at=each.at)
    yield from (Cosigner(name=each.name) for each in note.unchecked)


def _stamp(beside: Beside, head: str, times: Timestamps | None) -> tuple[Stamp | None, tuple[Finding, ...]]:
    """Return the timestamp over a head, where one lies beside the receipt, and what is wrong with it."""
    name = beside.stamp_file
    if name not in beside.files:
        return None, ()
    unchecked = finding("evidence.timestamp-unchecked", file=name)
    read = unchecked if times is None else times.read(beside.files[name], head.encode(), file=name)
    if isinstance(read, Finding):
        return None, (read,)
    return read, () if read.trusted else (unchecked,)
