"""`respond`: the filer's own acts on a filing at the desk: answering a question, or withdrawing it."""

from datetime import datetime

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.filing.states import Act, Event
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.filing.review import Moved, move
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["respond"]


def respond(
    evidence: Evidence,
    filing: str,
    event: Event,
    *,
    by: tuple[Person, ...],
    signers: tuple[Signer, ...],
    reason: str,
    at: datetime,
) -> Outcome[Moved]:
    """Answer the desk, or withdraw a filing.

    Args:
        evidence: of the installation whose desk has the filing.
        filing: its id.
        event: answer or withdraw.
        by: who acts for the filer, in the order of `signers`.
        signers: their keys.
        reason: in words; kept with the act.
        at: when.
    """
    row = evidence.journal.filing(filing)
    if row is None:
        return Outcome(value=None, findings=(finding("filing.unknown", filing=filing),))
    moved = move(evidence, row, Act(event=event, by=by), signers, at=at, note={"reason": reason})
    if isinstance(moved, Finding):
        return Outcome(value=None, findings=(moved,))
    return Outcome(value=moved)
