"""The pages of an issue for its agents: the list, one issue with months and pool, its papers, the ledger beside it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.issued.compared import Agreement, beside_the_bank
from tallystick.shell.operations.issued.issues import Issue, part_of
from tallystick.shell.operations.issued.ledger import beside_the_ledger
from tallystick.shell.operations.issued.papers import PLACEMENT
from tallystick.shell.operations.people.issues.folder import BOOK, Brought, bring, next_month
from tallystick.shell.operations.ports.people.work import StaleDraftError
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.issued.shown import issue_asked, issues_of, ledger_of, pool_shown
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import asked_by, overseas, permitted, shown

__all__ = ["head", "issue", "issue_of_mine", "issues", "ledger", "papers", "revision_seen"]


@overseas
@require_safe
def issues(request: Asking) -> HttpResponse:
    """Return the issues in which one's house has a part."""
    shown(request, "issue.list", None)
    mine = [each for each in issues_of(request).issues() if may(request.member, "issue.see", each)]
    rows = [(each, part_of(asked_by(request), each), next_month(each) if each.issued else None) for each in mine]
    return render(request, "issued/issues.html", {"rows": rows})


@overseas
@require_safe
def issue(request: Asking, filing: str) -> HttpResponse:
    """Return an issue: what was paid month by month, what is done next, and how its pool does beside its forecast."""
    found = issue_of_mine(request, filing)
    return render(request, "issued/issue.html", head(request, found, "overview") | pool_shown(request, found))


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: Asking, filing: str) -> HttpResponse:
    """Return the papers of an issue, and take in price and order book while no plan was signed on them."""
    found = issue_of_mine(request, filing)
    wrong: tuple[Finding, ...] = ()
    if request.method == "POST":
        permitted(request, "issue.pay", found)
        wrong = _taken(request, found)
        if not wrong:
            return redirect("issue-papers", filing)
    context = head(request, found, "papers") | {"book": BOOK, "wrong": wrong}
    return render(request, "issued/papers.html", context, status=400 if wrong else 200)


@overseas
@require_safe
def ledger(request: Asking, filing: str) -> HttpResponse:
    """Return every figure of an issue beside the ledger's and the bank's: what differs first."""
    found, now = issue_of_mine(request, filing), request.portal.now()
    evidence = request.portal.register.evidence
    compared = beside_the_ledger(evidence, found, ledger_of(request), at=now)
    away = compared if isinstance(compared, Finding) else None
    rows = [*beside_the_bank(found, at=now), *(() if isinstance(compared, Finding) else compared)]
    order = (Agreement.DIFFERS, Agreement.WAITS, Agreement.AGREES)
    rows.sort(key=lambda each: (order.index(each.agreement), each.since))
    count = {each.value: sum(row.agreement is each for row in rows) for each in order}
    context = head(request, found, "ledger") | {"rows": rows, "away": away, "count": count}
    return render(request, "issued/ledger.html", context, status=503 if away is not None and not rows else 200)


def issue_of_mine(request: Asking, filing: str) -> Issue:
    """Return an issue in which one's house has a part.

    Raises:
        Http404: there is none, or it is not one's own.
    """
    found = issue_asked(request, filing)
    shown(request, "issue.see", found)
    return found


def head(request: Asking, found: Issue, tab: str) -> dict[str, object]:
    """Return what every page of an issue shows."""
    return {
        "issue": found,
        "tab": tab,
        "role": part_of(asked_by(request), found),
        "pays": may(request.member, "issue.pay", found),
        "next": next_month(found),
        "findings": found.findings,
    }


def revision_seen(request: Asking) -> int:
    """Return the revision of the papers that a form was made from; 0 where it names none."""
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def _taken(request: Asking, found: Issue) -> tuple[Finding, ...]:
    """Keep price and order book; return why not. A file under any other name is passed over."""
    files = {f"{PLACEMENT}{name}": content for name, content in uploaded(request).items() if name in BOOK}
    portal = request.portal
    try:
        kept = bring(
            portal.work,
            portal.register.evidence.objects,
            found,
            Brought(files=files, seen=revision_seen(request)),
            by=asked_by(request),
            at=portal.now(),
            scanner=portal.scanner,
        )
    except StaleDraftError as error:
        return (error.finding,)
    return kept.findings if kept.value is None else ()
