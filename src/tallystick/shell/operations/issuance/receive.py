"""`receive`: put an edition that arrived on record overseas, so that the register there shows it before it is issued.

    edition and proofs checked  ->  each file kept under its digest  ->  the act of its arrival, once

`issue` performs the same act; whoever received before has only said so earlier.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tallystick.evidence.persons import Person
from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.filing.deliver import PROOFS, PROVED
from tallystick.shell.operations.issuance.issue_records import keep_received
from tallystick.shell.operations.issuance.receiving.order import older
from tallystick.shell.operations.issuance.receiving.received import RECEIVED, Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["is_revoked", "receive"]

_REVOCATION: Final = f"{PROOFS}/{PROVED[Event.RECORD_REVOCATION.value]}.json"


def receive(
    evidence: Evidence, crossed: Mapping[str, bytes], *, by: Person, signer: Signer, at: datetime
) -> Outcome[Received]:
    """Receive an edition; the same one received again is the same act.

    Args:
        evidence: of the overseas home.
        crossed: the edition with its proofs, as `deliver` wrote them.
        by: who receives it for the issuer.
        signer: that person's key.
        at: when.

    Returns:
        The edition; None where it or its proofs do not hold, where a later one arrived before it, or where the person
        may not receive it.
    """
    opened = open_received(crossed)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    refused = older(evidence, opened.value) or unfit((by,), (Part.ISSUER,), (signer,))
    if refused is not None:
        return Outcome(value=None, findings=(*opened.findings, refused))
    keep_received(evidence, opened.value, signer, at)
    return opened


def is_revoked(evidence: Evidence, received: Received) -> bool:
    """Tell whether the authority took its notice back, by this edition or by any that ever arrived here."""
    if received.revocation is not None:
        return True
    rows = evidence.journal.acts(subject=received.edition.head.filing, kind=RECEIVED)
    kept = (body_of(evidence, row).get("files") for row in rows)
    return any(isinstance(files, dict) and _REVOCATION in files for files in kept)
