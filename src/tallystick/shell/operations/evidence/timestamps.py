"""Timestamps of the log's heads by a third party, one a day or oftener, and what they say of the log and its acts.

    head's text -> authority -> token beside the checkpoint -> fsck: the token holds, the log still grows from that head

The text is stamped, not the lines under it, so that a head cosigned later is the same head. An act that says it
happened before a stamped head that does not have it was entered late, and is named.
Source: RFC 3161; SUPTECH.md 3.5, item 6.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Checkpoint, check_growth, open_checkpoint
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.logs import LogDamagedError, LogReader, LogWriter, Stamped
from tallystick.shell.operations.ports.services.outside import Outside, Stamp, Timestamps

__all__ = ["folder_of", "read_stamps", "stamp_faults", "stamp_head"]

_QUERY: Final = "application/timestamp-query"
_LATE: Final = dt.timedelta(days=1)


def folder_of(size: int) -> str:
    """Return the path of the token over the head of this size, below a home."""
    return f"log/timestamps/{size}.tsr"


def stamp_head(log: LogWriter, address: str, outside: Outside, times: Timestamps) -> Outcome[Stamp]:
    """Have an authority timestamp the present head, and keep its token; a head that has one keeps it.

    Args:
        log: whose head it is.
        address: of the authority, http or https.
        outside: the way to it.
        times: makes the request and checks the answer.

    Raises:
        UnreachableError: nobody answered at the address.
    """
    note = log.checkpoint()
    head = open_checkpoint(note, log.key, file="log/checkpoint")
    if isinstance(head, Finding):
        return Outcome(value=None, findings=(finding("evidence.nothing-to-witness", file="log/checkpoint"),))
    data, place = head.text().encode(), folder_of(head.size)
    kept = next((each for each in log.stamps() if each.size == head.size), None)
    if kept is not None:
        held = times.read(kept.token, data, file=place)
        if isinstance(held, Stamp):
            return _told(held, place)
    asked = times.request(data)
    answer = outside.post(address, asked.content, _QUERY)
    if answer.status != 200:
        return Outcome(value=None, findings=(finding("evidence.timestamp-refused", status=answer.status),))
    stamp = times.read(answer.content, data, nonce=asked.nonce)
    if isinstance(stamp, Finding):
        return Outcome(value=None, findings=(stamp,))
    log.stamp(Stamped(size=head.size, note=note, token=answer.content))
    return _told(stamp, place)


def _told(stamp: Stamp, place: str) -> Outcome[Stamp]:
    unchecked = () if stamp.trusted else (finding("evidence.timestamp-unchecked", file=place),)
    return Outcome(value=stamp, findings=unchecked)


def stamp_faults(evidence: Evidence, times: Timestamps | None) -> Iterator[Finding]:
    """Yield what is wrong with the tokens of a home's log, and which acts are older than the head they are not in.

    Args:
        evidence: of the home.
        times: with the roots that the reader trusts; None where nobody can check.
    """
    found, held = read_stamps(evidence.log, times)
    yield from found
    yield from _late(evidence, held)


def read_stamps(log: LogReader, times: Timestamps | None) -> tuple[list[Finding], list[tuple[int, dt.datetime]]]:
    """Return what is wrong with the tokens of a log, and the sizes and times of those that were read.

    Args:
        log: whose heads were stamped.
        times: with the roots that the reader trusts; None where nobody can check.
    """
    present = open_checkpoint(log.checkpoint(), log.key)
    held: list[tuple[int, dt.datetime]] = []
    found: list[Finding] = []
    for each in log.stamps():
        head = open_checkpoint(each.note, log.key, file=f"log/timestamps/{each.size}.checkpoint")
        if isinstance(head, Finding):
            found.append(head)
            continue
        if head.size != each.size:
            found.append(finding("evidence.timestamp-moved", file=folder_of(each.size), size=head.size))
        if isinstance(present, Checkpoint):
            found += _growth(log, head, present)
        place = folder_of(each.size)
        unchecked = finding("evidence.timestamp-unchecked", file=place)
        read = unchecked if times is None else times.read(each.token, head.text().encode(), file=place)
        if isinstance(read, Finding):
            found.append(read)
            continue
        found += () if read.trusted else (unchecked,)
        if held and read.at < held[-1][1]:
            found.append(finding("evidence.timestamp-order", file=place, size=each.size, older=held[-1][0]))
        held.append((head.size, read.at))
    return found, held


def _growth(log: LogReader, head: Checkpoint, present: Checkpoint) -> Iterator[Finding]:
    """Tell where the log does not have what was stamped."""
    place = folder_of(head.size)
    if head.size > present.size:
        yield finding("evidence.timestamp-beyond", file=place, size=head.size, leaves=present.size)
        return
    try:
        yield from check_growth(head, present, log.growth(head.size), file=place)
    except LogDamagedError:
        return  # which the check of the log's files names


def _late(evidence: Evidence, held: Sequence[tuple[int, dt.datetime]]) -> Iterator[Finding]:
    """Tell which acts say that they were done more than a day before a stamped head that lacks them."""
    for row in evidence.journal.acts() if held else ():
        position, said = row.position, dt.datetime.fromisoformat(row.entry.draft.at)
        before = [at for size, at in held if position is not None and size <= position]
        if before and said + _LATE < before[-1]:
            act, kind = str(row.number), row.entry.draft.kind
            yield finding(
                "evidence.act-late", act=act, kind=kind, at=row.entry.draft.at, stamped=before[-1].isoformat()
            )
