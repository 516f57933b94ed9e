"""The desk: the queue with its clocks, one filing with everything on it, and what people do about it."""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language, say
from tallystick.filing.disclosure.fields import report_fields
from tallystick.filing.rounds.questions import deal_paths
from tallystick.filing.states import PAPERS, Event, Phase
from tallystick.law.clocks import ClockReading, clock_lines
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people import plans as acts
from tallystick.shell.operations.people.desk import AtTheDesk, Filing, filing_of, queue
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.ports.people.plans import PlanKind, PlanState
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.reviewing.asking.field_values import unbound
from tallystick.shell.operations.reviewing.asking.rounds import WHOLE
from tallystick.shell.operations.reviewing.consulting import DEPARTMENTS, asked_now, consulted, opinions
from tallystick.shell.web.files import attached, uploaded
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.days import read_day
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted, shown
from tallystick.shell.web.work.law import answered_books
from tallystick.shell.web.work.plans import handed_on
from tallystick.shell.web.work.ribbon import CELL, ribbon
from tallystick.shell.web.work.sheets import has_sheet, sheet

__all__ = ["act", "desk", "file", "filing", "filing_seen", "law", "record"]

_LONGEST: Final = 4_000
_SHORT: Final = 200
_QUESTIONS: Final = 6
_RECORD: Final = "record"
_VALIDITY: Final = "P_VALID_M"
"""The clock of the time to issue, by its parameter in the books."""
_DESK: Final = (Event.QUESTION, Event.CONSULT, Event.CONCLUDE, Event.SUSPEND, Event.RESUME, Event.FILE, Event.REFUSE)
_FILER: Final = (Event.WITHDRAW,)
_RECORDS: Final = {kind.value: event for kind, event in PAPERS.items()}


@onshore
@require_safe
def desk(request: Asking) -> HttpResponse:
    """Return the queue: every filing with its clocks, those that wait for the desk first."""
    shown(request, "desk.see", None)
    words, phase = request.GET.get("q", "").strip()[:200].lower(), request.GET.get("phase", "")
    every = queue(request.portal.register.evidence, now=request.portal.now())
    rows = [
        (each, [_clock(clock, each, request.language) for clock in each.clocks])
        for each in every
        if words in f"{each.row.id} {each.name.zh} {each.name.en} {each.filer}".lower()
        and phase in {"", each.review.phase.value}
    ]
    phases = [each.value for each in Phase if each is not Phase.DRAFT]
    context = {"rows": rows, "words": words, "phase": phase, "phases": phases, "none": not every}
    return render(request, "work/desk.html", context)


@onshore
@require_safe
def filing(request: Asking, filing: str) -> HttpResponse:
    """Return one filing."""
    return _page(request, filing_seen(request, filing))


@onshore
@require_safe
def law(request: Asking, filing: str) -> HttpResponse:
    """Return the law in full text with the answers of this filing in its margin."""
    found = filing_seen(request, filing)
    made = _sheet(request, found)
    context: dict[str, object] = {
        "filing": found.at_the_desk,
        "view": "law",
        "sheet": made.value,
        "findings": made.findings,
    }
    if made.value is not None:
        context |= answered_books(made.value, request.GET.get("book", ""), request.language)
    return render(request, "work/filing_law.html", context)


@onshore
@require_safe
def file(request: Asking, filing: str, path: str) -> HttpResponse:
    """Return one file of a filing, to be saved and never shown in the page's own place."""
    content = filing_seen(request, filing).package.contents.get(path)
    if content is None:
        raise Http404
    return attached(content, path)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Asking, filing: str, event: str) -> HttpResponse:
    """Prepare an act of the desk or of the filer; a reviewer approves it in the same step, as the first of two."""
    found = filing_seen(request, filing)
    if event not in {*_DESK, *_FILER}:
        raise Http404
    if request.method != "POST":
        return redirect("desk-filing", filing)
    wanted, post = Event(event), request.POST
    permitted(request, "filing.answer" if wanted in _FILER else "filing.review", found.at_the_desk)
    said: dict[str, object] = {"reason": post.get("reason", "").strip()[:_LONGEST]}
    if wanted in _DESK:
        said["standing"] = post.get("standing", "rehearsal")
    if wanted is Event.QUESTION:
        questions = [_asked(row) for row in _composed(request) if row["text"]]
        wrong = unbound(
            questions, found.package.contents, [] if (made := _sheet(request, found).value) is None else made.rules()
        )
        if wrong:
            return _page(request, found, refused=wrong, form=event)
        said["questions"] = questions
    if wanted is Event.CONSULT:
        asked = consulted(post.getlist("department"), post.get("department-other", "")[:_SHORT])
        if asked.value is None:
            return _page(request, found, refused=asked.findings, form=event)
        said["consulted"] = asked.value
    if wanted is Event.CONCLUDE:
        departments = asked_now(found.acts)
        papers = [_kept(request, f"paper-{row}") for row in range(len(departments))]
        harmful = tuple(each for one in papers for each in one.findings if one.value is None)
        if harmful:
            return _page(request, found, refused=harmful, form=event)
        texts = [_given(request, "opinion", row) for row in range(len(departments))]
        said["opinions"] = opinions(departments, texts, [each.value or {} for each in papers])
    return _prepared(request, found, wanted, said, form=event)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asking, filing: str) -> HttpResponse:
    """Prepare the record of an authority's own paper with its capture; the first of two recorders approves it here."""
    found = filing_seen(request, filing)
    if request.method != "POST":
        return redirect("desk-filing", filing)
    permitted(request, "filing.record", found.at_the_desk)
    post, event = request.POST, _RECORDS.get(request.POST.get("paper", ""))
    if event is None or "capture" not in request.FILES:
        return _page(request, found, missing=True, form=_RECORD)
    try:
        day = read_day(post.get("date", ""))
    except ValueError:
        return _page(request, found, missing=True, form=_RECORD)
    kept = _kept(request, "capture")
    if kept.value is None:
        return _page(request, found, refused=kept.findings, form=_RECORD)
    said: dict[str, object] = {
        "paper": post["paper"],
        "number": post.get("number", "").strip()[:200],
        "date": day.isoformat(),
        "authority_zh": post.get("authority_zh", "").strip()[:200],
        "authority_en": post.get("authority_en", "").strip()[:200],
        "capture": next(iter(kept.value.values())),
        "specimen": post.get("specimen") == "yes",
    }
    if reason := post.get("reason", "").strip()[:_LONGEST]:
        said["reason"] = reason
    return _prepared(request, found, event, said, form=_RECORD)


def filing_seen(request: Asking, filing: str) -> Filing:
    """Return a filing that one may see.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    found = filing_of(request.portal.register.evidence, filing, now=request.portal.now())
    shown(request, "filing.see", None if found is None else found.at_the_desk)
    if found is None:
        raise Http404
    return found


def _prepared(request: Asking, found: Filing, event: Event, said: dict[str, object], *, form: str) -> HttpResponse:
    review, member = found.at_the_desk.review, asked_by(request)
    outcome = acts.for_filing(review, event, said, by=member, at=request.portal.now())
    if outcome.value is None:
        return _page(request, found, refused=outcome.findings, form=form)
    of_the_desk = event not in _FILER
    refused = acts.refusal(outcome.value, member, (), review) if of_the_desk else None
    if refused is not None:
        return _page(request, found, refused=(refused,), form=form)
    try:
        plan = request.portal.work.prepare(outcome.value)
    except RefusedError as error:
        return _page(request, found, refused=(error.finding,))
    return handed_on(request, plan) if of_the_desk else redirect("plan", plan.id)


def _page(
    request: Asking, found: Filing, *, refused: tuple[Finding, ...] = (), missing: bool = False, form: str = ""
) -> HttpResponse:
    """Return the page of a filing; `form` names the one that was refused, which keeps what was typed into it."""
    told, portal, part = found.at_the_desk, request.portal, request.GET.get("part", "")
    waits = request.method != "POST" and not part and not has_sheet(told.row.package_sha256)
    made: Outcome[DealSheet] = Outcome(value=None) if waits else _sheet(request, found)
    possible = {each.event for each in found.possible}
    about = portal.work.plans(subject=told.row.id)
    plans = [each for each in about if may(request.member, "plan.see", each)]
    decisions = [each.value for each in _DESK if each in possible] if may(request.member, "filing.review") else []
    pending = [each for each in plans if each.kind is PlanKind.DECIDE and each.state is PlanState.WAITING]
    context = {
        "filing": told,
        "view": "filing",
        "found": found,
        "waits": waits,
        "sheet": made.value,
        "findings": made.findings,
        "sentences": [] if made.value is None else made.value.sentences(request.language),
        "clocks": [_clock(clock, told, request.language) for clock in told.clocks],
        "acts": found.acts[::-1],
        "files": found.package.manifest.files,
        "decisions": decisions,
        "asked": Event.ANSWER in possible and may(request.member, "filing.answer", told),
        "answers": [each.value for each in _FILER if each in possible]
        if may(request.member, "filing.answer", told)
        else [],
        "records": [name for name, each in _RECORDS.items() if each in possible]
        if may(request.member, "filing.record")
        else [],
        "fields": report_fields(),
        "paths": [*deal_paths(found.package.contents[DEAL_FILE])] if may(request.member, "filing.review") else [],
        "rules": [] if made.value is None else made.value.rules(),
        "departments": DEPARTMENTS,
        "consulted": [(each, _given(request, "opinion", row)) for row, each in enumerate(asked_now(found.acts))],
        "plans": [each for each in plans[::-1] if not decisions or each not in pending],
        "unseen": {each.id for each in plans if each.unseen(asked_by(request).id, about)},
        "pending": pending,
        "refused": refused,
        "missing": missing,
        **_typed(request, form),
        "today": portal.now().date(),
    }
    name = "work/filing_complete.html" if part == "complete" else "work/filing.html"
    return render(request, name, context, status=400 if refused or missing else 200)


def _sheet(request: Asking, found: Filing) -> Outcome[DealSheet]:
    return sheet(request.portal, found.at_the_desk.row.package_sha256, lambda: dict(found.package.contents))


def _clock(clock: ClockReading, filing: AtTheDesk, language: Language) -> dict[str, object]:
    """Return a clock in words and cells; beside the months of the text the day that the filed plan sets itself."""
    lines = [*clock_lines(clock, language)]
    if clock.deadline.parameter == _VALIDITY and filing.until not in {None, clock.due}:
        lines.append(say("portal.desk.plan-day", language, day=filing.until))
    told = say("law.clock.join", language).join(lines)
    cells = ribbon(clock, language)
    return {"title": clock.deadline.title, "lines": told, "cells": cells, "width": len(cells) * CELL}


def _typed(request: Asking, form: str) -> dict[str, object]:
    """Return what was typed into the form that was refused, for it to stand there again."""
    return {
        "form": form,
        "given": request.POST if form else {},
        "composed": sorted(_composed(request), key=lambda row: not row["text"]),
        "ticked": request.POST.getlist("department"),
        "other_department": request.POST.get("department-other", ""),
    }


def _composed(request: Asking) -> list[dict[str, str]]:
    """Return the rows of the composer as they were typed."""
    parts = ("text", "field", "path", "rule", "evidence")
    return [{part: _given(request, part, row) for part in parts} for row in range(_QUESTIONS)]


def _asked(row: dict[str, str]) -> dict[str, str]:
    """Return a question with the field or path it is about, else the whole filing; its rule and its evidence."""
    field = row["path"] or row["field"] or WHOLE
    return {"text": row["text"], "field": field, "rule": row["rule"], "evidence": row["evidence"]}


def _given(request: Asking, part: str, row: int) -> str:
    return request.POST.get(f"{part}-{row}", "").strip()[:_LONGEST]


def _kept(request: Asking, field: str) -> Outcome[dict[str, str]]:
    return keep_papers(request.portal.register.evidence.objects, uploaded(request, field), request.portal.scanner)
