"""Where a filing stands, rebuilt from its acts: the acts are the truth and the stored state only a convenience.

Every act on a filing is an entry whose body names the event, the people, and, for two people, the second one's own
signature over the same intent. Replaying them through the table of states gives the filing as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.clocks import Done, beijing_day, review_clocks
from tallystick.filing.states import Act, Review, apply, number_taken, transitions
from tallystick.law.clocks import ClockReading
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.countersignatures import countersigned
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.filing.act_records import ACT_KIND, read_act, write_act
from tallystick.shell.operations.filing.acted import misdated
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import ActRow, FilingChange, FilingRow
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["ActsDisagreeError", "Moved", "done_before", "move", "review_of"]


class ActsDisagreeError(RefusedError):
    """The stored acts of a filing do not follow from one another, which only a damaged or doctored store can show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A filing after an act, the act's place in the journal, and the clocks that run or stand still then."""

    review: Review
    row: ActRow
    clocks: tuple[ClockReading, ...]


def review_of(evidence: Evidence, filing: str) -> Review:
    """Replay the acts of a filing.

    Raises:
        ActsDisagreeError: a stored act cannot be read, or does not fit the one before it.
    """
    review = Review(filing=filing)
    for row in evidence.journal.acts(subject=filing, kind=ACT_KIND):
        try:
            after = apply(review, read_act(body_of(evidence, row)))
        except ValueError:
            after = finding("evidence.act-unreadable", kind=row.entry.draft.kind)
        if not isinstance(after, Review):
            number = str(row.number)
            raise ActsDisagreeError(finding("filing.acts-disagree", filing=filing, act=number, code=after.code))
        review = after
    return review


def move(
    evidence: Evidence,
    row: FilingRow,
    act: Act,
    signers: tuple[Signer, ...],
    *,
    at: datetime,
    note: Mapping[str, object] | None = None,
) -> Moved | Finding:
    """Carry out an act on a filing, once; the second of two people countersigns the same intent.

    Asked for again, an act is found: when it is the last one, when it cannot follow any more, or when it records a
    paper, which is on record once. Otherwise the same words may be said a second time, such as a second suspension.

    Args:
        evidence: where it is kept.
        row: the filing and the package it is about.
        act: what is done; its people in the order of `signers`.
        signers: the opened keys of those people.
        at: when.
        note: what belongs to the act, such as the reason of a decision or the digests of a reply.
    """
    review = review_of(evidence, row.id)
    done, intent = _turn(evidence, row, write_act(act, row, note or {}), signers, at)
    after = apply(review, act)
    if done is not None and (isinstance(after, Finding) or act.notice is not None or _is_last(evidence, done)):
        return _moved(evidence, review, perform(evidence, done, signers[0]), at)
    if isinstance(after, Finding):
        return after
    paper = act.notice
    taken = None if paper is None else number_taken(review, paper.kind, paper.number, specimen=paper.specimen)
    if taken is not None:
        return taken
    part = Part(transitions()[review.phase, act.event].who)
    refused = unfit(act.by, (part,) * len(act.by), signers)
    if refused is not None:
        return refused
    earlier = [
        datetime.fromisoformat(each.entry.draft.at) for each in evidence.journal.acts(subject=row.id, kind=ACT_KIND)
    ]
    early = next(misdated(earlier, at, act), None)
    if early is not None:
        return early
    changed = FilingRow(
        id=row.id,
        deal=row.deal,
        version=row.version,
        state=after.phase.value,
        package_sha256=row.package_sha256,
        package_sm3=row.package_sm3,
    )
    present = evidence.journal.filing(row.id)
    change = FilingChange(row=changed, expected=present.state if present is not None else "")
    return _moved(evidence, after, perform(evidence, intent, signers[0], change), at)


def done_before(moved: Moved, at: datetime) -> tuple[Finding, ...]:
    """Say that an act was done on another day than the one it was asked for on; nothing where it was done just now."""
    done = beijing_day(datetime.fromisoformat(moved.row.entry.draft.at))
    if done == beijing_day(at):
        return ()
    return (finding("filing.act-done-before", filing=moved.review.filing, done=done, asked=beijing_day(at)),)


def _moved(evidence: Evidence, review: Review, row: ActRow, at: datetime) -> Moved:
    acts = evidence.journal.acts(subject=review.filing, kind=ACT_KIND)
    done = [
        Done(act=read_act(body_of(evidence, each)), at=datetime.fromisoformat(each.entry.draft.at)) for each in acts
    ]
    return Moved(review=review, row=row, clocks=review_clocks(done, as_of=beijing_day(at)))


def _turn(
    evidence: Evidence, row: FilingRow, body: dict[str, object], signers: tuple[Signer, ...], at: datetime
) -> tuple[Intent | None, Intent]:
    """Return the last time this very act was done, if it ever was, and the next time it could be."""
    turn, done = 0, None
    while True:
        intent = Intent(kind=ACT_KIND, subject=row.id, at=at, body=countersigned(body | {"turn": turn}, signers))
        if evidence.journal.find(intent.act_id) is None:
            return done, intent
        turn, done = turn + 1, intent


def _is_last(evidence: Evidence, done: Intent) -> bool:
    return evidence.journal.acts(subject=done.subject, kind=ACT_KIND)[-1].act_id == done.act_id
