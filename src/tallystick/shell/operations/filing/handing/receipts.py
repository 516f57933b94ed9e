"""Which hand-overs have the counterpart's receipt on record and which have none yet, and which are dated back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tallystick.evidence.entries import Entry
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.handover import Handover
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.handing.consent import too_early
from tallystick.shell.operations.filing.handing.give import HANDED_OVER

__all__ = ["CLOSED", "dated_back", "without_receipt"]

CLOSED: Final = "filing.acknowledged"


def without_receipt(evidence: Evidence, filing: str) -> Iterator[Finding]:
    """Yield each hand-over of a filing for which no receipt is on record."""
    acts = evidence.journal.acts(subject=filing, kind=CLOSED)
    closed = {body_of(evidence, row).get("handover_sha256") for row in acts}
    for row in evidence.journal.acts(subject=filing, kind=HANDED_OVER):
        body = body_of(evidence, row)
        if body.get("handover_sha256") not in closed:
            items = tuple(map(str, body["items"])) if isinstance(body["items"], list) else ()
            counterpart = str(body["counterpart"])
            yield finding("filing.handover-open", counterpart=counterpart, at=row.entry.draft.at, items=items)


def dated_back(given: Handover, submitted: Entry, handed: Entry) -> Iterator[Finding]:
    """Yield that a hand-over bears a moment before the submission, or before the day of a paper it rests on."""
    at, file = datetime.fromisoformat(handed.draft.at), "handed-over.entry"
    yield from too_early((datetime.fromisoformat(submitted.draft.at),), at, file=file)
    latest = max((str(paper.get("date")) for paper in given.bases), default="")
    if beijing_day(at).isoformat() < latest:
        yield finding("filing.handover-dated-back", file=file, at=at.isoformat(), before=latest)
