"""After an issue, overseas: its duties with their days, its events and drafts, and what was told; of one or of all."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.ports.ledgers.chain import ChainError
from tallystick.shell.operations.register.editions import last_acts
from tallystick.shell.operations.reviewing.after import After
from tallystick.shell.operations.reviewing.after_issue import after_issue, for_issue_told
from tallystick.shell.operations.supervision.watching.lived import lived
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.issued.agents import head, issue_of_mine
from tallystick.shell.web.issued.shown import issues_of
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.guarding import asked_by, overseas, shown
from tallystick.shell.web.work.plans import handed_on
from tallystick.shell.web.work.review.after import listed, over_all, said_in
from tallystick.shell.web.work.sheets import kept

__all__ = ["after", "duties", "issue_stands", "tell"]


@overseas
@require_safe
def after(request: Asking, filing: str) -> HttpResponse:
    """Return what follows an issue."""
    return _page(request, issue_of_mine(request, filing))


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Asking, filing: str) -> HttpResponse:
    """Prepare the record that a duty or an event was told, or why an event is not, for one's own part."""
    found, portal = issue_of_mine(request, filing), request.portal
    if request.method != "POST":
        return redirect("issue-after", filing)
    made = issue_stands(portal, found)
    if made.value is None:
        return _page(request, found, wrong=made.findings)
    sent = keep_papers(portal.register.evidence.objects, uploaded(request, "report"), portal.scanner)
    if sent.value is None:
        return _page(request, found, wrong=sent.findings)
    said = said_in(request) | {"report": next(iter(sent.value.values()), "")}
    outcome = for_issue_told(found, made.value, said, portal.accounts, by=asked_by(request), at=portal.now())
    if outcome.value is None:
        return _page(request, found, wrong=outcome.findings)
    return handed_on(request, portal.work.prepare(outcome.value))


@overseas
@require_safe
def duties(request: Asking) -> HttpResponse:
    """Return what is owed over all issues that one may watch, what passed unmet first."""
    shown(request, "duties.see", None)
    seen = [each for each in issues_of(request).issues() if may(request.member, "issue.watch", each)]
    made = [(each.filing, issue_stands(request.portal, each).value) for each in seen]
    context = over_all([(filing, each) for filing, each in made if each is not None])
    place = "issue-after" if may(request.member, "issue.list") else "filing"
    return render(request, "work/duties.html", {**context, "filings": len(seen), "place": place})


def issue_stands(portal: Portal, found: Issue) -> Outcome[After]:
    """Return how an issue stands today, made once a day, for what is on record and for the ledger as it is."""
    evidence, now = portal.register.evidence, portal.now()
    on_record = lived(evidence, found.deal, found.filing)
    papers = "" if found.folder is None else found.folder.digest
    moved = f"{last_acts(evidence).get(found.filing)} {len(on_record.told)}"
    key = ("after", found.filing, beijing_day(now).isoformat(), moved, papers, _head(portal))
    return kept(key, lambda: after_issue(evidence, found, on_record, portal.open_ledger, at=now))


def _head(portal: Portal) -> str:
    try:
        with portal.open_ledger() as ledger:
            return ledger.head().hash
    except ChainError:
        return "away"


def _page(request: Asking, found: Issue, wrong: tuple[Finding, ...] = ()) -> HttpResponse:
    outcome = issue_stands(request.portal, found)
    context = head(request, found, "after") | listed(request, outcome) | {"wrong": wrong, "tells": True}
    return render(request, "issued/after.html", context, status=400 if wrong else 200)
