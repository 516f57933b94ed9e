"""What `fsck` says of the confidential log beside the register: erasures nobody decided on, and heads it has lost.

each field nothing opens was decided on, and each decision was carried out
each head that the register names is still a past of the log, and each record decided on is there
"""

from collections.abc import Iterator

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.auditing.anchored import ANCHORED
from tallystick.shell.operations.auditing.audit import ERASED
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.journal import ActRow
from tallystick.shell.operations.ports.logs import LogConflictError, LogDamagedError

__all__ = ["anchor_faults", "erasure_faults"]

_PLACE = "audit/checkpoint"


def erasure_faults(home: Installation) -> Iterator[Finding]:
    """Yield each field that was decided to be erased and is there, or is gone and nobody decided so."""
    decided: dict[int, set[str]] = {}
    for row in home.evidence.journal.acts(kind=ERASED):
        position, fields = _decision(home, row)
        decided.setdefault(position, set()).update(fields)
    try:
        records = [home.audit.record(position) for position in range(home.audit.size())]
    except (LogDamagedError, LogConflictError):
        return  # the files are named by whoever checks them
    beyond = max((position for position in decided if position >= len(records)), default=None)
    if beyond is not None:
        yield finding("supervision.audit-shorter", file=_PLACE, logged=beyond + 1, size=len(records))
    for position, record in enumerate(records):
        asked, closed = decided.get(position, set()), set(record.closed)
        for name in sorted(asked - closed):
            yield finding("supervision.audit-not-erased", position=position, name=name)
        for name in sorted(closed - asked):
            yield finding("supervision.audit-field-lost", position=position, name=name)


def anchor_faults(home: Installation) -> Iterator[Finding]:
    """Yield that the confidential log is shorter than the register says it was, or has another past."""
    heads = [read for row in home.evidence.journal.acts(kind=ANCHORED) if (read := _head(home, row)) is not None]
    try:
        size = home.audit.size()
        longest = max((each for each, _ in heads), default=0)
        if longest > size:
            yield finding("supervision.audit-shorter", file=_PLACE, logged=longest, size=size)
        for each, root in heads:
            if each <= size and home.audit.root(each) != root:
                yield finding("supervision.audit-other-past", file=_PLACE, logged=each)
                return
    except (LogDamagedError, LogConflictError):
        return  # the files are named by whoever checks them


def _decision(home: Installation, row: ActRow) -> tuple[int, list[str]]:
    try:
        match body_of(home.evidence, row):
            case {"position": int(position), "fields": list(fields)}:
                return position, [str(each) for each in fields]
    except (ObjectDamagedError, ObjectMissingError):
        pass  # the body is named by whoever checks bodies
    return -1, []


def _head(home: Installation, row: ActRow) -> tuple[int, str] | None:
    try:
        match body_of(home.evidence, row):
            case {"size": int(size), "root_sha256": str(root)}:
                return size, root
    except (ObjectDamagedError, ObjectMissingError):
        pass  # the body is named by whoever checks bodies
    return None
