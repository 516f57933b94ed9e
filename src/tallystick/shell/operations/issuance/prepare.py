"""Prepare an issue: everything it rests on, read and checked; nothing is done.

    received edition and notice -> pricing -> allotment -> conditions met and money cleared

A plan that was approved before has its own moment, and is asked about as of that moment. A filing whose tokens take
over from those of another has the book of that issue, as it was allotted then; price and holders are judged anew.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.issuance.holders.recoveries import Recovery
from tallystick.issuance.pricing import Pricing, parse_pricing
from tallystick.issuance.subscriptions import Admission, Subscription, admit
from tallystick.servicing.close import Earlier
from tallystick.shell.operations.issuance.allot import BOOK_FILE, PRICING_FILE, Placed, agree
from tallystick.shell.operations.issuance.closing import Closing, close_book
from tallystick.shell.operations.issuance.later.admit import admitted_since
from tallystick.shell.operations.issuance.later.lineage import planned_at, recoveries
from tallystick.shell.operations.issuance.later.taking_over import taken_over
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.journal import OnRecord

__all__ = ["Prepared", "prepare"]

_FIRST_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """An issue that was received, agreed and allotted; it may be carried out when its closing is ready.

    `earlier` are the terms of the filings before, where its tokens took over from others.
    """

    received: Received
    pricing: Pricing
    placed: Placed
    closing: Outcome[Closing]
    earlier: tuple[Earlier, ...] = ()


def prepare(
    crossed: Mapping[str, bytes],
    placement: Mapping[str, bytes],
    *,
    at: dt.datetime,
    evidence: OnRecord | None = None,
) -> Outcome[Prepared]:
    """Check everything an issue rests on; None where it may not go on.

    Args:
        crossed: the export edition with its proofs.
        placement: pricing supplement and order book.
        at: the moment of closing, with its zone; of an issue that was planned before, only the moment of the question.
        evidence: of the overseas home, where a plan that was approved has its moment; None where there is none yet.
    """
    opened = open_received(crossed)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    received = opened.value
    if received.notice is None or received.notice_day is None:
        return Outcome(value=None, findings=(*opened.findings, finding("issuance.notice-missing")))
    filing = received.edition.head.filing
    at = planned_at(evidence, filing) or at
    early = _early(received, received.notice_day, at)
    if early is not None:
        return Outcome(value=None, findings=(*opened.findings, early))
    took_over = taken_over(evidence, received)
    if isinstance(took_over, Finding):
        return Outcome(value=None, findings=(*opened.findings, took_over))
    names: tuple[str, ...] = (filing,)
    first, files = received.deal, placement
    if took_over is not None:
        first, names, files, at = took_over.deal, (*took_over.names, filing), took_over.book(placement), took_over.at
    agreed = agree(files, first, filing=names[0], as_of=at.date())
    findings = (*opened.findings, *agreed.findings)
    if agreed.value is None:
        return Outcome(value=None, findings=findings)
    pricing, placed = agreed.value.pricing, agreed.value.placed
    closing = close_book(placement, first, placed.allotments, as_of=at.date())
    if took_over is not None:
        repriced, outside = parse_pricing(placement[PRICING_FILE], received.deal)
        if repriced is None:
            return Outcome(value=None, findings=(*findings, *outside))
        pricing, placed = repriced, replace(placed, admissions=_anew(placed.admissions, received.deal, at.date()))
    prepared = Prepared(
        received=received,
        pricing=pricing,
        placed=_since(evidence, names, received.deal, placed),
        closing=closing,
        earlier=took_over.earlier if took_over is not None else (),
    )
    return Outcome(value=prepared, findings=findings)


def _early(received: Received, notice: dt.date, at: dt.datetime) -> Finding | None:
    """Say that the notice does not precede a moment, or was not known at it."""
    recorded = received.notice.entry.draft.at if received.notice is not None else ""
    if at.date() < notice:
        return finding("issuance.before-notice", closing=at.date(), notice=notice)
    if at < dt.datetime.fromisoformat(recorded):
        return finding("issuance.notice-recorded-later", closing=at, recorded=recorded)
    return None


def _anew(before: Iterable[Admission], deal: Deal, day: dt.date) -> tuple[Admission, ...]:
    """Return the orders of a book judged by other terms, as of the day on which they were allotted; bids are over."""
    firm = {"coupon": None, "price": None}
    orders = enumerate((each.subscription.model_copy(update=firm) for each in before), _FIRST_ROW)
    return tuple(admit(row, each, deal, as_of=day, file=BOOK_FILE) for row, each in orders)


def _since(evidence: OnRecord | None, names: Sequence[str], deal: Deal, placed: Placed) -> Placed:
    """Return the book with who was admitted and which addresses were recovered since the issue."""
    recovered, admitted = recoveries(evidence, names), admitted_since(evidence, names, deal)
    since: dict[str, tuple[Subscription, ...]] = {}
    for act in admitted:
        orders = _moved(act, recovered)
        for wallet in {each.subscription.wallet.lower() for each in orders}:
            since[wallet] = tuple(each.subscription for each in orders if each.subscription.wallet.lower() == wallet)
    everybody = (*placed.admissions, *(each for act in admitted for each in act))
    return replace(placed, admissions=_moved(everybody, recovered), recovered=recovered, later=since)


def _moved(admissions: Iterable[Admission], recovered: Iterable[Recovery]) -> tuple[Admission, ...]:
    """Return the admissions with each order of a lost address repeated at its new one.

    The investor is paid there, may hold there, and is registered there until the same day.
    """
    found = list(admissions)
    for moved in recovered:
        found += [
            replace(each, subscription=each.subscription.model_copy(update={"wallet": moved.to}))
            for each in found
            if each.subscription.wallet.lower() == moved.lost.lower()
        ]
    return tuple(found)
