"""What the acts on record say of obligation 10: the completion report, owed promptly after the issue, and its day."""

import datetime as dt

from tallystick.filing.clocks import beijing_day
from tallystick.law.clocks import standing_deadline
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import REPORTED
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.supervision.duties import Duty, duty_of

__all__ = ["completion_duty"]


def completion_duty(record: OnRecord, filing: str, minted: dt.date, at: dt.datetime) -> Duty:
    """Return the completion report, and whether it was made: the text gives no number, so its days are only shown.

    Args:
        record: acts of the overseas home, or of its public copy.
        filing: id of the filing.
        minted: the day of the first mint, in Beijing.
        at: the moment of the question.
    """
    rows = record.journal.acts(subject=filing, kind=REPORTED)
    made = rows[0] if rows else None
    return duty_of(
        standing_deadline("D1"),
        minted,
        as_of=beijing_day(at),
        reported=beijing_day(dt.datetime.fromisoformat(made.entry.draft.at)) if made is not None else None,
        evidence=str(body_of(record, made)["report"]) if made is not None else "",
        called="completion-report",
    )
