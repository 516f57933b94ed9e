"""The acts of an issue on the ledger, in their order; each asks first whether it was done.

registries -> filing record (proposed, approved by issuer and trustee) -> investors -> orders, reports, cash -> tokens,
           one a class -> mints
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.issuance.allot import Placed
from tallystick.shell.operations.issuance.deploying.existing import powerless
from tallystick.shell.operations.issuance.deploying.filings import caps_of, deploy_paying, record_filing
from tallystick.shell.operations.issuance.deploying.tokens import bind_tokens, deploy_tokens
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.issuance.registrations import registrations
from tallystick.shell.operations.ports.ledgers.chain import Ledger
from tallystick.shell.operations.ports.ledgers.ledger import (
    Deployment,
    FilingRoles,
)
from tallystick.shell.operations.ports.ledgers.tokens import Movement, Order

__all__ = ["APPROVED", "PROPOSED", "OnLedger", "issue_on_ledger", "unfunded"]

PROPOSED: Final = 450_000
APPROVED: Final = 100_000
_MINTED: Final = 45_000
_REGISTERED: Final = 50_000
"""Units of gas that a proposal of two classes, an approval, an order and an investor take; measured, and rounded up."""
_CONTRACTS: Final = {
    "filings": "FilingRegistry",
    "eligibility": "EligibilityRegistry",
    "mandates": "Mandates",
    "reports": "ReportAnchor",
    "distributor": "Distributor",
}


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


def unfunded(
    ledger: Ledger, received: Received, placed: Placed, existing: Mapping[str, str] | None = None, *, begun: bool
) -> tuple[Finding, ...]:
    """Say which of the accounts that will act or deploy at an issue have too little to pay with; none where all can.

    Args:
        ledger: of the overseas home.
        received: the filing as it crossed.
        placed: the allotted book: each order is minted, each investor registered.
        existing: tokens of other makers, by class.
        begun: whether it was begun before: how much is left to do is not known then, and each act asks for its own.
    """
    filing, orders = received.edition.head.filing, placed.plan.orders
    contracts = {f"{filing}/{kind}": name for kind, name in _CONTRACTS.items()}
    for name in caps_of(received.deal):
        foreign = name in (existing or {})
        contracts[f"{filing}/{'adapter' if foreign else 'token'}/{name}"] = (
            "TokenAdapter" if foreign else "TrancheToken"
        )
    investors = len({each.wallet for each in orders})
    gas = {"agent": PROPOSED + _MINTED * len(orders), "issuer": APPROVED, "trustee": APPROVED}
    gas["transfer-agent"] = _REGISTERED * investors
    return ledger.unfunded(dict.fromkeys(gas, 1) if begun else gas, contracts)


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
    record_filing(ledger, filings.address, received, at=at)
    book = registrations(deal, placed, secret)
    known = set(ledger.registered(eligibility.address))
    ledger.register(eligibility.address, [each for each in book if each.account not in known], at=at)
    mandates = ledger.deploy_beside(f"{filing}/mandates", "Mandates", ledger.account("trustee"), at=at)
    paying = deploy_paying(ledger, filing, deal, filings.address, mandates.address, at=at)
    beside = {"mandates": mandates, **paying}
    addresses = {name: each.address for name, each in beside.items()}
    addresses |= {"filings": filings.address, "eligibility": eligibility.address}
    where = addresses | {"agent": ledger.account("agent")}
    tokens = deploy_tokens(ledger, filing, deal, where, existing or {}, closing=closing, at=at)
    waiting = powerless(ledger, tokens) if existing else ()
    if waiting:
        return waiting
    bind_tokens(ledger, filings.address, filing, tokens, at=at)
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
