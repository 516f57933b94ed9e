"""`suspend` and `resume`: nothing is minted in between, and nobody's units are touched; each on a paper."""

from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import RESUMED, SUSPENDED
from tallystick.shell.operations.issuance.later.orders import ordered_against
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.ledger import Approver, FilingStatus, identifier

__all__ = ["resume", "suspend"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)


def suspend(desk: Desk, ledger: AgentLedger, paper: bytes) -> Outcome[FilingStatus]:
    """Suspend issuance.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
        paper: says why; its digest goes to the ledger.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    state = ledger.filing(where.filings, identifier(desk.filing))
    number = state.suspensions + (state.status is not FilingStatus.SUSPENDED) if state is not None else 0
    reason = sha256_hex(paper)
    desk.put(SUSPENDED, {"paper": desk.evidence.objects.put(paper).sha256, "number": str(number)})
    ledger.suspend(where.filings, identifier(desk.filing), reason=reason, at=desk.at)
    return Outcome(value=FilingStatus.SUSPENDED)


def resume(desk: Desk, ledger: AgentLedger, paper: bytes) -> Outcome[FilingStatus]:
    """Resume issuance after the last suspension; issuer and trustee both agree.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
        paper: says why.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    ordered = ordered_against(desk.evidence, desk.filing, resuming=True)
    if ordered:
        return Outcome(value=None, findings=ordered)
    filing_id = identifier(desk.filing)
    state = ledger.filing(where.filings, filing_id)
    if state is None or not state.suspensions:
        return Outcome(value=None, findings=(finding("issuance.not-suspended", filing=desk.filing),))
    said = {"paper": desk.evidence.objects.put(paper).sha256, "number": str(state.suspensions)}
    desk.put(RESUMED, said)
    for approver in Approver:
        ledger.resume(where.filings, filing_id, approver, suspension=state.suspensions, at=desk.at)
    return Outcome(value=FilingStatus.ACTIVE)
