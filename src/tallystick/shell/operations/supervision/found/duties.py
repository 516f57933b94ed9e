"""What the acts on record say of obligation 10: the completion report, owed promptly after the issue, and its day."""

import datetime as dt

from tallystick.filing.clocks import beijing_day
from tallystick.law.clocks import standing_deadline
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import REPORTED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.shell.operations.supervision.found.told import told_of
from tallystick.supervision.duties import Duty, duty_of

__all__ = ["completion_duty"]

_REPORT = "completion-report"


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
    for row in acts_of(record, lineage(record, filing), REPORTED):
        day = beijing_day(dt.datetime.fromisoformat(row.entry.draft.at))
        made.append((day, str(body_of(record, row)["report"])))
    reported, evidence = min((each for each in made if each[0] <= as_of), default=(None, ""))
    return duty_of(standing_deadline("D1"), minted, as_of=as_of, reported=reported, evidence=evidence, called=_REPORT)
