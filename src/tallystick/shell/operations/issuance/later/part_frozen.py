"""`freeze --units`: part of a holding kept where it is, such as under a pledge; the rest can be transferred.

on record, with the paper -> so many units of the class frozen on the ledger, in place of how many were before

Frozen units go on counting, voting and being owed; they go last when a class is redeemed, and along when it migrates.
Source: ERC-7943 (setFrozenTokens).
"""

from typing import Final

from tallystick.evidence.findings import finding
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.deploying.existing import own_agents
from tallystick.shell.operations.issuance.issue_records import FROZEN
from tallystick.shell.operations.issuance.later.standing import Desk, stands, unknown_account
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["freeze_units"]

_PARTS: Final = (Part.TRANSFER_AGENT, Part.TRUSTEE)


def freeze_units(
    desk: Desk, ledger: HolderLedger, account: str, token_class: str, units: int, paper: bytes
) -> Outcome[int]:
    """Have so many units of an account frozen in one class; the value is how many it can still transfer.

    Args:
        desk: transfer agent and trustee, on the filing.
        ledger: of the overseas home.
        account: the address.
        token_class: the class.
        units: how many are frozen from now on; 0 lets all of them go.
        paper: the pledge or other document that says why.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    token = where.tokens.get(token_class)
    if token is None:
        unknown = finding("issuance.class-unknown", token_class=token_class, known=tuple(where.tokens))
        return Outcome(value=None, findings=(unknown,))
    if (unregistered := unknown_account(ledger, where, account)) is not None:
        return Outcome(value=None, findings=(unregistered,))
    foreign = own_agents(ledger, token_class, token)
    held = next((each.amount for each in ledger.holdings(token) if each.account == account), 0)
    if foreign is None and not 0 <= units <= held:
        foreign = finding("issuance.frozen-beyond", token_class=token_class, account=account, units=units, held=held)
    if foreign is not None:
        return Outcome(value=None, findings=(foreign,))
    if ledger.frozen_units(token, account) != units:
        said = {"account": account, "class": token_class, "units": str(units)}
        said |= {"paper": desk.evidence.objects.put(paper).sha256, "block": str(ledger.head().number)}
        desk.put(FROZEN, said)
    ledger.freeze_units(token, account, units, at=desk.at)
    return Outcome(value=ledger.free(token, account))
