"""When a meeting may be counted: once it is over, and not again on other votes than those it stands on record by."""

from collections.abc import Mapping

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.issuance.holders.meetings import Meeting
from tallystick.law.values import Truth
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.issuance.issue_records import MEETING
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.servicing.replaying.record_dates import end_of_day

__all__ = ["counts", "recounted", "unheld"]


def counts(desk: Desk, meeting: str) -> list[dict[str, object]]:
    """Return what a meeting came to each time it was counted, under whichever filing of the issue."""
    rows = acts_of(desk.evidence, lineage(desk.evidence, desk.filing), MEETING)
    return [body for row in rows if (body := body_of(desk.evidence, row))["meeting"] == meeting]


def recounted(desk: Desk, meeting: Meeting, files: Mapping[str, str]) -> Finding | None:
    """Say that a meeting stands on record by other papers; one whose result was not known is counted again."""
    before = counts(desk, meeting.id)
    if not before or before[-1]["files"] == files or before[-1]["passed"] == Truth.UNKNOWN.value:
        return None
    return finding("issuance.meeting-counted", id=meeting.id, passed=both(f"law.truth.{before[-1]['passed']}"))


def unheld(desk: Desk, meeting: Meeting, deal: Deal) -> Finding | None:
    """Say that the last day on which a vote is received is not over."""
    if desk.at >= end_of_day(deal, meeting.held):
        return None
    return finding("issuance.meeting-unheld", id=meeting.id, held=meeting.held)
