"""How the acts of an issue are written into their entries' bodies, and what arrives is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Person
from tallystick.issuance.mint_plan import MintPlan
from tallystick.issuance.pricing import Pricing
from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.issuance.ledger_acts import OnLedger
from tallystick.shell.operations.issuance.receiving.received import RECEIVED, Received
from tallystick.shell.operations.ports.evidence import Signer

__all__ = [
    "ADMITTED",
    "COMPLETED",
    "CORRECTED",
    "ENFORCED",
    "FAILED",
    "FROZEN",
    "LIFTED",
    "MEETING",
    "OF_TWO",
    "ORDERED",
    "PLANNED",
    "POINTED",
    "RECOVERY",
    "REDEEMED",
    "REPORTED",
    "RESUMED",
    "SUSPENDED",
    "TAKEN_BACK",
    "TRADE",
    "TRADE_FAILED",
    "TRADE_SETTLED",
    "UNAPPROVED",
    "completed_body",
    "keep_received",
    "planned_body",
    "received_body",
    "same_plan",
]

PLANNED, COMPLETED = "issuance.planned", "issuance.completed"
FAILED = "issuance.failed"
SUSPENDED, RESUMED, FROZEN = "issuance.suspended", "issuance.resumed", "issuance.frozen"
RECOVERY, REDEEMED, REPORTED = "issuance.recovery", "issuance.redeemed", "issuance.reported"
MEETING, ENFORCED, CORRECTED = "issuance.meeting", "issuance.enforced", "issuance.corrected"
TRADE, TRADE_SETTLED, TRADE_FAILED = "issuance.trade", "issuance.delivered", "issuance.unwound"
_OF_HOLDERS: Final = (MEETING, ENFORCED, CORRECTED, TRADE, TRADE_SETTLED, TRADE_FAILED)
ADMITTED = "issuance.admitted"
ORDERED, LIFTED = "issuance.ordered", "issuance.lifted"
POINTED = "issuance.pointed"
TAKEN_BACK = "issuance.withdrawn"
_ON_LEDGER: Final = (SUSPENDED, RESUMED, FROZEN, RECOVERY, TAKEN_BACK, REDEEMED, POINTED)
OF_TWO: Final = (ADMITTED, LIFTED, FAILED, REPORTED, *_ON_LEDGER, *_OF_HOLDERS)
"""The kinds of act of an issue; one that failed is never planned, and one that was planned does not fail."""

UNAPPROVED: Final = ("approval", "approver_key", "pricing")
"""The parts of a plan's body that the approver's signature does not cover; the preparer signs the whole."""


def received_body(received: Received) -> dict[str, object]:
    """Return what is kept of an edition that arrived: its roots, and each file with its SHA-256."""
    edition = received.edition
    files = {path: sha256_hex(content) for path, content in received.files.items()}
    return {"root": edition.root, "root_sm3": edition.root_sm3, "terms_hash": received.terms_hash, "files": files}


def keep_received(evidence: Evidence, received: Received, signer: Signer, at: datetime) -> None:
    """Keep an edition that arrived, file by file, and the act of its arrival; asked for again, it is found."""
    for content in received.files.values():
        evidence.objects.put(content)
    body = received_body(received)
    perform(evidence, Intent(kind=RECEIVED, subject=received.edition.head.filing, at=at, body=body), signer)


def planned_body(
    plan: MintPlan,
    pricing: Pricing,
    accounts: Mapping[str, str],
    funds: str,
    by: tuple[Person, Person],
    approver: Signer,
    beside: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return an approved plan: what is minted to whom, against which cleared funds, and the second signature.

    Args:
        plan: every mint.
        pricing: what was agreed.
        accounts: which account acts in which role.
        funds: digest of the closing papers and the statement of the subscription account.
        by: who prepared it and who approves it.
        approver: the key of the second.
        beside: what else is approved where there is any: `existing`, tokens of other makers by class; `books`, of
            classes for which coupons were bid; `predecessor`, the filing whose tokens go over to these.
    """
    body: dict[str, object] = {name: each for name, each in (beside or {}).items() if each} | {
        "plan": plan.as_canonical(),
        "prepared_by": by[0].id,
        "approved_by": by[1].id,
        "accounts": dict(accounts),
        "funds": funds,
    }
    agreed = pricing.model_dump(mode="json", exclude_none=True)
    approval = approver.sign(canonical(body))
    return body | {"approval": approval, "approver_key": by[1].public_key, "pricing": agreed}


def same_plan(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Return whether two approved plans mint the same at the same price as the same tokens, whoever approved them."""
    return all(canonical(one.get(part)) == canonical(other.get(part)) for part in ("plan", "pricing", "existing"))


def completed_body(chain_id: int, on_ledger: OnLedger) -> dict[str, object]:
    """Return where everything stands on the ledger, and every mint."""
    return {
        "chain_id": chain_id,
        "filings": on_ledger.filings.address,
        "eligibility": on_ledger.eligibility.address,
        **{name: each.address for name, each in on_ledger.beside.items()},
        "tokens": {name: token.address for name, token in on_ledger.tokens.items()},
        "minted": {name: _minted(on_ledger, name) for name in on_ledger.tokens},
    }


def _minted(on_ledger: OnLedger, name: str) -> list[dict[str, object]]:
    return [
        {
            "key": one.order.key,
            "holder": one.order.holder,
            "units": str(one.order.amount),
            "transaction": one.act.transaction,
        }
        for one in on_ledger.movements[name]
    ]
