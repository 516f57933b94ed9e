"""Which hand-overs have a receipt on record and which have none yet, are dated back, or lack a paper."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tallystick.evidence.entries import Entry
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.consents import missing_consents, read_consent
from tallystick.filing.handover.handover import Handover
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.handing.consent import too_early
from tallystick.shell.operations.filing.handing.give import HANDED_OVER

__all__ = ["CLOSED", "answered_early", "closed_early", "dated_back", "unsupported", "without_receipt"]

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


def unsupported(given: Handover) -> tuple[Finding, ...]:
    """Return which items the papers that a hand-over names do not cover, or that one of them is none."""
    try:
        papers = [read_consent({"consent": paper}) for paper in given.bases]
    except ValueError:
        return (finding("filing.handover-unreadable", file="handover.json"),)
    return missing_consents(papers, given.items, given.counterpart)[1]


def answered_early(answered: Entry, at: datetime, *, file: str = "") -> Iterator[Finding]:
    """Yield that a receipt for a hand-over, or the record of one, is dated before what it answers.

    Args:
        answered: the hand-over or, of a record, the receipt.
        at: when the receipt was given or recorded, aware.
        file: where it lies.
    """
    before = datetime.fromisoformat(answered.draft.at)
    if at < before:
        yield finding("filing.handover-receipt-dated-back", file=file, at=at.isoformat(), before=before.isoformat())


def closed_early(handed: Entry, taken: Entry, at: datetime) -> tuple[Finding, ...]:
    """Return what keeps a hand-over, the receipt for it and the record of that from following one another."""
    received = datetime.fromisoformat(taken.draft.at)
    return (*answered_early(handed, received, file="taken-over.entry"), *answered_early(taken, at))
