"""`recover --withdraw`: the trustee takes a recovery back that is still open to objection, on a paper.

    orders that stand for a lost account -> an act of two, with the reason -> each withdrawn on the ledger

What was carried out stays, and with it the new address; otherwise the lost one may be recovered to another. One that is
on record alone, since the account itself objected, is taken back there. The same paper does not order a recovery again;
another may, and its days begin anew.
"""

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.issuance.holders.recoveries import now_at
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.issue_records import TAKEN_BACK
from tallystick.shell.operations.issuance.later.lineage import lineage, recoveries, tokens_before
from tallystick.shell.operations.issuance.later.standing import Desk, stands
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["take_back"]

_PARTS = (Part.TRANSFER_AGENT, Part.TRUSTEE)


def take_back(desk: Desk, ledger: HolderLedger, lost: str, to: str, paper: bytes) -> Outcome[int]:
    """Take a waiting recovery back, in every class.

    Args:
        desk: who acts, on which filing.
        ledger: of the overseas home.
        lost: the address that was said to be lost.
        to: the address that was to take its place.
        paper: what shows why.

    Returns:
        How many orders were withdrawn; None, and why, where there was nothing to take back.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    waiting = [
        each
        for each in ledger.orders(where.mandates)
        if not each.done and each.units is None and (each.giver, each.taker) == (lost, to)
    ]
    names, head = lineage(desk.evidence, desk.filing), ledger.head().number
    issued = (token for each in (*tokens_before(desk.evidence, desk.filing), where.tokens) for token in each.values())
    carried = any((lost, to) in ledger.recovered(token, after=-1, until=head) for token in issued)
    stood = now_at(recoveries(desk.evidence, names)).get(lost) == to
    if not waiting and (carried or not stood):
        return Outcome(value=None, findings=(finding("issuance.recovery-none-waits", lost=lost, to=to),))
    kept = desk.evidence.objects.put(paper).sha256
    desk.put(TAKEN_BACK, {"lost": lost, "to": to, "paper": kept, "carried": "yes" if carried else "no"})
    for each in waiting:
        ledger.withdraw(where.mandates, each.token, lost, to, None, paper=each.paper, at=desk.at)
    told = finding("issuance.recovery-taken-back", lost=lost, to=to, count=len(waiting), paper=sha256_hex(paper))
    return Outcome(value=len(waiting), findings=(told,))
