"""Rounds of questions on a filing: each point with what is filed at its field, and the reply, kept as it is written.

The desk sees what it asked and what was handed in; what the filer writes before that is the filer's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.people.desk import Filing
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.reviewing.asking.field_values import (
    field_title,
    field_value,
    materials_in,
    needs_report,
)
from tallystick.shell.operations.reviewing.asking.replies import hand_in_reply, round_file, wrong_in
from tallystick.shell.operations.reviewing.asking.rounds import Point, Round, open_round, rounds_of
from tallystick.shell.operations.reviewing.asking.writing import PARTS, Reply, put, reply_of, write
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.desk import filing_seen
from tallystick.shell.web.work.editor.shown import pointer
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted
from tallystick.shell.web.work.sheets import laid_blocks, report

__all__ = ["Shown", "Written", "field", "hand_in", "news", "rounds"]

_LONGEST: Final = 4_000
_VALUE, _SEEN, _PART = "v:", "o:", "X-Part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One part of an answer as it is being written: `pointer` names it in the form, `by` wrote it last."""

    part: str
    pointer: str
    text: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A point as its page shows it; `parts` is empty where the reader writes nothing."""

    point: Point
    title: Name
    parts: tuple[Written, ...]
    answered: bool
    findings: tuple[Finding, ...]


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: Asking, filing: str) -> HttpResponse:
    """Return the rounds of a filing, and keep what was written."""
    found = filing_seen(request, filing)
    refused: dict[str, Finding] = {}
    if request.method == "POST":
        permitted(request, "filing.answer", found.at_the_desk)
        refused = _kept(request, found)
    by_script = request.headers.get(_PART) == "fields"
    if request.method == "POST" and not refused and not by_script:
        return redirect("rounds", filing)
    context = _context(request, found) | {"refused": refused}
    if by_script:
        return _fragments(request, context, [key.removeprefix(_VALUE) for key in request.POST if key[:2] == _VALUE])
    return render(request, "work/rounds.html", context, status=409 if refused else 200)


@onshore
@require_safe
def news(request: Asking, filing: str) -> HttpResponse:
    """Return what others wrote after an edit that the reader has seen."""
    found = filing_seen(request, filing)
    permitted(request, "filing.answer", found.at_the_desk)
    asked, after = _open(request, found), request.GET.get("after", "")
    if asked is None or not after.isdigit():
        raise Http404
    reply = reply_of(request.portal.work, filing, asked.number)
    changed = reply.changed.values()
    late = [each for each in changed if each.number > int(after[:9]) and each.by != asked_by(request).id]
    if not late:
        return HttpResponse(status=204)
    return _fragments(request, _context(request, found), [pointer(each.edit.way) for each in late])


@onshore
@require_safe
def field(request: Asking, filing: str, number: int, point: str) -> HttpResponse:
    """Return what is filed at the field of a point; what the report computes is made anew for it."""
    found = filing_seen(request, filing)
    asked = next((each for each in _rounds(request, found) if each.number == number), None)
    named = next((each for each in asked.points if each.id == point), None) if asked is not None else None
    if named is None:
        raise Http404
    portal, row, files = request.portal, found.at_the_desk.row, found.package.contents
    made = report(portal, row.package_sha256, lambda: dict(files), row.version) if needs_report(named.field) else None
    value = field_value(named.field, files, None if made is None else made.value)
    context = {
        "value": value,
        "blocks": laid_blocks(portal, value.blocks, request.language),
        "findings": () if made is None or made.value is not None else made.findings,
    }
    return render(request, "work/round_value.html", context)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Asking, filing: str) -> HttpResponse:
    """Prepare the reply to the open round, for somebody else of the house to approve."""
    found = filing_seen(request, filing)
    if request.method != "POST":
        return redirect("rounds", filing)
    permitted(request, "filing.answer", found.at_the_desk)
    asked, portal = _open(request, found), request.portal
    if asked is None:
        raise Http404
    objects, by = portal.register.evidence.objects, asked_by(request)
    kept = keep_papers(objects, uploaded(request, "papers"), portal.scanner)
    wrong = kept.findings
    if kept.value is not None:
        said = {"reason": request.POST.get("reason", "").strip()[:_LONGEST], "papers": kept.value}
        reply = reply_of(portal.work, filing, asked.number)
        outcome = hand_in_reply(portal.work, objects, found, asked, reply, said, by=by, at=portal.now())
        if outcome.value is not None:
            return redirect("plan", portal.work.prepare(outcome.value).id)
        wrong = outcome.findings
    return render(request, "work/rounds.html", _context(request, found) | {"wrong": wrong}, status=400)


def _rounds(request: Asking, found: Filing) -> tuple[Round, ...]:
    return rounds_of(request.portal.register.evidence.objects, found.acts)


def _open(request: Asking, found: Filing) -> Round | None:
    """Return the round that waits for the filer; None where none does."""
    return open_round(_rounds(request, found), found.at_the_desk.review)


def _context(request: Asking, found: Filing) -> dict[str, object]:
    told, asked = found.at_the_desk, _open(request, found)
    writes = asked is not None and may(request.member, "filing.answer", told)
    reply = reply_of(request.portal.work, told.row.id, asked.number) if asked is not None and writes else None
    points = [*_shown(found, asked, reply)] if asked is not None else []
    plans = request.portal.work.plans(subject=told.row.id)
    return {
        "filing": told,
        "view": "rounds",
        "open": asked,
        "points": points,
        "reply": reply,
        "answered": sum(each.answered for each in points),
        "closed": [each for each in _rounds(request, found)[::-1] if asked is None or each.number != asked.number],
        "titles": {each.field: field_title(each.field) for one in _rounds(request, found) for each in one.points},
        "edit": writes,
        "materials": materials_in(found.package.contents[DEAL_FILE]),
        "handed": [each for each in plans if each.said.get("round") and each.state.value in {"waiting", "approved"}],
    }


def _shown(found: Filing, asked: Round, reply: Reply | None) -> Iterator[Shown]:
    about: dict[str, list[Finding]] = {}
    if reply is not None:
        content = round_file(found.at_the_desk.row.id, asked, reply, found.package.contents[DEAL_FILE])
        for wrong in wrong_in(content, found.package.contents):
            if wrong.code != "filing.question-unanswered":
                about.setdefault(wrong.place.path.partition("]")[0], []).append(wrong)
    for number, each in enumerate(asked.points):
        yield Shown(
            point=each,
            title=field_title(each.field),
            parts=() if reply is None else tuple(_written(reply, each.id, part) for part in PARTS),
            answered=reply is not None and reply.is_answered(each.id),
            findings=tuple(about.get(f"questions[{number}", ())),
        )


def _written(reply: Reply, point: str, part: str) -> Written:
    way = reply.way(point, part)
    last = reply.changed.get(way)
    return Written(part=part, pointer=pointer(way), text=reply.text(point, part), by="" if last is None else last.by)


def _kept(request: Asking, found: Filing) -> dict[str, Finding]:
    """Keep what was written; return, by pointer, why something was not."""
    asked, portal, filing = _open(request, found), request.portal, found.at_the_desk.row.id
    if asked is None:
        raise Http404
    known = {pointer((str(asked.number), each.id, part)): (each.id, part) for each in asked.points for part in PARTS}
    refused: dict[str, Finding] = {}
    for key in request.POST:
        name, given = key.removeprefix(_VALUE), str(request.POST.get(key, ""))
        seen = str(request.POST.get(f"{_SEEN}{name}", ""))
        if name == key or given.strip() == seen.strip():
            continue
        if name not in known or len(given) > _LONGEST:
            raise Http404
        reply = reply_of(portal.work, filing, asked.number)
        edit = put(reply, *known[name], value=given, over=seen)
        wrong = write(portal.work, filing, reply, edit, by=asked_by(request), at=portal.now())
        if wrong is not None:
            refused[name] = wrong
    return refused


def _fragments(request: Asking, context: dict[str, object], pointers: list[str]) -> HttpResponse:
    """Return the parts that were asked for, each to take the place of its namesake, and how far the reply is."""
    points = context["points"]
    listed = points if isinstance(points, list) else []
    asked = [(each, part) for each in listed for part in each.parts if part.pointer in pointers]
    status = 409 if context.get("refused") else 200
    return render(request, "work/round_fields.html", {**context, "asked": asked}, status=status)
