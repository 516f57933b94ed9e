"""After a filing: duties with their days, events, and the papers of an authority; of one filing, or of all of them."""

from collections.abc import Sequence
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.states import Phase
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.desk import ActDone, filing_of
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.reviewing.after import (
    After,
    after_filing,
    for_telling,
    latest_filings,
    on_record_of,
    worked_of,
)
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.deals import draft_of
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted, shown
from tallystick.shell.web.work.sheets import kept
from tallystick.supervision.watching.drafts import draft_name
from tallystick.supervision.watching.events import EventLine
from tallystick.supervision.watching.standing import DutyLine, DutyState

__all__ = ["FILED", "after", "duties", "latest", "listed", "ordered", "over_all", "said_in", "stands", "tell"]

FILED: Final = frozenset({Phase.FILED.value, Phase.RECORDED.value})
"""States of a filing that came through."""
_LONGEST: Final = 4_000
_OWED: Final = frozenset({DutyState.OVERDUE, DutyState.MISSING, DutyState.DUE})
_FIRST: Final = (DutyState.OVERDUE, DutyState.MISSING, DutyState.DUE, DutyState.NOT_YET, DutyState.TOLD)


@onshore
@require_safe
def after(request: Asking, deal: str) -> HttpResponse:
    """Return what follows the filing of a team's deal."""
    return _page(request, draft_of(request, deal))


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Asking, deal: str) -> HttpResponse:
    """Prepare the record that a duty or an event was reported, or why an event is not."""
    draft, portal = draft_of(request, deal), request.portal
    if request.method != "POST":
        return redirect("deal-after", deal)
    evidence = portal.register.evidence
    row = latest(request.portal, deal)
    found = None if row is None else filing_of(evidence, row.id, now=portal.now())
    made = None if row is None else stands(request.portal, row, draft).value
    if row is None or found is None or made is None:
        raise Http404
    permitted(request, "filing.answer", found.at_the_desk)
    kept = keep_papers(evidence.objects, uploaded(request, "report"), portal.scanner)
    if kept.value is None:
        return _page(request, draft, wrong=kept.findings)
    said = said_in(request) | {"report": next(iter(kept.value.values()), "")}
    worked = worked_of(draft.files, package_of(evidence, row.id).manifest)
    outcome = for_telling(row.id, made, said, worked, by=asked_by(request), at=portal.now())
    if outcome.value is None:
        return _page(request, draft, wrong=outcome.findings)
    return redirect("plan", portal.work.prepare(outcome.value).id)


@onshore
@require_safe
def duties(request: Asking) -> HttpResponse:
    """Return what is owed over all filings that came so far, what passed unmet first; for the desk."""
    shown(request, "desk.see", None)
    rows = [row for row in latest_filings(request.portal.register.evidence) if row.state in FILED]
    outcomes = [(row, stands(request.portal, row, request.portal.work.draft(row.deal)).value) for row in rows]
    made = over_all([(row.id, each) for row, each in outcomes if each is not None])
    return render(request, "work/duties.html", {**made, "filings": len(rows), "place": "desk-filing"})


def over_all(made: Sequence[tuple[str, After]]) -> dict[str, object]:
    """Return what is owed, what happened and what must stop over several filings, for their page; by id of each."""
    lines = [(filing, each, line) for filing, each in made for line in ordered(each)]
    lines.sort(key=lambda found: (_FIRST.index(found[2].state), found[2].due is None, str(found[2].due), found[0]))
    return {
        "lines": lines,
        "events": [(filing, line) for filing, each in made for line in each.watched.events],
        "orders": [(filing, order) for filing, each in made for order in each.watched.orders],
        "late": sum(line.state in {DutyState.OVERDUE, DutyState.MISSING} for _, _, line in lines),
    }


def latest(portal: Portal, deal: str) -> FilingRow | None:
    """Return the latest filing of a deal; None where there is none."""
    rows = latest_filings(portal.register.evidence)
    return next((each for each in rows if each.deal == deal), None)


def _page(request: Asking, draft: Draft, *, wrong: tuple[Finding, ...] = ()) -> HttpResponse:
    evidence, row = request.portal.register.evidence, latest(request.portal, draft.deal)
    found = None if row is None else filing_of(evidence, row.id, now=request.portal.now())
    context: dict[str, object] = {"draft": draft, "tab": "after", "row": row, "wrong": wrong}
    if row is not None and found is not None and may(request.member, "filing.see", found.at_the_desk):
        outcome = stands(request.portal, row, draft)
        context |= listed(request, outcome) | {
            "papers": [each for each in found.acts if _paper(each)],
            "badge": found.at_the_desk.badge,
            "tells": may(request.member, "filing.answer", found.at_the_desk),
        }
    return render(request, "work/after.html", context, status=400 if wrong else 200)


def listed(request: Asking, outcome: Outcome[After]) -> dict[str, object]:
    """Return what the page of one filing lists, in the reader's words."""
    made = outcome.value
    lines = ordered(made)
    return {
        "after": made,
        "findings": outcome.findings if made is None else made.findings,
        "duties": lines,
        "events": _drafted(made, request),
        "owed": [each for each in lines if each.state in _OWED and each.expected.deadline is not None],
    }


def said_in(request: Asking) -> dict[str, str]:
    """Return what a form says of a duty or an event: which, and why it is not reported."""
    return {part: request.POST.get(part, "").strip()[:_LONGEST] for part in ("of", "reasons")}


def stands(portal: Portal, row: FilingRow, draft: Draft | None = None) -> Outcome[After]:
    """Return how a filing stands today, made once a day and for what is on record."""
    evidence, now = portal.register.evidence, portal.now()
    on_record = on_record_of(evidence, row.id)
    known = (
        f"{on_record.filed} {on_record.issued} {len(on_record.told)} {len(on_record.powers)} {len(on_record.closed)}"
    )
    package = package_of(evidence, row.id)
    beside = {} if draft is None else worked_of(draft.files, package.manifest)
    key = ("after", row.package_sha256, beijing_day(now).isoformat(), known, *(f"{n} {d}" for n, d in beside.items()))
    worked = {name: evidence.objects.get(each) for name, each in beside.items()}
    return kept(key, lambda: portal.apart(after_filing, dict(package.contents), worked, on_record, now))


def ordered(made: After | None) -> list[DutyLine]:
    """Return the duties of a filing, those that passed unmet first."""
    lines = [] if made is None else [*made.watched.duties]
    return sorted(lines, key=lambda each: (_FIRST.index(each.state), each.due is None, str(each.due), each.expected.id))


def _drafted(made: After | None, request: Asking) -> list[tuple[EventLine, str]]:
    """Return the events of a filing, each with the draft of its report where nobody decided, in the reader's words."""
    lines = () if made is None else made.watched.events
    files = {} if made is None else made.drafts
    own = {each.event.id: files.get(draft_name(each.event.id, request.language), b"").decode() for each in lines}
    return [(each, own[each.event.id]) for each in lines]


def _paper(done: ActDone) -> bool:
    return done.act.notice is not None
