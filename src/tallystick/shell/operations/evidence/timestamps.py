"""Timestamps of the log's heads by a third party, one a day or oftener, and what they say of the log.

    head's text -> authority -> token beside the checkpoint -> fsck: the token holds, the log still grows from that head

The text is stamped, not the lines under it, so that a head cosigned later is the same head.
Source: RFC 3161; SUPTECH.md 3.5, item 6.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import Checkpoint, check_growth, open_checkpoint
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.logs import LogDamagedError, LogReader, LogWriter, Stamped
from tallystick.shell.operations.ports.services.outside import Outside, Stamp, Timestamps

__all__ = ["folder_of", "read_stamps", "stamp_head"]

_QUERY: Final = "application/timestamp-query"


def folder_of(size: int, place: str = "log") -> str:
    """Return the path of the token over the head of this size, below a home; `place` is the log's folder there."""
    return f"{place}/timestamps/{size}.tsr"


def stamp_head(
    log: LogWriter, address: str, outside: Outside, times: Timestamps, *, place: str = "log"
) -> Outcome[Stamp]:
    """Have an authority timestamp the present head, and keep its token; a head that has one keeps it.

    Args:
        log: whose head it is.
        address: of the authority, http or https.
        outside: the way to it.
        times: makes the request and checks the answer.
        place: folder of the log below its home.

    Raises:
        UnreachableError: nobody answered at the address.
    """
    note = log.checkpoint()
    file = f"{place}/checkpoint"
    head = open_checkpoint(note, log.key, file=file)
    if isinstance(head, Finding):
        return Outcome(value=None, findings=(finding("evidence.nothing-to-witness", file=file),))
    data, kept_at = head.text().encode(), folder_of(head.size, place)
    kept = next((each for each in log.stamps() if each.size == head.size), None)
    if kept is not None:
        held = times.read(kept.token, data, file=kept_at)
        if isinstance(held, Stamp):
            return _told(held, kept_at)
    asked = times.request(data)
    answer = outside.post(address, asked.content, _QUERY)
    if answer.status != 200:
        return Outcome(value=None, findings=(finding("evidence.timestamp-refused", status=answer.status),))
    stamp = times.read(answer.content, data, nonce=asked.nonce)
    if isinstance(stamp, Finding):
        return Outcome(value=None, findings=(stamp,))
    log.stamp(Stamped(size=head.size, note=note, token=answer.content))
    return _told(stamp, kept_at)


def _told(stamp: Stamp, place: str) -> Outcome[Stamp]:
    unchecked = () if stamp.trusted else (finding("evidence.timestamp-unchecked", file=place),)
    return Outcome(value=stamp, findings=unchecked)


def read_stamps(
    log: LogReader, times: Timestamps | None, place: str = "log"
) -> tuple[list[Finding], list[tuple[int, dt.datetime]]]:
    """Return what is wrong with the tokens of a log, and the sizes and times of those that were read.

    Args:
        log: whose heads were stamped.
        times: with the roots that the reader trusts; None where nobody can check.
        place: folder of the log below its home.
    """
    present = open_checkpoint(log.checkpoint(), log.key)
    held: list[tuple[int, dt.datetime]] = []
    found: list[Finding] = []
    for each in log.stamps():
        head = open_checkpoint(each.note, log.key, file=f"{place}/timestamps/{each.size}.checkpoint")
        if isinstance(head, Finding):
            found.append(head)
            continue
        if head.size != each.size:
            found.append(finding("evidence.timestamp-moved", file=folder_of(each.size, place), size=head.size))
        if isinstance(present, Checkpoint):
            found += _growth(log, head, present, folder_of(head.size, place))
        file = folder_of(each.size, place)
        unchecked = finding("evidence.timestamp-unchecked", file=file)
        read = unchecked if times is None else times.read(each.token, head.text().encode(), file=file)
        if isinstance(read, Finding):
            found.append(read)
            continue
        found += () if read.trusted else (unchecked,)
        if held and read.at < held[-1][1]:
            found.append(finding("evidence.timestamp-order", file=file, size=each.size, older=held[-1][0]))
        held.append((head.size, read.at))
    return found, held


def _growth(log: LogReader, head: Checkpoint, present: Checkpoint, place: str) -> Iterator[Finding]:
    """Tell where the log does not have what was stamped."""
    if head.size > present.size:
        yield finding("evidence.timestamp-beyond", file=place, size=head.size, leaves=present.size)
        return
    try:
        yield from check_growth(head, present, log.growth(head.size), file=place)
    except LogDamagedError:
        return  # which the check of the log's files names
