"""`order`: what `watch` ordered of an issue, put on record overseas; from then on nothing is minted against it.

    suspend issuance        nothing is minted, and issuance is not resumed, until the order is lifted
    block new mint plans    no plan is made; one that was approved before is carried out

To stop takes one person, of issuer or trustee; to lift an order takes both, on a paper. What was issued stays.
Source: Guideline paragraphs 3 and 6; TM-25 by analogy (LAW.md c.1, d.2 event 21).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.evidence.acts import Evidence, Intent, body_of, perform
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.issuance.issue_records import LIFTED, ORDERED, PLANNED
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.evidence import Signer
from tallystick.shell.operations.ports.journal import OnRecord
from tallystick.supervision.watching.orders import Measure, Order, parse_order

__all__ = ["lift", "ordered_against", "put_order", "standing_orders"]

_PARTS: Final = (Part.ISSUER, Part.TRUSTEE)
_CITED: Final = {
    Measure.SUSPEND: "issuance.ordered-suspend-issuance",
    Measure.BLOCK: "issuance.ordered-block-new-mint-plans",
}


def put_order(
    evidence: Evidence, received: Received, paper: bytes, *, by: Person, signer: Signer, at: datetime
) -> Outcome[Order]:
    """Put an order on record, once.

    Args:
        evidence: of the overseas home.
        received: the edition of the deal it is about.
        paper: the order as `watch` wrote it.
        by: an officer of the issuer or of the trustee.
        signer: their key.
        at: when.
    """
    order, found = parse_order(paper, file="order")
    if order is None:
        return Outcome(value=None, findings=found)
    refused = _other_deal(order, received)
    if refused is None and unfit((by,), (Part.TRUSTEE,), (signer,)) is not None:
        refused = unfit((by,), (Part.ISSUER,), (signer,))
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    body = {"order": evidence.objects.put(paper).sha256, "by": by.id}
    filing = received.edition.head.filing
    perform(evidence, Intent(kind=ORDERED, subject=filing, at=at, body=body), signer)
    return Outcome(value=order)


def lift(
    evidence: Evidence, received: Received, paper: bytes, why: bytes, *, pair: Pair, at: datetime
) -> Outcome[Order]:
    """Lift an order that stands, on a paper that says why.

    Args:
        evidence: of the overseas home.
        received: the edition of the deal it is about.
        paper: the order.
        why: what has changed, such as new evidence or what `watch` says now.
        pair: issuer and trustee.
        at: when.
    """
    order, found = parse_order(paper, file="order")
    if order is None:
        return Outcome(value=None, findings=found)
    filing = received.edition.head.filing
    refused = _other_deal(order, received) or pair.refusal(_PARTS)
    if refused is None and order not in standing_orders(evidence, filing):
        refused = finding("issuance.order-not-standing", digest=order.digest)
    if refused is not None:
        return Outcome(value=None, findings=(refused,))
    said = {"order": order.digest, "paper": evidence.objects.put(why).sha256, "at": at.isoformat()}
    pair.put(evidence, LIFTED, filing, said, at=at)
    return Outcome(value=order)


def standing_orders(record: OnRecord, filing: str) -> tuple[Order, ...]:
    """Return the orders on a filing that nobody lifted, as they were put on record."""
    return tuple(_standing(record, filing))


def ordered_against(record: OnRecord, filing: str, *, resuming: bool = False) -> tuple[Finding, ...]:
    """Return the orders that keep a filing from being issued now; those against resuming it, where that is asked."""
    planned = bool(record.journal.acts(subject=filing, kind=PLANNED))
    return tuple(
        finding(_CITED[each.measure], rules=each.rules, day=each.day, digest=each.digest)
        for each in standing_orders(record, filing)
        if each.measure is Measure.SUSPEND or not (planned or resuming)
    )


def _standing(record: OnRecord, filing: str) -> Iterator[Order]:
    gone = [str(body_of(record, row)["order"]) for row in record.journal.acts(subject=filing, kind=LIFTED)]
    for row in record.journal.acts(subject=filing, kind=ORDERED):
        digest = str(body_of(record, row)["order"])
        order, _ = parse_order(record.objects.get(digest), file="order")
        if order is not None and digest not in gone:
            yield order


def _other_deal(order: Order, received: Received) -> Finding | None:
    if order.deal == received.deal.id:
        return None
    return finding("issuance.order-other-deal", deal=order.deal, filed=received.deal.id)
