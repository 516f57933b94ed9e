"""What happened to a filing, in order: the public part of each act, and the phase it led to.

An act on a filing says the event, the day and whether it was a rehearsal; who acted stays in the body, which is not
public. What was done overseas follows, as the overseas home's own log has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.filing.states import Act, Event, Phase, Review, apply
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND, read_act
from tallystick.shell.operations.issuance.issue_records import (
    COMPLETED,
    FAILED,
    FROZEN,
    REDEEMED,
    RESUMED,
    SUSPENDED,
)
from tallystick.shell.operations.issuance.receiving.proof import Proof
from tallystick.shell.operations.issuance.receiving.received import RECEIVED, Received

__all__ = ["Step", "steps_of"]

_AFTERWARDS: Final = (RECEIVED, COMPLETED, FAILED, SUSPENDED, RESUMED, FROZEN, REDEEMED)
_OF_MONTHS: Final = ("servicing.closed", "servicing.confirmed")
_PHASES: Final = {
    Event.SUBMIT: Phase.SUBMITTED,
    Event.FILE: Phase.FILED,
    Event.RECORD_NOTICE: Phase.RECORDED,
    Event.RECORD_CORRECTION: Phase.RECORDED,
    Event.RECORD_REVOCATION: Phase.REVOKED,
}
_BY_PAPER: Final = frozenset({Phase.RECORDED, Phase.REVOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened.

    Attributes:
        event: key of the label that names it.
        at: when its actor says it was done, aware.
        phase: where the filing stood afterwards; empty for what happened after the filing.
        standing: ``rehearsal`` or ``adopted`` where a desk decided; else empty.
        number: of an authority's paper, or the period; else empty.
        authority: who issued the paper, zh and en; else empty.
        specimen: whether that paper is a specimen.
        position: in this home's log, from 0; None where another log has it.
        proof: name under which its receipt crossed; empty where this home's own log gives one.
    """

    event: str
    at: datetime
    phase: str = ""
    standing: str = ""
    number: str = ""
    authority: tuple[str, str] = ("", "")
    specimen: bool = False
    position: int | None = None
    proof: str = ""

    @property
    def badge(self) -> str:
        """The phase as a badge names it: on the strength of a specimen, a notice is not on record, a specimen is."""
        return f"{self.phase}-specimen" if self.phase in _BY_PAPER and self.specimen else self.phase


def steps_of(evidence: Evidence, filing: str, received: Received) -> tuple[Step, ...]:
    """Return everything public that happened to a filing, the first thing first.

    Args:
        evidence: of the home.
        filing: its id.
        received: its edition with the proofs.
    """
    own = tuple(_own_acts(evidence, filing))
    return (*(own or _proved(received)), *_afterwards(evidence, filing))


def _own_acts(evidence: Evidence, filing: str) -> Iterator[Step]:
    review = Review(filing=filing)
    for row in evidence.journal.acts(subject=filing, kind=ACT_KIND):
        act = read_act(body_of(evidence, row))
        after = apply(review, act)
        review = after if isinstance(after, Review) else review
        at = datetime.fromisoformat(row.entry.draft.at)
        yield _step(act, at, review.phase.value, position=row.position)


def _proved(received: Received) -> Iterator[Step]:
    proofs = {
        "submitted": received.submitted,
        "decided": received.decided,
        "notice": received.notice,
        **{f"correction-{number}": each for number, each in enumerate(received.corrections, 1)},
        "revocation": received.revocation,
    }
    for name, proof in proofs.items():
        if isinstance(proof, Proof):
            act, at = read_act(proof.body), datetime.fromisoformat(proof.entry.draft.at)
            yield _step(act, at, _PHASES.get(act.event, Phase.SUBMITTED).value, proof=name)


def _step(act: Act, at: datetime, phase: str, *, position: int | None = None, proof: str = "") -> Step:
    notice = act.notice
    return Step(
        event=f"filing.event.{act.event.value}",
        at=at,
        phase=phase,
        standing=act.standing.value if act.standing is not None else "",
        number=notice.number if notice is not None else "",
        authority=(notice.authority.zh, notice.authority.en) if notice is not None else ("", ""),
        specimen=notice is not None and notice.specimen,
        position=position,
        proof=proof,
    )


def _afterwards(evidence: Evidence, filing: str) -> Sequence[Step]:
    months = (row for kind in _OF_MONTHS for row in evidence.journal.acts(kind=kind))
    of_months = (row for row in months if row.entry.draft.subject.startswith(f"{filing}/"))
    rows = [row for kind in _AFTERWARDS for row in evidence.journal.acts(subject=filing, kind=kind)]
    return [
        Step(
            event=f"portal.act.{row.entry.draft.kind}",
            at=datetime.fromisoformat(row.entry.draft.at),
            number=row.entry.draft.subject.removeprefix(filing).removeprefix("/"),
            position=row.position,
        )
        for row in sorted((*rows, *of_months), key=lambda row: row.number)
    ]
