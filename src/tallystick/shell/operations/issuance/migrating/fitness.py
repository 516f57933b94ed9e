"""Whether tokens can go over to those of a later filing: the terms carry on, everybody may hold, and all is paid."""

from collections.abc import Iterator
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.close import unlike
from tallystick.shell.operations.issuance.deploying.existing import own_agents
from tallystick.shell.operations.issuance.deploying.filings import caps_of
from tallystick.shell.operations.issuance.deploying.tokens import asset_wrong, other_chain
from tallystick.shell.operations.issuance.later.chapters import CLOSED, CONFIRMED, DIVIDED
from tallystick.shell.operations.issuance.later.lineage import acts_of, kept_deal, lineage, successor
from tallystick.shell.operations.issuance.later.orders import ordered_against
from tallystick.shell.operations.issuance.later.standing import Desk, Stands
from tallystick.shell.operations.issuance.migrating.behind import admitted_to, held_below
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader

__all__ = ["not_fit"]

_SHOWN: Final = 4


def not_fit(desk: Desk, reader: LedgerReader, prepared: Prepared, where: Stands, before: str) -> tuple[Finding, ...]:
    """Return why an issue cannot go over to a later filing; nothing where it can.

    Args:
        desk: on the later filing.
        reader: of the ledger.
        prepared: the issue under the later filing.
        where: it stands now.
        before: id of the earlier filing.
    """
    deal, taken = prepared.received.deal, successor(desk.evidence, before)
    if taken is not None and taken != desk.filing:
        return (finding("issuance.migrated", filing=before, successor=taken),)
    ordered = (*ordered_against(desk.evidence, desk.filing), *ordered_against(desk.evidence, before))
    asset = asset_wrong(reader, deal)
    found = [*ordered, *(each for each in (asset, other_chain(reader, deal)) if each is not None)]
    filed = kept_deal(desk.evidence, before)
    if filed is not None:
        paths = unlike(filed, deal)
        found += [finding("issuance.migration-unlike", paths=paths)] if paths else []
        found += [] if _begun(reader, where) else [*_unpaid(desk, filed, before)]
    found += [*_holders(reader, prepared, where)]
    return tuple(found)


def _begun(reader: LedgerReader, where: Stands) -> bool:
    """Whether every class has begun to go over; a token of another maker never does."""
    own = (own_agents(reader, name, token) is None for name, token in where.tokens.items())
    return all(own) and all(reader.successor(token) is not None for token in where.tokens.values())


def _holders(reader: LedgerReader, prepared: Prepared, where: Stands) -> Iterator[Finding]:
    """Yield the classes that do not fit into the later caps or are another maker's, and who was not admitted."""
    caps = caps_of(prepared.received.deal)
    for name, token in where.tokens.items():
        foreign = own_agents(reader, name, token)
        if foreign is not None:
            yield finding("issuance.migration-foreign", token_class=name, address=str(foreign.argument("address")))
            continue
        held = reader.holdings(token)
        units = sum(each.amount for each in held)
        if units > caps.get(name, 0):
            yield finding("issuance.migration-cap", token_class=name, units=units, cap=caps.get(name, 0))
        if reader.successor(token) is not None:  # begun: whoever cannot go over stays behind
            continue
        small, least = held_below(prepared, name, held)
        if small:
            code, some = "issuance.migration-below", small[:_SHOWN]
            yield finding(code, token_class=name, count=len(small), accounts=some, least=least)
        admitted = admitted_to(prepared, name)
        strange = [each.account for each in held if each.account.lower() not in admitted]
        if strange:
            shown = tuple(strange[:_SHOWN])
            yield finding("issuance.migration-unadmitted", token_class=name, count=len(strange), accounts=shown)


def _unpaid(desk: Desk, filed: Deal, before: str) -> Iterator[Finding]:
    """Yield the months that are to be paid on the ledger and are not divided, or divided and not brought yet."""
    if filed.tokens is None or "ledger" not in filed.tokens.settlement.rails:
        return
    names, by_bank = lineage(desk.evidence, before), "bank" in filed.tokens.settlement.rails
    for subject in (row.entry.draft.subject for row in desk.evidence.journal.acts(kind=CLOSED)):
        name, _, month = subject.rpartition("/")
        divided, paid = (bool(acts_of(desk.evidence, [subject], kind)) for kind in (DIVIDED, CONFIRMED))
        if name in names and not paid and (divided or not by_bank):
            yield finding("issuance.migration-unpaid", period=month)
