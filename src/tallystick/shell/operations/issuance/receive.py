"""`receive`: put an edition that arrived on record overseas, so that the register there shows it before it is issued.

    edition and proofs checked  ->  each file kept under its digest  ->  the act of its arrival, once

`issue` performs the same act; whoever received before has only said so earlier.
"""

from collections.abc import Mapping
from datetime import datetime

from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.issuance.issue_records import keep_received
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.evidence import Signer

__all__ = ["receive"]


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
        The edition; None where it or its proofs do not hold, or the person may not receive it.
    """
    opened = open_received(crossed)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    refused = unfit((by,), (Part.ISSUER,), (signer,))
    if refused is not None:
        return Outcome(value=None, findings=(*opened.findings, refused))
    keep_received(evidence, opened.value, signer, at)
    return opened
