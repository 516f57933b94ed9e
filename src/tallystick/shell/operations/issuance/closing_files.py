"""What is written of a closing: the funds-flow memo, what goes back, and once it is issued the completion report.

funds-flow.json, funds-flow.csv   every movement of the closing
refunds.csv                       for the bank: what was paid in and is not owed
completion-report.json            once the issue is on the ledger
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.canonical import canonical
from tallystick.issuance.closing.completion import Placement, TokenOnLedger, completion_report
from tallystick.issuance.closing.escrow import Refund
from tallystick.issuance.closing.funds_flow import FundsFlow, funds_flow
from tallystick.issuance.subscriptions import Subscription
from tallystick.law.values import Truth
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.issuance.closing import Closing
from tallystick.shell.operations.issuance.issue_records import COMPLETED
from tallystick.shell.operations.issuance.prepare import Prepared
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["ClosingFiles", "closing_files", "refund_table"]

_COLUMNS = ("reference", "subscriber", "account", "amount", "currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFiles:
    """The memo, the completion report where the issue is on the ledger, and the files that hold both."""

    flow: FundsFlow
    report: Mapping[str, object] | None
    files: Mapping[str, bytes]


def closing_files(documents: Documents, evidence: Evidence, prepared: Prepared, closing: Closing) -> ClosingFiles:
    """Draw up everything there is to write of a closing.

    Args:
        documents: makes the tables.
        evidence: of the overseas home, where an issue that was completed is on record.
        prepared: the issue.
        closing: its papers and money.
    """
    orders = _orders(prepared)
    names = {each.subscriber: each.name for each in orders.values()}
    deal = prepared.received.deal
    flow = funds_flow(deal.id, closing.papers, closing.standing, closing.refunds, names=names)
    rows = [
        (each.kind, each.who.zh, each.who.en, *str(each.amount).split(), each.reference)
        for each in (*flow.paid_in, *flow.paid_out, *flow.repatriated)
    ]
    heads = ("kind", "who_zh", "who_en", "amount", "currency", "reference")
    files = {
        "funds-flow.json": canonical(flow.as_canonical()),
        "funds-flow.csv": documents.table(heads, rows),
        "refunds.csv": refund_table(documents, closing.refunds),
    }
    report = _report(evidence, prepared, closing, orders)
    if report is not None:
        files["completion-report.json"] = canonical(report)
    return ClosingFiles(flow=flow, report=report, files=files)


def refund_table(documents: Documents, refunds: Sequence[Refund]) -> bytes:
    """Return what goes back, or to a seller, as a table for the bank: under its own reference, to which account."""
    rows = [(each.reference, each.subscriber, each.account, *str(each.amount).split()) for each in refunds]
    return documents.table(_COLUMNS, rows)


def _orders(prepared: Prepared) -> dict[str, Subscription]:
    admitted = (one.subscription for one in prepared.placed.admissions if one.admitted is Truth.TRUE)
    return {each.subscriber: each for each in admitted}


def _report(
    evidence: Evidence, prepared: Prepared, closing: Closing, orders: Mapping[str, Subscription]
) -> dict[str, object] | None:
    """Return the completion report; None before the issue was completed."""
    received = prepared.received
    rows = evidence.journal.acts(subject=received.edition.head.filing, kind=COMPLETED)
    if not rows or received.notice_day is None or closing.cleared_on is None:
        return None
    body = body_of(evidence, rows[0])
    tokens, plan = body["tokens"], prepared.placed.plan
    stands = {
        str(name): TokenOnLedger(address=str(address), supply=plan.units(str(name)))
        for name, address in (tokens.items() if isinstance(tokens, dict) else ())
    }
    return completion_report(
        received.deal,
        Placement(
            pricing=prepared.pricing, papers=closing.papers, orders=orders, allotments=prepared.placed.allotments
        ),
        stands,
        chain_id=int(str(body["chain_id"])),
        consent=received.notice_day,
        funds=closing.cleared_on,
        minted=dt.datetime.fromisoformat(rows[0].entry.draft.at).date(),
    )
