"""Acts by which something of a deal was told, or decided not to be: how they are kept, and how they are read back."""

import datetime as dt
from typing import Final

from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.supervision.watching.life import Told

__all__ = ["TOLD", "told_of"]

TOLD: Final = "supervision.told"


def told_of(evidence: OnRecord, deal: str) -> tuple[Told, ...]:
    """Return the acts by which something of a deal was told, or decided not to be, in their order."""
    found: list[Told] = []
    for row in evidence.journal.acts(subject=deal, kind=TOLD):
        body = body_of(evidence, row)
        found.append(
            Told(
                of=str(body["of"]),
                day=beijing_day(dt.datetime.fromisoformat(row.entry.draft.at)),
                by=row.entry.draft.actor,
                report=str(body["report"]),
                reasons=str(body["reasons"]),
            )
        )
    return tuple(found)
