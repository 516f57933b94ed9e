"""`decide`: the desk's acts on a filing: two reviewers together, each decision marked as rehearsal or as adopted.

What a decision rests on is established anew from the stored package, never taken from the submitter.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.filing.states import Act, Event, Standing
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.review import Moved, done_before, move
from tallystick.shell.operations.filing.submit import established, is_rehearsed, package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.tape.matching.entered import standing_met

__all__ = ["decide"]


def decide(
    evidence: Evidence,
    filing: str,
    event: Event,
    *,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    standing: Standing,
    reason: str | Mapping[str, object],
    at: datetime,
) -> Outcome[Moved]:
    """Decide on a filing.

    Args:
        evidence: of the installation whose desk decides.
        filing: its id.
        event: question, consult, conclude, suspend, resume, file or refuse.
        by: the reviewers, in the order of `signers`.
        signers: their keys.
        standing: rehearsal, or adopted by an authority.
        reason: in words, or a note with ``reason`` and ``questions``, each with the field, rule and evidence it is
            about; kept with the act.
        at: when.
    """
    row = evidence.journal.filing(filing)
    if row is None:
        return Outcome(value=None, findings=(finding("filing.unknown", filing=filing),))
    package = package_of(evidence, filing)
    if standing is not Standing.REHEARSAL and is_rehearsed(package):
        return Outcome(value=None, findings=(finding("filing.rehearsal-only", filing=filing),))
    shown = established(package) if event is Event.FILE else frozenset[str]()
    act = Act(event=event, by=by, standing=standing, shown=shown)
    note: Mapping[str, object] = {"reason": reason} if isinstance(reason, str) else reason
    moved = move(evidence, row, act, signers, at=at, note=note)
    if isinstance(moved, Finding):
        return Outcome(value=None, findings=(moved,))
    return Outcome(value=moved, findings=(*done_before(moved, at), *_shared(evidence, row.deal)))


def _shared(evidence: Evidence, deal: str) -> Iterator[Finding]:
    """Say which other deals hold assets of this one, as far as the desk's blinded matching shows."""
    met = standing_met(evidence, deal).value or ()
    others = sorted({each for one in met for each in one.deals} - {deal})
    if others:
        yield finding("tape.match-decided", deal=deal, deals=tuple(others), count=len(met))
