"""The tokens of an issue, one a class: deployed on the filed terms, or tokens of other makers behind an adapter each.

A token of another maker is minted through its adapter, and only once its owner gave the adapter that power; what binds
its transfers (lock-up, number of holders) is its own to keep, and no adapter says that it does.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.issuance.registrations import class_masks, limits
from tallystick.shell.operations.ports.ledgers.chain import Ledger, LedgerReader
from tallystick.shell.operations.ports.ledgers.ledger import Deployment, identifier
from tallystick.shell.operations.ports.ledgers.tokens import TokenTerms
from tallystick.units.wallets import checksummed

__all__ = ["asset_wrong", "bind_tokens", "deploy_tokens", "other_chain"]


def deploy_tokens(
    ledger: Ledger,
    filing: str,
    deal: Deal,
    where: Mapping[str, str],
    existing: Mapping[str, str],
    *,
    closing: dt.date,
    at: dt.datetime,
    before: Mapping[str, str] | None = None,
) -> dict[str, Deployment]:
    """Deploy a token for each class, or an adapter where it is issued as a token of another maker.

    Args:
        ledger: of the overseas home.
        filing: its id.
        deal: as filed.
        where: addresses of what all classes share, and the agent.
        existing: the token of another maker, by class; empty where there is none.
        closing: the day from which a lock-up runs.
        at: the moment of acting.
        before: the token that each takes over from, by class; None where they are issued anew.
    """
    made: dict[str, Deployment] = {}
    for name in class_masks(deal):
        terms = _terms(deal, name, where, identifier(filing), closing=closing)
        terms = replace(terms, predecessor=before[name]) if before is not None else terms
        if name in existing:
            plain = replace(terms, locked_until=0, holder_limit=0, minimum_holding=0)
            made[name] = ledger.deploy_adapter(f"{filing}/adapter/{name}", existing[name], plain, at=at)
        else:
            made[name] = ledger.deploy_token(f"{filing}/token/{name}", terms, at=at)
    return made


def bind_tokens(
    ledger: Ledger, registry: str, filing: str, tokens: Mapping[str, Deployment], *, at: dt.datetime
) -> None:
    """Have the registry of filings count each class's cap in its one token.

    Raises:
        ChainRefusedError: a class is issued as another token.
    """
    for name, token in tokens.items():
        ledger.bind(registry, identifier(filing), identifier(name), token.address, at=at)


def asset_wrong(reader: LedgerReader, deal: Deal) -> Finding | None:
    """Say that the asset in which holders are to be paid is not on the ledger as it was filed; None where it is.

    Raises:
        ChainConflictError: there is no contract at its address.
    """
    asset = pays_on_ledger(deal.tokens)
    if asset is None:
        return None
    if checksummed(asset.address) != asset.address:
        return finding("issuance.asset-address", asset=asset.asset, address=asset.address)
    found = reader.decimals(asset.address)
    if found == asset.decimals:
        return None
    return finding("issuance.asset-decimals", asset=asset.asset, found=found, filed=asset.decimals)


def other_chain(reader: LedgerReader, deal: Deal) -> Finding | None:
    """Say that the ledger at hand is not the one that was filed; None where it is."""
    filed, found = deal.tokens, reader.chain_id()
    if filed is None or filed.ledger.chain_id == found:
        return None
    return finding("chain.other-chain", found=str(found), expected=str(filed.ledger.chain_id))


def _terms(deal: Deal, name: str, where: Mapping[str, str], filing_id: str, *, closing: dt.date) -> TokenTerms:
    tokens = deal.tokens
    symbol = tokens.classes[name].symbol if tokens is not None else name
    limited = limits(deal, name, closing=closing)
    return TokenTerms(
        name=f"{deal.name.en} {name}",
        symbol=symbol,
        decimals=0,
        filing_id=filing_id,
        class_id=identifier(name),
        class_mask=class_masks(deal)[name],
        filings=where["filings"],
        eligibility=where["eligibility"],
        agent=where["agent"],
        mandates=where["mandates"],
        reports=where["reports"],
        distributor=where["distributor"],
        locked_until=limited["locked_until"],
        holder_limit=limited["holder_limit"],
        minimum_holding=limited["minimum_holding"],
    )
