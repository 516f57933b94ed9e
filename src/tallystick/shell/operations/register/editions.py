"""Which filings a home has, and the export edition of each with its proofs: the one source of its public page.

    onshore    what `deliver` would send today
    overseas   what arrived, from the objects it was stored as

So both registers say the same of a filing, and neither has more to show than what may cross.
"""

from collections.abc import Mapping

from tallystick.evidence.log import Policy
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.issuance.receiving.received import RECEIVED

__all__ = ["crossed_files", "last_acts"]


def last_acts(evidence: Evidence) -> dict[str, int]:
    """Return the filings that were submitted to this home or arrived at it, each with the number of its last act.

    The one that moved last comes first.
    """
    rows = evidence.journal.acts()
    here = {row.entry.draft.subject for row in rows if row.entry.draft.kind in {ACT_KIND, RECEIVED}}
    latest = {subject: row.number for row in rows if (subject := row.entry.draft.subject.split("/")[0]) in here}
    return dict(sorted(latest.items(), key=lambda each: each[1], reverse=True))


def crossed_files(evidence: Evidence, filing: str, *, policy: Policy | None = None) -> Mapping[str, bytes]:
    """Return the export edition of a filing with its proofs, by path; empty where the home has none.

    Args:
        evidence: of the home.
        filing: its id.
        policy: who must have cosigned for the reader, where receipts are made anew; None where that is not known.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was submitted or what arrived.
    """
    received = evidence.journal.acts(subject=filing, kind=RECEIVED)
    if not received:
        return deliver(evidence, filing, policy=policy).value or {}
    files = body_of(evidence, received[-1]).get("files")
    named = files if isinstance(files, dict) else {}
    return {path: evidence.objects.get(str(sha256)) for path, sha256 in named.items()}
