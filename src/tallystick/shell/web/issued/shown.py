"""What pages of issues share: finding the issue that is asked for, its month, and its figures drawn."""

from collections.abc import Iterable

from django.http import Http404
from django.utils.safestring import SafeString, mark_safe

from tallystick.filing.report.content import Figure
from tallystick.shell.operations.issued.holdings import LedgerAt
from tallystick.shell.operations.issued.issues import Issue, Issues
from tallystick.shell.operations.issued.months import PaidMonth
from tallystick.shell.operations.issued.performance import MonthBeside, beside_forecast, class_figure, pool_figure
from tallystick.shell.web.portal import Asking

__all__ = ["drawn", "issue_asked", "issues_of", "ledger_of", "month_of", "pool_shown"]


def issues_of(request: Asking) -> Issues:
    """Return the issues of the portal.

    Raises:
        Http404: this portal has none.
    """
    if request.portal.issues is None:
        raise Http404
    return request.portal.issues


def ledger_of(request: Asking) -> LedgerAt:
    """Return what opens the ledger of the portal for reading.

    Raises:
        Http404: this portal has none.
    """
    if request.portal.ledger is None:
        raise Http404
    return request.portal.ledger


def issue_asked(request: Asking, filing: str) -> Issue:
    """Return the issue of a filing, whoever asks.

    Raises:
        Http404: there is none.
    """
    found = issues_of(request).issue(filing)
    if found is None:
        raise Http404
    return found


def month_of(issue: Issue, period: str) -> PaidMonth:
    """Return a month of an issue that was closed.

    Raises:
        Http404: there is none.
    """
    found = next((each for each in issue.months if str(each.period) == period), None)
    if found is None:
        raise Http404
    return found


def pool_shown(request: Asking, issue: Issue) -> dict[str, object]:
    """Return how the pool does beside its forecast: rows, and what is drawn of them."""
    certificates = tuple(each.certificate for each in issue.months)
    rows = beside_forecast(issue)
    filed = any(each.filed_balance is not None for each in rows)
    figures = [pool_figure(what, rows) for what in ("balance", "lost", "cash")] if filed or certificates else []
    if certificates:
        names = issue.deal.tokens.classes if issue.deal.tokens is not None else {}
        figures.append(class_figure(certificates, tuple(names)))
    return {"beside": _until_now(rows), "filed": filed, "figures": [(each, drawn(request, each)) for each in figures]}


def drawn(request: Asking, figure: Figure) -> SafeString:
    """Return a figure as SVG."""
    made = request.portal.documents.chart(figure, request.language).decode()
    return mark_safe(made)  # noqa: S308 - drawn by us; every text in it is escaped where it is drawn


def _until_now(rows: Iterable[MonthBeside]) -> list[MonthBeside]:
    """Return the months that were paid, and the next as filed."""
    told: list[MonthBeside] = []
    for each in rows:
        told.append(each)
        if each.cash is None:
            break
    return told
