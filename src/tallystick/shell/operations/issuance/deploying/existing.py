"""Tokens of other makers, as which classes are issued: which cannot be, and what only their own agents can do.

address, class, lock-up -> decimals and what is outstanding, by the contract's word -> power to mint
"""

from collections.abc import Mapping
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.issuance.registrations import class_masks, limits
from tallystick.shell.operations.ports.ledgers.adapters import AdapterReader
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import Deployment
from tallystick.units.wallets import checksummed, is_address

__all__ = ["existing_unfit", "existing_wrong", "own_agents", "powerless"]

_MOST_DECIMALS: Final = 18
"""Source: contracts/src/TokenAdapter.sol, whose constructor takes no more, and no token with units outstanding."""


def existing_wrong(deal: Deal, existing: Mapping[str, str]) -> Finding | None:
    """Say which token of another maker cannot be issued; None where all can."""
    filed = class_masks(deal)
    for name, address in existing.items():
        if name not in filed:
            return finding("issuance.existing-class", token_class=name, filed=tuple(filed))
        if not is_address(address) or checksummed(address) != address:
            return finding("issuance.existing-address", token_class=name, address=address)
        if limits(deal, name, closing=deal.as_of)["locked_until"]:
            return finding("issuance.existing-lockup", token_class=name, address=address)
        if pays_on_ledger(deal.tokens) is not None:
            return finding("issuance.existing-rail", token_class=name, address=address)
    taken = list(existing.values())
    twice = next((each for each in taken if taken.count(each) > 1), None)
    return finding("issuance.existing-twice", address=twice) if twice is not None else None


def existing_unfit(reader: LedgerReader, existing: Mapping[str, str]) -> Finding | None:
    """Say which token of another maker no adapter can be deployed for: before a plan names it, for a plan is for good.

    Raises:
        ChainConflictError: there is no contract at its address.
        ChainRefusedError: the contract there is no token.
    """
    for name, address in existing.items():
        decimals, outstanding = reader.decimals(address), reader.outstanding(address)
        if decimals > _MOST_DECIMALS or outstanding:
            return finding(
                "issuance.existing-unfit",
                token_class=name,
                address=address,
                decimals=decimals,
                outstanding=outstanding,
            )
    return None


def powerless(reader: AdapterReader, tokens: Mapping[str, Deployment]) -> tuple[Finding, ...]:
    """Return, of each class whose token does not let its adapter mint, who must give whom that power."""
    stand = {name: (each.address, reader.existing(each.address)) for name, each in tokens.items()}
    return tuple(
        finding("issuance.adapter-powerless", token_class=name, adapter=adapter, address=token.address)
        for name, (adapter, token) in stand.items()
        if token is not None and not token.may_mint
    )


def own_agents(reader: AdapterReader, token_class: str, token: str) -> Finding | None:
    """Say that units of a class are moved by the agents of another maker's token alone; None where it is ours."""
    behind = reader.existing(token)
    if behind is None:
        return None
    return finding("issuance.existing-own-agents", token_class=token_class, address=behind.address)
