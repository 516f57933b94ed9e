"""`record`: put an authority's own paper on record: its number, date and capture, by two people.

The paper is the evidence; this product only records it. A specimen is marked as one and stays one for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tallystick.evidence.digests import digests
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Person
from tallystick.filing.clocks import beijing_day
from tallystick.filing.notices import AuthorityNotice, NoticeKind, check_notice
from tallystick.filing.states import PAPERS, Act, Review, number_taken
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.review import Moved, done_before, move
from tallystick.shell.operations.filing.submit import is_rehearsed, package_of
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["Paper", "record", "recorded_before"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What an authority issued, with the bytes of its capture, and why, where a correction or revocation says so."""

    kind: NoticeKind
    number: str
    date: date
    authority: Name
    capture: bytes
    specimen: bool
    reason: str = ""


def record(
    evidence: Evidence, filing: str, paper: Paper, *, by: tuple[Person, ...], signers: tuple[Signer, ...], at: datetime
) -> Outcome[Moved]:
    """Record a paper on a filing.

    Args:
        evidence: of the installation that keeps the filing.
        filing: its id.
        paper: the authority's paper and its capture.
        by: the two who captured and compared it, in the order of `signers`.
        signers: their keys.
        at: when it is recorded.
    """
    row = evidence.journal.filing(filing)
    if row is None:
        return Outcome(value=None, findings=(finding("filing.unknown", filing=filing),))
    if not paper.specimen and is_rehearsed(package_of(evidence, filing)):
        return Outcome(value=None, findings=(finding("filing.rehearsal-only", filing=filing),))
    notice = _notice(evidence, paper, by)
    found = tuple(check_notice(notice, as_of=beijing_day(at)))
    if has_errors(found):
        return Outcome(value=None, findings=found)
    moved = move(evidence, row, Act(event=PAPERS[paper.kind], by=by, notice=notice), signers, at=at)
    if isinstance(moved, Finding):
        return Outcome(value=None, findings=(*found, moved))
    return Outcome(value=moved, findings=(*found, *done_before(moved, at)))


def recorded_before(review: Review, said: Mapping[str, object]) -> Finding | None:
    """Say that a plan's paper is on record, before two people compare it again; nothing of a plan without one."""
    kind = next((kind for kind, event in PAPERS.items() if event == said["event"]), None)
    number, specimen = str(said.get("number", "")), bool(said.get("specimen"))
    return None if kind is None else number_taken(review, kind, number, specimen=specimen)


def _notice(evidence: Evidence, paper: Paper, by: tuple[Person, ...]) -> AuthorityNotice:
    captured = evidence.objects.put(paper.capture) if paper.capture else digests(b"")
    return AuthorityNotice(
        kind=paper.kind,
        number=paper.number,
        date=paper.date,
        authority=paper.authority,
        capture_sha256=captured.sha256 if paper.capture else "",
        capture_sm3=captured.sm3 if paper.capture else "",
        specimen=paper.specimen,
        recorded_by=by,
        reason=paper.reason.strip(),
    )
