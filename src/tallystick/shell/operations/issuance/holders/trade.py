"""`settle`: a transfer between holders against payment, by the transfer agent; each leg once, and both or neither.

    on record -> both may hold, no lock-up -> the price has cleared -> units transferred -> cash released
    the last day is over, or too much was paid -> what came goes back, and nothing of the trade is delivered any more

The trustee orders the transfer on the terms that were agreed, whose digest is the order's paper on the ledger, and the
transfer agent carries it out: by that paper none is made twice, whatever happens in between. The cash is released when
the delivery is final, and a delivery that the ledger lost all the same is made again.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from tallystick.deal.deal import Deal
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import both
from tallystick.issuance.closing.escrow import Refund, read_payments
from tallystick.issuance.holders.trades import Trade, cash_leg, read_trade, returned
from tallystick.law.values import Truth
from tallystick.shell.operations.evidence.acts import body_of
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.issuance.deploying.existing import own_agents
from tallystick.shell.operations.issuance.holders.moves import moved_before, outside_limits
from tallystick.shell.operations.issuance.issue_records import TRADE, TRADE_FAILED, TRADE_SETTLED
from tallystick.shell.operations.issuance.later.lineage import acts_of, lineage
from tallystick.shell.operations.issuance.later.standing import Desk, Stands, stands
from tallystick.shell.operations.issuance.registrations import reasons_against
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainRefusedError
from tallystick.shell.operations.ports.ledgers.holders import HolderLedger
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility

__all__ = ["Settled", "settle"]

_PARTS: Final = (Part.TRANSFER_AGENT, Part.TRUSTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Where a trade stands: delivered by a transaction and its price released, or failed and what came given back."""

    trade: Trade
    transaction: str
    back: tuple[Refund, ...]


def settle(desk: Desk, ledger: HolderLedger, deal: Deal, trade: bytes, statement: bytes) -> Outcome[Settled]:
    """Settle a trade as far as its cash allows; call again with a later statement.

    Args:
        desk: transfer agent and trustee, on the filing.
        ledger: of the overseas home.
        deal: as filed.
        trade: what was agreed.
        statement: of the settlement account.
    """
    where, refused = stands(desk.evidence, desk.filing), desk.refusal(_PARTS)
    if refused is not None or where is None:
        return Outcome(value=None, findings=(refused,) if refused is not None else ())
    agreed, found = read_trade(trade, deal)
    if agreed is None:
        return Outcome(value=None, findings=found)
    payments, about = read_payments(statement, as_of=desk.at.date(), file="settlement.csv")
    found = (*found, *about)
    wrong = _recorded(desk, agreed)
    if wrong is not None:
        return Outcome(value=None, findings=(*found, wrong))
    token, cleared = where.tokens[agreed.token_class], cash_leg(agreed, payments, as_of=desk.at.date())
    legs = agreed.seller, agreed.buyer, agreed.units
    sent = moved_before(desk, ledger, where, agreed.token_class, legs, paper=_paper(agreed))
    released = _body(desk, TRADE_SETTLED, agreed) is not None  # and the ledger may have lost the delivery since
    if released and sent:
        return Outcome(value=Settled(trade=agreed, transaction=sent, back=()), findings=found)
    if not released and not sent and (cleared[0] is Truth.FALSE or _body(desk, TRADE_FAILED, agreed) is not None):
        back = returned(agreed, payments, as_of=desk.at.date())
        again = cleared[1] or (finding("issuance.trade-failed-before", trade=agreed.id),)
        desk.put(TRADE_FAILED, {"trade": agreed.id})
        return Outcome(value=Settled(trade=agreed, transaction="", back=back), findings=(*found, *again))
    foreign = own_agents(ledger, agreed.token_class, token)
    if foreign is not None:
        return Outcome(value=None, findings=(*found, foreign))
    if not sent:
        barred = _barred(desk, ledger, deal, where, agreed)
        if barred or (cleared[0] is not Truth.TRUE and not released):
            return Outcome(value=None, findings=(*found, *cleared[1], *barred))
        try:
            sent = ledger.move(where.mandates, token, *legs, paper=_paper(agreed), at=desk.at).transaction
            if ledger.finalise():  # what a reorganisation undid is done again
                sent = ledger.move(where.mandates, token, *legs, paper=_paper(agreed), at=desk.at).transaction
        except (ChainRefusedError, ChainConflictError) as refusal:
            told = finding("issuance.trade-undelivered", trade=agreed.id)
            return Outcome(value=None, findings=(*found, told, refusal.finding))
    desk.put(TRADE_SETTLED, {"trade": agreed.id, "transaction": sent, "released": str(agreed.price)})
    return Outcome(value=Settled(trade=agreed, transaction=sent, back=()), findings=found)


def _recorded(desk: Desk, trade: Trade) -> Finding | None:
    """Put a trade on record, once; say where its id stands for another trade."""
    terms, before = trade.as_agreed(), _body(desk, TRADE, trade)
    if before is None:
        desk.put(TRADE, {"trade": trade.id, "terms": terms})
        return None
    same = canonical(before["terms"]) == canonical(terms)
    return None if same else finding("issuance.trade-differs", trade=trade.id)


def _paper(trade: Trade) -> str:
    """Return the digest of the terms: what the order on the ledger cites."""
    return sha256_hex(canonical(trade.as_agreed()))


def _body(desk: Desk, kind: str, trade: Trade) -> dict[str, object] | None:
    rows = acts_of(desk.evidence, lineage(desk.evidence, desk.filing), kind)
    return next((each for row in rows if (each := body_of(desk.evidence, row))["trade"] == trade.id), None)


def _barred(desk: Desk, ledger: HolderLedger, deal: Deal, where: Stands, trade: Trade) -> tuple[Finding, ...]:
    """Return why the units may not move now: a lock-up, or a side that may not hold."""
    until = ledger.token(where.tokens[trade.token_class]).terms.locked_until
    if desk.at.timestamp() < until:
        opens = dt.datetime.fromtimestamp(until, dt.UTC).isoformat()
        return (finding("issuance.trade-locked", trade=trade.id, until=opens),)
    if ledger.free(where.tokens[trade.token_class], trade.seller) < trade.units:
        return (finding("issuance.trade-short", trade=trade.id, wallet=trade.seller, units=trade.units),)
    legs = trade.seller, trade.buyer, trade.units
    outside = outside_limits(desk, ledger, where, trade.token_class, legs)
    if outside is not None:
        return (outside,)
    sides, now = (trade.seller, trade.buyer), max(desk.at, ledger.head().at)
    reasons = reasons_against(ledger, where.eligibility, deal, trade.token_class, sides, at=now)
    return tuple(
        finding("issuance.trade-ineligible", trade=trade.id, wallet=each, reason=both(f"chain.ineligibility.{why}"))
        for each, why in zip(sides, reasons, strict=True)
        if why is not Ineligibility.NONE
    )
