"""Acts by which something of a deal was told, or decided not to be: how they are kept, and how they are read back.

Beside them, which acts a second person approves, and what of each the approval does not cover; and of obligation 10 the
completion report, owed promptly after the issue, and its day.
"""

import datetime as dt
from typing import Final

from tallystick.evidence.persons import Name
from tallystick.filing.clocks import beijing_day
from tallystick.law.clocks import standing_deadline
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance import issue_records
from tallystick.shell.operations.issuance.issue_records import PLANNED, REPORTED
from tallystick.shell.operations.issuance.later.chapters import CLOSED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.servicing import close_records
from tallystick.shell.operations.servicing.recouping.on_record import RECOUPED
from tallystick.shell.operations.servicing.restating.trail import RESTATED
from tallystick.supervision.duties import Duty, duty_of
from tallystick.supervision.watching.life import Told

__all__ = ["APPROVED", "PUBLISHED", "TOLD", "completed", "completion_duty", "told_of"]

PUBLISHED: Final = "supervision.published"
_OF_TWO: Final = (CLOSED, RESTATED, RECOUPED, PUBLISHED, *issue_records.OF_TWO)
APPROVED: Final = {PLANNED: issue_records.UNAPPROVED} | dict.fromkeys(_OF_TWO, close_records.UNAPPROVED)

TOLD: Final = "supervision.told"
_REPORT: Final = "completion-report"


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
                event=str(body["event_sha256"]),
                fact=_fact(body.get("fact")),
            )
        )
    return tuple(found)


def _fact(said: object) -> Name | None:
    """Return what an event said when it was decided on; acts of old have it not."""
    return Name(zh=str(said["zh"]), en=str(said["en"])) if isinstance(said, dict) else None


def completed(record: OnRecord, filing: str) -> tuple[Told, ...]:
    """Return the completion reports that issuer and trustee signed, by which that duty was told."""
    return tuple(
        Told(
            of=_REPORT,
            day=beijing_day(dt.datetime.fromisoformat(row.entry.draft.at)),
            by=row.entry.draft.actor,
            report=str(body_of(record, row)["report"]),
        )
        for row in acts_of(record, lineage(record, filing), REPORTED)
    )


def completion_duty(record: OnRecord, deal: str, filing: str, minted: dt.date, at: dt.datetime) -> Duty:
    """Return the completion report, and whether it was made: the text gives no number, so its days are only shown.

    It was made on the day issuer and trustee signed it, or on the day the filer says it was told, the earlier of both.

    Args:
        record: acts of a home, or of its public copy.
        deal: id of the deal.
        filing: id of the filing.
        minted: the day of the first mint, in Beijing.
        at: the moment of the question.
    """
    as_of = beijing_day(at)
    made = [(each.day, each.report) for each in told_of(record, deal) if each.of == _REPORT]
    made += [(each.day, each.report) for each in completed(record, filing)]
    reported, evidence = min((each for each in made if each[0] <= as_of), default=(None, ""))
    return duty_of(standing_deadline("D1"), minted, as_of=as_of, reported=reported, evidence=evidence, called=_REPORT)
