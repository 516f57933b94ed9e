"""The acts of an issue on the ledger, in their order; each asks first whether it was done.

registries -> filing record (proposed, approved by issuer and trustee) -> investors -> orders, reports, cash -> tokens
           -> mints
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.evidence.findings import Finding
from tallystick.shell.operations.issuance.allot import Placed
from tallystick.shell.operations.issuance.deploying.tokens import deploy_tokens, powerless
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.issuance.registrations import midnight, named_contracts, registrations
from tallystick.shell.operations.ports.ledgers.chain import Ledger
from tallystick.shell.operations.ports.ledgers.ledger import ClassCap, Deployment, FilingRecord, FilingRoles, identifier
from tallystick.shell.operations.ports.ledgers.quorum import Approver
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY, Movement, Order

__all__ = ["OnLedger", "caps_of", "issue_on_ledger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLedger:
    """Where everything stands on the ledger after an issue; tokens and movements by class.

    `beside` are the contracts that all classes share beside the registries: mandates, reports and distributor.
    """

    filings: Deployment
    eligibility: Deployment
    beside: Mapping[str, Deployment]
    tokens: Mapping[str, Deployment]
    movements: Mapping[str, tuple[Movement, ...]]

    @property
    def repeated(self) -> bool:
        """Whether every mint had been made before."""
        return all(one.act.repeated for moved in self.movements.values() for one in moved)


def caps_of(deal: Deal) -> dict[str, int]:
    """Return the filed cap of each class in whole denominations."""
    tokens = deal.tokens.classes if deal.tokens is not None else {}
    return {name: token.cap.minor // token.denomination.minor for name, token in tokens.items()}


def issue_on_ledger(
    ledger: Ledger,
    received: Received,
    placed: Placed,
    *,
    closing: dt.date,
    at: dt.datetime,
    secret: bytes,
    existing: Mapping[str, str] | None = None,
) -> OnLedger | tuple[Finding, ...]:
    """Carry out an issue; where a token of another maker does not let its adapter mint yet, say so and mint nothing.

    Args:
        ledger: of the overseas home.
        received: the filing as it crossed, with its published notice.
        placed: the allotted book and its plan.
        closing: the day of the plan, from which a lock-up runs.
        at: the moment of acting.
        secret: salts the commitments to investors' evidence.
        existing: tokens of other makers, by the class that is issued as one.

    Raises:
        ChainError: a contract refused, or the ledger holds something else under the same name.
    """
    deal, filing = received.deal, received.edition.head.filing
    roles = FilingRoles(
        agent=ledger.account("agent"),
        issuer=ledger.account("issuer"),
        trustee=ledger.account("trustee"),
        guardian=ledger.account("guardian"),
    )
    filings = ledger.deploy_filings(f"{filing}/filings", roles, at=at)
    eligibility = ledger.deploy_eligibility(f"{filing}/eligibility", ledger.account("transfer-agent"), at=at)
    _record(ledger, filings.address, received, at=at)
    book = registrations(deal, placed, secret)
    known = set(ledger.registered(eligibility.address))
    ledger.register(eligibility.address, [each for each in book if each.account not in known], at=at)
    agent, paying_agent = ledger.account("agent"), ledger.account("paying-agent")
    filing_id = identifier(filing)
    asset = pays_on_ledger(deal.tokens)
    cash = (filings.address, filing_id, asset.address if asset is not None else NOBODY, paying_agent)
    beside = {
        "mandates": ledger.deploy_beside(f"{filing}/mandates", "Mandates", ledger.account("trustee"), at=at),
        "reports": ledger.deploy_beside(f"{filing}/reports", "ReportAnchor", agent, paying_agent, at=at),
        "distributor": ledger.deploy_beside(f"{filing}/distributor", "Distributor", *cash, at=at),
    }
    addresses = {name: each.address for name, each in beside.items()}
    where = addresses | {"filings": filings.address, "eligibility": eligibility.address, "agent": agent}
    tokens = deploy_tokens(ledger, filing, deal, where, existing or {}, closing=closing, at=at)
    waiting = powerless(ledger, tokens) if existing else ()
    if waiting:
        return waiting
    orders = {
        name: [
            Order(key=order.key, holder=order.wallet, amount=order.units)
            for order in placed.plan.orders
            if order.token_class == name
        ]
        for name in tokens
    }
    movements = {name: ledger.mint(tokens[name].address, orders[name], at=at) for name in tokens}
    return OnLedger(filings=filings, eligibility=eligibility, beside=beside, tokens=tokens, movements=movements)


def _record(ledger: Ledger, registry: str, received: Received, *, at: dt.datetime) -> None:
    tokens, notice, day = received.deal.tokens, received.notice_record, received.notice_day
    if tokens is None or day is None:
        message = "an issue needs a token plan and a recorded notice; both are checked before the ledger is opened"
        raise ValueError(message)
    until = tokens.valid_until or day.replace(year=day.year + 1)
    record = FilingRecord(
        filing_id=identifier(received.edition.head.filing),
        package_sha256=received.edition.root,
        package_sm3=received.edition.root_sm3,
        terms_hash=received.terms_hash,
        notice_reference=str(notice["number"]),
        notice_digest=str(notice["capture_sha256"]),
        notice_at=midnight(day),
        valid_from=midnight(tokens.valid_from or day),
        valid_until=midnight(until),
        caps=tuple(ClassCap(class_id=identifier(name), cap=cap) for name, cap in caps_of(received.deal).items()),
        named=named_contracts(received.deal),
    )
    ledger.propose(registry, record, at=at)
    state = ledger.filing(registry, record.filing_id)
    for approver in Approver:
        ledger.approve(registry, record.filing_id, approver, digest=state.digest if state else "", at=at)
