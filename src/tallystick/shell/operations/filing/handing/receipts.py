"""Which hand-overs of a filing have the counterpart's receipt on record, and which have none yet."""

from collections.abc import Iterator
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.handing.give import HANDED_OVER

__all__ = ["CLOSED", "without_receipt"]

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
