"""The later filing of an issue on the ledger: its record, reports, distributor and tokens; the rest is shared."""

from tallystick.shell.operations.issuance.deploying.filings import deploy_paying, record_filing
from tallystick.shell.operations.issuance.deploying.tokens import deploy_tokens
from tallystick.shell.operations.issuance.later.lineage import issued_at
from tallystick.shell.operations.issuance.later.standing import Desk, Stands
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger

__all__ = ["deploy_successor"]


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
    own = deploy_paying(ledger, desk.filing, deal, where.filings, at=desk.at)
    shared = {"filings": where.filings, "eligibility": where.eligibility, "mandates": where.mandates}
    shared |= {name: each.address for name, each in own.items()}
    closing = (issued_at(desk.evidence, desk.filing) or desk.at).date()
    at = shared | {"agent": ledger.account("agent")}
    made = deploy_tokens(ledger, desk.filing, deal, at, {}, closing=closing, at=desk.at, before=where.tokens)
    return Stands(**shared, tokens={name: each.address for name, each in made.items()})
