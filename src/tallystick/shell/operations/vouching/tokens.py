"""Which timestamps a home has: its audit log says so, so that tokens that are taken away with their heads are missed.

    a head was stamped -> record {kind, at, tokens: a line "log size sha256" each} -> fsck: each is still there

The record stands in the confidential log and not in the register, whose stamped head must stay its last to cross with
the receipts made under it. Whoever cuts the record off the audit log again is seen as soon as the register has named a
head that holds it (`auditing.anchored`).
Source: SUPTECH.md 3.5, item 6.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.timestamps import folder_of
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError

__all__ = ["keep_stamped", "lost_stamps"]

_KIND: Final = "evidence.stamped"


def keep_stamped(home: Installation, *, at: datetime) -> None:
    """Record the tokens of a home that are not on record yet, where the register has one; none is recorded twice.

    A record is a new head of the audit log itself, whose own token waits for the next record: two calls in a row do
    not go on for ever.

    Args:
        home: whose heads were stamped.
        at: the time of the last stamp, aware.
    """
    known = {line for _, line in _recorded(home)}
    held = [(place, each) for place, log in home.heads.items() for each in log.stamps()]
    lines = ((place, f"{place} {each.size} {sha256_hex(each.token)}") for place, each in held)
    new = {line: place for place, line in lines if line not in known}
    register = {place for place, log in home.heads.items() if log.key == home.evidence.log.key}
    if register & set(new.values()):
        moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        home.audit.add({"kind": _KIND, "at": moment, "tokens": "\n".join(new)})


def lost_stamps(home: Installation) -> Iterator[Finding]:
    """Yield each head that was stamped and has no token any more."""
    held = {place: {each.size for each in log.stamps()} for place, log in home.heads.items()}
    told: set[str] = set()
    try:
        recorded = list(_recorded(home))
    except (LogDamagedError, LogConflictError):
        return  # the files are named by whoever checks them
    for at, line in recorded:
        place, size, _ = line.split(" ")
        file = folder_of(int(size), place)
        if int(size) not in held.get(place, set()) and file not in told:
            told.add(file)
            yield finding("evidence.timestamp-lost", file=file, size=int(size), at=at)


def _recorded(home: Installation) -> Iterator[tuple[str, str]]:
    """Yield when and what: each line of each record of stamped heads that nobody erased."""
    for position in range(home.audit.size()):
        said = {name: each.value for name, each in home.audit.record(position).openings.items()}
        if said.get("kind") == _KIND:
            yield from ((said.get("at", ""), line) for line in said.get("tokens", "").splitlines())
