"""The months of an issue for its agents: what the next one comes to, its close by two, and those that were closed.

file of the month -> read in a process of its own -> a job foresees the close -> triggers and sums are shown
-> the paying agent prepares and approves -> the trustee approves -> the signing process closes
"""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding, finding
from tallystick.servicing.claims.excess import Way
from tallystick.shell.operations.background.issues import ask_to_foresee, ask_to_report, foreseen_of, reports_of
from tallystick.shell.operations.issued.compared import Agreement, beside_the_bank
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.issues.folder import Brought, bring, next_month, read_month
from tallystick.shell.operations.people.issues.plans import for_close, for_words
from tallystick.shell.operations.people.issues.recouping import for_recoup
from tallystick.shell.operations.people.uploads import keep_files, keep_papers
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.ports.people.work import Draft, StaleDraftError
from tallystick.shell.operations.ports.services.jobs import Job, State
from tallystick.shell.operations.ports.services.queue import Queue
from tallystick.shell.web.files import attached, uploaded
from tallystick.shell.web.issued.agents import head, issue_of_mine, revision_seen
from tallystick.shell.web.issued.shown import month_of
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import asked_by, overseas, permitted
from tallystick.shell.web.work.plans import handed_on

__all__ = ["close", "excess", "file", "month"]

_SHORT: Final = 100


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Asking, filing: str) -> HttpResponse:
    """Return the close of the next month step by step, and take in its file, the question, and the plan."""
    found = issue_of_mine(request, filing)
    if request.method != "POST":
        return render(request, "issued/close.html", _closing(request, found))
    permitted(request, "issue.pay", found)
    act = request.POST.get("act", "")
    if act == "bring":
        brought = _brought(request, found)
        if brought.value is None:
            return _wrong(request, found, brought.findings)
        return redirect("issue-close", filing)
    if act == "foresee":
        ask_to_foresee(_queue(request), found, next_month(found), by=asked_by(request).id)
        return redirect("issue-close", filing)
    job = foreseen_of(_queue(request), found, next_month(found))
    if act != "prepare" or job is None or not job.result.get("value"):
        raise Http404
    prepared = for_close(
        found, job.result["value"], request.portal.accounts, by=asked_by(request), at=request.portal.now()
    )
    if prepared.value is None:
        return _wrong(request, found, prepared.findings)
    return _kept(request, prepared.value)


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def month(request: Asking, filing: str, period: str) -> HttpResponse:
    """Return a closed month with what became of every payment; take in the bank's word, or ask for the report."""
    found = issue_of_mine(request, filing)
    closed = month_of(found, period)
    if request.method != "POST":
        return _month(request, found, period)
    permitted(request, "issue.pay", found)
    if request.POST.get("act") == "report":
        ask_to_report(_queue(request), found, closed.period, by=asked_by(request).id)
        return redirect("issue-month", filing, period)
    sent = uploaded(request)
    if len(sent) != 1:
        return _month(request, found, period, wrong=(finding("servicing.words-one-file", count=len(sent)),))
    portal = request.portal
    kept = keep_files(portal.register.evidence.objects, sent, portal.scanner)
    if kept.value is None:
        return _month(request, found, period, wrong=kept.findings)
    prepared = for_words(
        found,
        closed,
        kept.value,
        portal.accounts,
        by=asked_by(request),
        at=portal.now(),
        specimen=request.POST.get("specimen") == "yes",
    )
    if prepared.value is None:
        return _month(request, found, period, wrong=prepared.findings)
    return _kept(request, prepared.value)


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def excess(request: Asking, filing: str, period: str) -> HttpResponse:
    """Prepare how what the bank paid beyond a claim of a month is made good, on a paper."""
    found = issue_of_mine(request, filing)
    closed = month_of(found, period)
    if request.method != "POST":
        return redirect("issue-month", filing, period)
    permitted(request, "issue.pay", found)
    sent, portal = uploaded(request), request.portal
    if len(sent) != 1:
        return _month(request, found, period, wrong=(finding("servicing.words-one-file", count=len(sent)),))
    kept = keep_papers(portal.register.evidence.objects, sent, portal.scanner)
    if kept.value is None:
        return _month(request, found, period, wrong=kept.findings)
    said = {part: request.POST.get(part, "").strip()[:_SHORT] for part in ("reference", "amount", "way")}
    said_of_it = {**said, "papers": kept.value}
    prepared = for_recoup(found, closed, said_of_it, portal.accounts, by=asked_by(request), at=portal.now())
    if prepared.value is None:
        return _month(request, found, period, wrong=prepared.findings)
    return _kept(request, prepared.value)


@overseas
@require_safe
def file(request: Asking, filing: str, period: str, name: str) -> HttpResponse:
    """Return a file of a closed month: its certificate, its instructions, their totals, or its report."""
    found = issue_of_mine(request, filing)
    digest = month_of(found, period).files.get(name)
    objects = request.portal.register.evidence.objects
    report = reports_of(_queue(request), filing).get(period)
    try:
        if digest is None and report is not None and request.portal.workplace is not None:
            return attached(request.portal.workplace.shelf.get(str(report.result.get("files", {}).get(name))), name)
        return attached(objects.get(str(digest)), name)
    except (ObjectMissingError, ObjectDamagedError) as error:
        raise Http404 from error


def _closing(request: Asking, found: Issue, wrong: tuple[Finding, ...] = ()) -> dict[str, object]:
    period, queue = next_month(found), _queue(request)
    names = [f"collections/{period}.{form}" for form in ("csv", "json")]
    here = [name for name in names if found.folder is not None and name in found.folder.files]
    job = foreseen_of(queue, found, period)
    plans = [each for each in _plans(request, found, PlanKind.CLOSE) if each.said.get("period") == str(period)]
    breaks = [
        each for each in beside_the_bank(found, at=request.portal.now()) if each.agreement is not Agreement.AGREES
    ]
    return head(request, found, "close") | {
        "period": period,
        "file": here[0] if here else "",
        "job": job,
        "alive": job is not None and job.state in {State.WAITING, State.RUNNING},
        "told": _told(job, request),
        "seen": job.result.get("value") if job is not None else None,
        "plans": plans,
        "breaks": breaks,
        "wrong": wrong,
    }


def _wrong(request: Asking, found: Issue, findings: tuple[Finding, ...]) -> HttpResponse:
    return render(request, "issued/close.html", _closing(request, found, findings), status=400)


def _brought(request: Asking, found: Issue) -> Outcome[Draft]:
    """Read the month's file in a process of its own, and keep it."""
    sent, portal = uploaded(request), request.portal
    if len(sent) != 1:
        return Outcome(value=None, findings=(finding("servicing.words-one-file", count=len(sent)),))
    (content,) = sent.values()
    terms = found.received.edition.contents["terms.json"]
    read = portal.apart(read_month, terms, next_month(found), content)
    if read.value is None:
        return Outcome(value=None, findings=read.findings)
    brought = Brought(files={read.value[0]: content}, seen=revision_seen(request))
    objects = portal.register.evidence.objects
    try:
        return bring(
            portal.work, objects, found, brought, by=asked_by(request), at=portal.now(), scanner=portal.scanner
        )
    except StaleDraftError as error:
        return Outcome(value=None, findings=(error.finding,))


def _month(request: Asking, found: Issue, period: str, wrong: tuple[Finding, ...] = ()) -> HttpResponse:
    closed = month_of(found, period)
    report = reports_of(_queue(request), found.filing).get(period)
    plans = [each for each in _plans(request, found, PlanKind.WORDS) if each.said.get("period") == period]
    recoups = [each for each in _plans(request, found, PlanKind.RECOUP) if each.said.get("period") == period]
    context = head(request, found, "overview") | {
        "month": closed,
        "report": report,
        "alive": report is not None and report.state in {State.WAITING, State.RUNNING},
        "told": _told(report, request),
        "reports": sorted(report.result.get("files", {})) if report is not None else [],
        "plans": plans,
        "recoups": recoups,
        "ways": [each.value for each in Way],
        "given": request.POST if wrong else {},
        "breaks": [each for each in beside_the_bank(found, at=request.portal.now()) if each.of.startswith(period)],
        "wrong": wrong,
    }
    return render(request, "issued/month.html", context, status=400 if wrong else 200)


def _kept(request: Asking, plan: Plan) -> HttpResponse:
    """Keep a plan and approve it for whoever prepared it; without a valid second factor it waits for them as well."""
    return handed_on(request, request.portal.work.prepare(plan))


def _plans(request: Asking, found: Issue, kind: PlanKind) -> list[Plan]:
    return [each for each in request.portal.work.plans(subject=found.filing) if each.kind is kind][::-1]


def _told(job: Job | None, request: Asking) -> list[dict[str, str]]:
    """Return what a job found, in the reader's language."""
    language = request.language.value
    return [
        {part: str(each.get(f"{part}_{language}", "")) for part in ("what", "why", "remedy")}
        | {"severity": str(each.get("severity", ""))}
        for each in (job.result.get("findings", ()) if job is not None else ())
    ]


def _queue(request: Asking) -> Queue:
    if request.portal.workplace is None:
        raise Http404
    return request.portal.workplace.queue
