"""Holdings for those who hold, overseas: theirs alone, with payments, claims and papers.

GET /holdings          GET /holdings/{filing}          GET /holdings/{filing}/months/{period}/files/{name}
GET /holdings/{filing}/pool                  the pool beside its forecast
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Side
from tallystick.shell.operations.issued.holdings import Holder, holder_of, on_the_ledger
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.issued.months import paid_to
from tallystick.shell.web.calls.calling import Calling, FilingId, calling
from tallystick.shell.web.calls.issued.shapes import HeldRecord, HoldingRecord, PaidRecord, PeriodText, PoolRecord
from tallystick.shell.web.calls.shapes import Named
from tallystick.shell.web.issued import holdings as pages
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers, told
from tallystick.shell.web.portal import Asking

__all__ = ["file", "holding", "holdings", "pool", "router"]

router = Router(tags=["holdings"])


@router.get("/holdings", response=answers({200: list[HoldingRecord]}, 403))
def holdings(request: HttpRequest) -> list[HoldingRecord]:
    """Return what the caller's house has of every issue in whose order book it is."""
    call = _investing(request)
    every = () if call.portal.issues is None else call.portal.issues.issues()
    found = [(each, holder_of(call.member, each)) for each in every]
    return [_holding(call, each, holder) for each, holder in found if holder is not None]


@router.get("/holdings/{filing}", response=answers({200: HoldingRecord}, 403, 404, 422))
def holding(request: HttpRequest, filing: FilingId) -> HoldingRecord:
    """Return what the caller's house has of one issue."""
    return _holding(*_mine(request, filing))


@router.get("/holdings/{filing}/pool", response=answers({200: list[PoolRecord]}, 403, 404, 422))
def pool(request: HttpRequest, filing: FilingId) -> list[PoolRecord]:
    """Return how the pool of an issue that one holds does beside its forecast, month by month."""
    _, issue, _ = _mine(request, filing)
    return PoolRecord.of(issue)


@router.get("/holdings/{filing}/months/{period}/files/{name}", response=answers({200: None}, 403, 404, 422))
def file(request: HttpRequest, filing: FilingId, period: PeriodText, name: str) -> HttpResponse:
    """Return the certificate of a month, its report, or the caller's own payments or claims, as an attachment."""
    _mine(request, filing)
    return pages.file(cast("Asking", request), filing, period, name)


def _investing(request: HttpRequest) -> Calling:
    call = calling(request, side=Side.OVERSEAS)
    if not may(call.member, "holdings.see"):
        raise AnswerError(403)
    return call


def _mine(request: HttpRequest, filing: str) -> tuple[Calling, Issue, Holder]:
    call = _investing(request)
    issue = None if call.portal.issues is None else call.portal.issues.issue(filing)
    holder = None if issue is None else holder_of(call.member, issue)
    if issue is None or holder is None:
        raise AnswerError(404)
    return call, issue, holder


def _holding(call: Calling, issue: Issue, holder: Holder) -> HoldingRecord:
    portal, held = call.portal, None
    if portal.ledger is not None:
        held = on_the_ledger(portal.register.evidence, issue, holder, portal.ledger, at=portal.now())
    months = paid_to(issue.months, holder.wallets)
    reports = pages.reports(call.place, issue)
    return HoldingRecord(
        filing=issue.filing,
        name=Named.of(issue.name),
        wallets=[*holder.wallets],
        evidence_until=holder.evidence_until,
        held=[] if held is None or isinstance(held, Finding) else [HeldRecord.of(each) for each in held],
        away=told(held) if isinstance(held, Finding) else None,
        payments=[one for each in months for one in PaidRecord.of(each)],
        papers={
            str(each.month.period): [
                each.month.certificate_file,
                pages.PAYMENTS,
                *pages.claims(holder, each),
                *reports.get(str(each.month.period), ()),
            ]
            for each in months
        },
    )
