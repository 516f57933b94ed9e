"""Acts by which something of a deal was told, or decided not to be: how they are kept, and how they are read back.

Beside them, which acts a second person approves, and what of each the approval does not cover.
"""

import datetime as dt
from typing import Final

from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance import issue_records
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.servicing import close_records
from tallystick.shell.operations.servicing.recouping.on_record import RECOUPED
from tallystick.shell.operations.servicing.restating.trail import RESTATED
from tallystick.supervision.watching.life import Told

__all__ = ["APPROVED", "PUBLISHED", "TOLD", "told_of"]

PUBLISHED: Final = "supervision.published"
_OF_TWO: Final = (CLOSED, RESTATED, RECOUPED, PUBLISHED, *issue_records.OF_TWO)
APPROVED: Final = {PLANNED: issue_records.UNAPPROVED} | dict.fromkeys(_OF_TWO, close_records.UNAPPROVED)

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
