"""`match key`: the public key of an epoch, published as the subject of an act: whoever reads the log reads the key.

key of an epoch, made where it is new -> an act of a reviewer -> the log, with receipts and witnesses like every act
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.services.matching import MatchingDesk

__all__ = ["DeskPerson", "publish_key", "published_key"]

_KEY: Final = "tape.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPerson:
    """Who acts for the desk, with their key, and when."""

    person: Person
    signer: Signer
    at: datetime

    def refusal(self) -> Finding | None:
        """Say why this person cannot act for the desk; None where they can."""
        return unfit((self.person,), (Part.REVIEWER,), (self.signer,))


def publish_key(evidence: Evidence, matching: MatchingDesk, by: DeskPerson, *, epoch: str) -> Outcome[str]:
    """Put the public key of an epoch into the log and return it, making the key first where there is none.

    Raises:
        KeyringError: the key was published, and is destroyed by now.
    """
    refused = by.refusal()
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    known = published_key(evidence, epoch)
    key = (matching.make_key if known is None else matching.key)(epoch).public_key.hex()
    if known is not None and known != key:
        other = finding("tape.match-key-other", epoch=epoch, found=key, expected=known)
        return Outcome(value=None, findings=(other,))
    body = {"schema": "tallystick/matching-key/v1", "epoch": epoch, "public_key": key}
    perform(evidence, Intent(kind=_KEY, subject=f"matching/{epoch}/{key}", at=by.at, body=body), by.signer)
    return Outcome(value=key)


def published_key(evidence: Evidence, epoch: str) -> str | None:
    """Return the public key that the log of this home says an epoch has; None where it says none."""
    named = (row.entry.draft.subject.split("/") for row in evidence.journal.acts(kind=_KEY))
    return next((key for _, own, key in named if own == epoch), None)
