"""The later filing of an issue on the ledger: its record, reports, distributor and tokens; the rest is shared.

Before any of it, whoever acts and deploys is asked whether they can pay for it.
"""

from typing import Final

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.issuance.deploying.filings import deploy_paying, record_filing
from tallystick.shell.operations.issuance.deploying.tokens import bind_tokens, deploy_tokens
from tallystick.shell.operations.issuance.later.lineage import issued_at
from tallystick.shell.operations.issuance.later.standing import Desk, Stands
from tallystick.shell.operations.issuance.ledger_acts import APPROVED, PROPOSED
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.ports.ledgers.ledger import identifier

__all__ = ["deploy_successor", "unfunded"]

_ORDERED: Final = 75_000
_BEGUN: Final = 65_000
_MOVED: Final = 60_000
"""Units of gas that an order, a beginning and a holder who goes over take; measured, and rounded up."""


def unfunded(desk: Desk, ledger: HolderLedger, where: Stands) -> tuple[Finding, ...]:
    """Say which of the accounts that have something left to do in a migration have too little; none where all can.

    Args:
        desk: on the later filing.
        ledger: of the overseas home.
        where: the issue stands under the earlier one.
    """
    new = ledger.filing(where.filings, identifier(desk.filing)) is None
    waiting = [token for token in where.tokens.values() if ledger.successor(token) is None]
    holders = sum(len(ledger.holdings(token)) for token in where.tokens.values())
    gas = {"agent": PROPOSED * new + _BEGUN * len(waiting) + _MOVED * holders}
    gas |= {"issuer": APPROVED * new, "trustee": (APPROVED + _ORDERED * len(waiting)) * new}
    contracts = {f"{desk.filing}/reports": "ReportAnchor", f"{desk.filing}/distributor": "Distributor"}
    contracts |= {f"{desk.filing}/token/{name}": "TrancheToken" for name in where.tokens}
    return ledger.unfunded(gas, contracts)


def deploy_successor(desk: Desk, ledger: HolderLedger, prepared: Prepared, where: Stands) -> Stands:
    """Put a later filing on the ledger, each contract once.

    Args:
        desk: on the later filing.
        ledger: of the overseas home.
        prepared: the issue under the later filing.
        where: it stands under the earlier one.

    Raises:
        ChainError: a contract refused, or the ledger holds something else under the same name.
    """
    deal = prepared.received.deal
    record_filing(ledger, where.filings, prepared.received, at=desk.at)
    own = deploy_paying(ledger, desk.filing, deal, where.filings, where.mandates, at=desk.at)
    shared = {"filings": where.filings, "eligibility": where.eligibility, "mandates": where.mandates}
    shared |= {name: each.address for name, each in own.items()}
    closing = (issued_at(desk.evidence, desk.filing) or desk.at).date()
    at = shared | {"agent": ledger.account("agent")}
    made = deploy_tokens(ledger, desk.filing, deal, at, {}, closing=closing, at=desk.at, before=where.tokens)
    bind_tokens(ledger, where.filings, desk.filing, made, at=desk.at)
    return Stands(**shared, tokens={name: each.address for name, each in made.items()})
