"""The pages of those who hold what was issued: theirs alone, with the pool behind it, certificates and reports."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import say
from tallystick.shell.operations.background.issues import reports_of
from tallystick.shell.operations.issued.holdings import Holder, holder_of, on_the_ledger
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.issued.months import PaidTo, paid_to
from tallystick.shell.operations.issued.performance import beside_forecast
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.services.jobs import State
from tallystick.shell.operations.servicing.on_ledger.claims import claim_papers
from tallystick.shell.web.files import attached
from tallystick.shell.web.issued.shown import issue_asked, issues_of, ledger_of, month_of, pool_shown
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import asked_by, overseas, shown

__all__ = ["PAYMENTS", "claims", "file", "holding", "holdings", "performance", "reports"]

PAYMENTS = "payments.csv"
"""The name of one's own payments of a month."""
_SUMS = ("claimed", "paid", "unpaid", "carried")
_POOL = ("cash", "filed_cash", "balance", "filed_balance", "lost", "filed_lost")


@overseas
@require_safe
def holdings(request: Asking) -> HttpResponse:
    """Return the issues in which one's house is in the order book."""
    shown(request, "holdings.see", None)
    member = asked_by(request)
    found = [(each, holder_of(member, each)) for each in issues_of(request).issues()]
    rows = [(each, holder, each.months[-1] if each.months else None) for each, holder in found if holder is not None]
    return render(request, "issued/holdings.html", {"rows": rows})


@overseas
@require_safe
def holding(request: Asking, filing: str) -> HttpResponse:
    """Return what one holds of an issue, what came of it, and how its pool does beside what was filed."""
    issue, holder = _mine(request, filing)
    now = request.portal.now()
    held = on_the_ledger(request.portal.register.evidence, issue, holder, ledger_of(request), at=now)
    payments = paid_to(issue.months, holder.wallets)
    context = {
        "issue": issue,
        "holder": holder,
        "away": held if isinstance(held, Finding) else None,
        "held": () if isinstance(held, Finding) else held,
        "expired": holder.evidence_until is not None and holder.evidence_until < now.date(),
        "sums": _SUMS,
        "payments": [(each, tuple(zip(_SUMS, each.sums, strict=True))) for each in payments],
        "claims": [(each.month, one) for each in payments for one in each.settled if one.paid != one.claim.amount],
        "papers": [(str(each.month.period), name) for each in payments for name in claims(holder, each)],
        "excess": [each for month in payments for each in month.excess],
        "reports": reports(request.portal.workplace, issue),
    }
    return render(request, "issued/holding.html", context | pool_shown(request, issue))


@overseas
@require_safe
def performance(request: Asking, filing: str) -> HttpResponse:
    """Return what is drawn of the pool as a table that opens in a spreadsheet and carries no formula."""
    issue, _ = _mine(request, filing)
    rows = beside_forecast(issue)
    heads = [say(f"issued.column.{name.replace('_', '-')}", request.language) for name in ("period", *_POOL)]
    cells = [[str(each.period), *(str(getattr(each, name) or "") for name in _POOL)] for each in rows]
    return attached(request.portal.documents.table(heads, cells), "performance.csv")


@overseas
@require_safe
def file(request: Asking, filing: str, period: str, name: str) -> HttpResponse:
    """Return the certificate of a month, its report, one's own payments, or one's own claims with their proofs."""
    issue, holder = _mine(request, filing)
    month = month_of(issue, period)
    try:
        if name == f"certificate-{period}.json":
            return attached(request.portal.register.evidence.objects.get(month.files[name]), name)
        if name == PAYMENTS:
            return attached(_payments(request, paid_to((month,), holder.wallets)), f"payments-{period}.csv")
        if any(name in claims(holder, each) for each in paid_to((month,), holder.wallets)):
            papers = claim_papers(request.portal.register.evidence, filing, month.period).value or {}
            return attached(papers[name], name)
        if name in reports(request.portal.workplace, issue).get(period, ()) and request.portal.workplace is not None:
            job = reports_of(request.portal.workplace.queue, filing)[period]
            return attached(request.portal.workplace.shelf.get(job.result["files"][name]), name)
    except (ObjectMissingError, ObjectDamagedError, KeyError) as error:
        raise Http404 from error
    raise Http404


def _mine(request: Asking, filing: str) -> tuple[Issue, Holder]:
    """Return an issue and what one's own house is in its book.

    Raises:
        Http404: there is no such issue, or nothing of it is one's own.
    """
    shown(request, "holdings.see", None)
    issue = issue_asked(request, filing)
    holder = holder_of(asked_by(request), issue)
    if holder is None:
        raise Http404
    return issue, holder


def claims(holder: Holder, paid: PaidTo) -> list[str]:
    """Return the names of one's own papers of claims of a month: one a class and address to which something was due."""
    due = dict.fromkeys((each.claim.token_class, each.claim.wallet.lower()) for each in paid.settled)
    own = {each.lower() for each in holder.wallets}
    return [f"claim-{paid.month.period}-{name}-{wallet}.json" for name, wallet in due if wallet in own]


def reports(place: Workplace | None, issue: Issue) -> dict[str, list[str]]:
    """Return the files of each month's report that was made."""
    if place is None:
        return {}
    made = reports_of(place.queue, issue.filing)
    return {period: sorted(job.result.get("files", {})) for period, job in made.items() if job.state is State.DONE}


def _payments(request: Asking, paid: tuple[PaidTo, ...]) -> bytes:
    names = ("reference", "class", "kind", "amount", "paid", "unpaid", "carried", "value-date", "bank-reference")
    heads = [say(f"issued.column.{name}", request.language) for name in names]
    rows = [
        [
            one.claim.reference,
            one.claim.token_class,
            say(f"issued.kind.{one.claim.kind}", request.language),
            str(one.claim.amount),
            str(one.paid),
            str(one.unpaid),
            str(one.carried),
            each.month.payment.value_date.isoformat(),
            one.bank_reference,
        ]
        for each in paid
        for one in each.settled
    ]
    return request.portal.documents.table(heads, rows)
