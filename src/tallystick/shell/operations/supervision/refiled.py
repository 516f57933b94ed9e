"""Each filing's row beside what its acts say, for `fsck`: the state they lead to, and the package they are about.

Hand-overs, of either side, are held against what they rest on.
"""

from collections.abc import Iterator
from datetime import datetime

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND, read_act
from tallystick.shell.operations.filing.acted import misdated
from tallystick.shell.operations.filing.handing.moments import out_of_order
from tallystick.shell.operations.filing.review import ActsDisagreeError, review_of
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.journal import FilingRow

__all__ = ["refiled"]

_MEMBERS = ("deal", "version", "package_sha256", "package_sm3")


def refiled(evidence: Evidence) -> Iterator[Finding]:
    """Yield what does not fit; a filing that has acts and no row is one too."""
    stored = {filing.id: filing for filing in evidence.journal.filings()}
    acted = [row.entry.draft.subject for row in evidence.journal.acts(kind=ACT_KIND)]
    for filing in dict.fromkeys((*acted, *stored)):
        try:
            yield from _filing(evidence, filing, stored.get(filing))
        except (ValueError, ActsDisagreeError, KeyError, ObjectDamagedError, ObjectMissingError):
            yield finding("supervision.acts-unreadable", filing=filing)
    yield from out_of_order(evidence)


def _filing(evidence: Evidence, filing: str, stored: FilingRow | None) -> Iterator[Finding]:
    phase, state = review_of(evidence, filing).phase.value, "" if stored is None else stored.state
    if phase != state:
        yield finding("supervision.state-differs", filing=filing, stored=state, replayed=phase)
    acts = evidence.journal.acts(subject=filing, kind=ACT_KIND)
    earlier: list[datetime] = []
    for row in acts:
        at = datetime.fromisoformat(row.entry.draft.at)
        yield from misdated(earlier, at, read_act(body_of(evidence, row)))
        earlier.append(at)
    if stored is None or not acts:
        return
    said = body_of(evidence, acts[-1])
    for member in _MEMBERS:
        kept = getattr(stored, member)
        if kept != said.get(member):
            yield finding(
                "supervision.filing-differs",
                filing=filing,
                member=member,
                stored=str(kept),
                acted=str(said.get(member)),
            )
