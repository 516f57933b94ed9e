"""What stands on the ledger for one filing beside its tokens: its record, its reports, and where cash is divided."""

import datetime as dt
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.issuance.registrations import midnight, venues_of
from tallystick.shell.operations.ports.ledgers.chain import Ledger
from tallystick.shell.operations.ports.ledgers.ledger import Approver, ClassCap, Deployment, FilingRecord, identifier
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY

__all__ = ["caps_of", "deploy_paying", "minted_until", "record_filing"]

_BEIJING: Final = dt.timezone(dt.timedelta(hours=8))


def caps_of(deal: Deal) -> dict[str, int]:
    """Return the filed cap of each class in whole denominations."""
    tokens = deal.tokens.classes if deal.tokens is not None else {}
    return {name: token.cap.minor // token.denomination.minor for name, token in tokens.items()}


def deploy_paying(
    ledger: Ledger, filing: str, deal: Deal, registry: str, mandates: str, *, at: dt.datetime
) -> dict[str, Deployment]:
    """Deploy what is a filing's own beside its tokens: where its months are reported, and where its cash is divided.

    Args:
        ledger: of the overseas home.
        filing: its id.
        deal: as filed.
        registry: of filings.
        mandates: where the trustee's orders stand.
        at: the moment of acting.
    """
    agent, paying_agent, asset = ledger.account("agent"), ledger.account("paying-agent"), pays_on_ledger(deal.tokens)
    cash = (registry, identifier(filing), asset.address if asset is not None else NOBODY, paying_agent, mandates)
    return {
        "reports": ledger.deploy_beside(f"{filing}/reports", "ReportAnchor", agent, paying_agent, at=at),
        "distributor": ledger.deploy_beside(f"{filing}/distributor", "Distributor", *cash, at=at),
    }


def minted_until(deal: Deal, notice: dt.date) -> dt.datetime:
    """Return from when nothing more is minted: the end, in Beijing, of the last day that was filed.

    Args:
        deal: as filed.
        notice: the day of the authority's notice, a year from which counts where no last day was filed.
    """
    filed = deal.tokens.valid_until if deal.tokens is not None else None
    last = filed or notice.replace(year=notice.year + 1)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=_BEIJING).astimezone(dt.UTC)


def record_filing(ledger: Ledger, registry: str, received: Received, *, at: dt.datetime) -> None:
    """Put a filing on the ledger's record: proposed by the agent, approved by issuer and trustee.

    Args:
        ledger: of the overseas home.
        registry: of filings.
        received: the filing as it crossed, with its published notice.
        at: the moment of acting.

    Raises:
        ChainError: a contract refused, or another record stands under its id.
    """
    tokens, notice, day = received.deal.tokens, received.notice_record, received.notice_day
    asset = pays_on_ledger(tokens)
    if tokens is None or day is None:
        message = "an issue needs a token plan and a recorded notice; both are checked before the ledger is opened"
        raise ValueError(message)
    until, filing_id = minted_until(received.deal, day), identifier(received.edition.head.filing)
    standing = ledger.filing(registry, filing_id)
    if standing is not None and standing.record.valid_until < until:  # as it was recorded when that day did not count
        until = standing.record.valid_until
    record = FilingRecord(
        filing_id=filing_id,
        package_sha256=received.edition.root,
        package_sm3=received.edition.root_sm3,
        terms_hash=received.terms_hash,
        notice_reference=str(notice["number"]),
        notice_digest=str(notice["capture_sha256"]),
        notice_at=midnight(day),
        valid_from=midnight(tokens.valid_from or day),
        valid_until=until,
        caps=tuple(ClassCap(class_id=identifier(name), cap=cap) for name, cap in caps_of(received.deal).items()),
        venues=venues_of(received.deal),
        asset=asset.address if asset is not None else "",
    )
    ledger.propose(registry, record, at=at)
    state = ledger.filing(registry, record.filing_id)
    for approver in Approver:
        ledger.approve(registry, record.filing_id, approver, digest=state.digest if state else "", at=at)
