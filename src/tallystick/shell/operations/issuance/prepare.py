"""Prepare an issue: everything it rests on, read and checked; nothing is done.

    received edition and notice -> pricing -> allotment -> conditions met and money cleared

A plan that was approved before has its own moment, and is asked about as of that moment.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tallystick.evidence.findings import finding
from tallystick.issuance.pricing import Pricing
from tallystick.issuance.subscriptions import Admission, Subscription
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issuance.allot import Placed, agree
from tallystick.shell.operations.issuance.closing import Closing, close_book
from tallystick.shell.operations.issuance.issue_records import PLANNED, recoveries
from tallystick.shell.operations.issuance.later.admit import admitted_since
from tallystick.shell.operations.issuance.receiving.received import Received, open_received
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.journal import OnRecord

__all__ = ["Prepared", "planned_at", "prepare"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """An issue that was received, agreed and allotted; it may be carried out when its closing is ready."""

    received: Received
    pricing: Pricing
    placed: Placed
    closing: Outcome[Closing]


def prepare(
    crossed: Mapping[str, bytes],
    placement: Mapping[str, bytes],
    *,
    at: dt.datetime,
    evidence: Evidence | None = None,
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
    at = planned_at(evidence, received) or at
    if at.date() < received.notice_day:
        early = finding("issuance.before-notice", closing=at.date(), notice=received.notice_day)
        return Outcome(value=None, findings=(*opened.findings, early))
    if at < dt.datetime.fromisoformat(received.notice.entry.draft.at):
        unseen = finding("issuance.notice-recorded-later", closing=at, recorded=received.notice.entry.draft.at)
        return Outcome(value=None, findings=(*opened.findings, unseen))
    agreed = agree(placement, received.deal, filing=received.edition.head.filing, as_of=at.date())
    findings = (*opened.findings, *agreed.findings)
    if agreed.value is None:
        return Outcome(value=None, findings=findings)
    agreed_on = agreed.value.placed
    placed = _since(evidence, received, agreed_on)
    closing = close_book(placement, received.deal, placed.allotments, as_of=at.date())
    prepared = Prepared(received=received, pricing=agreed.value.pricing, placed=placed, closing=closing)
    return Outcome(value=prepared, findings=findings)


def planned_at(evidence: OnRecord | None, received: Received) -> dt.datetime | None:
    """Return when the plan was approved: that is the day of allotment, however long ago; None where none was."""
    filing = received.edition.head.filing
    rows = evidence.journal.acts(subject=filing, kind=PLANNED) if evidence is not None else ()
    return dt.datetime.fromisoformat(rows[0].entry.draft.at) if rows else None


def _since(evidence: OnRecord | None, received: Received, placed: Placed) -> Placed:
    """Return the book with who was admitted and which addresses were recovered since the issue."""
    filing = received.edition.head.filing
    recovered, admitted = recoveries(evidence, filing), admitted_since(evidence, filing, received.deal)
    since: dict[str, tuple[Subscription, ...]] = {}
    for act in admitted:
        orders = _moved(act, recovered)
        for wallet in {each.subscription.wallet.lower() for each in orders}:
            since[wallet] = tuple(each.subscription for each in orders if each.subscription.wallet.lower() == wallet)
    everybody = (*placed.admissions, *(each for act in admitted for each in act))
    return replace(placed, admissions=_moved(everybody, recovered), recovered=recovered, later=since)


def _moved(admissions: Iterable[Admission], recovered: Mapping[str, str]) -> tuple[Admission, ...]:
    """Return the admissions with each order of a lost address repeated at its new one.

    The investor is paid there, may hold there, and is registered there until the same day.
    """
    found = list(admissions)
    for lost, to in recovered.items():
        found += [
            replace(each, subscription=each.subscription.model_copy(update={"wallet": to}))
            for each in found
            if each.subscription.wallet.lower() == lost.lower()
        ]
    return tuple(found)
