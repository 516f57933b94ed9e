"""The clock of a rehearsal's pages: as far from the machine's as its papers are, and never behind what is on record.

Who signs at a terminal names the moment; what was then put on record would lie in the future of the pages.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tallystick.shell.operations.evidence.acts import Evidence

__all__ = ["rehearsal_clock"]


def rehearsal_clock(
    evidence: Evidence, ahead: timedelta, *, machine: Callable[[], datetime] = lambda: datetime.now(tz=UTC)
) -> Callable[[], datetime]:
    """Return the clock of a home's pages.

    Args:
        evidence: of the home, for reading.
        ahead: by how much the clock goes ahead of the machine's; behind where negative. Where it is nothing, the clock
            is the machine's own, whatever is on record.
        machine: asks the machine's clock.
    """
    if not ahead:
        return machine
    number, latest = 0, datetime.min.replace(tzinfo=UTC)

    def now() -> datetime:
        nonlocal number, latest
        last = evidence.journal.last()
        if last != number:
            latest = max(datetime.fromisoformat(row.entry.draft.at) for row in evidence.journal.acts())
            number = last
        return max(machine() + ahead, latest)

    return now
