"""The interview: only the questions that settle an open rule, each answered with evidence, for one or two to sign."""

import datetime as dt
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import finding
from tallystick.law.facts import Subject
from tallystick.law.screening import Question
from tallystick.shell.operations.deal.answer import Answer, EvidencePaper, declarations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.deal_plans import drafted, for_answer
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.people.uploads import contents
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.web.place.days import read_day
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.deals import draft_of, sheet_page
from tallystick.shell.web.work.guarding import asked_by, onshore
from tallystick.shell.web.work.law import about, called

__all__ = ["question", "questions"]

_LONGEST = 4_000
_ROWS = 4
_LONGEST_NAME = 300


@onshore
@require_safe
def questions(request: Asking, deal: str) -> HttpResponse:
    """Return the open questions and the answers that were given."""
    context, made = sheet_page(request, draft_of(request, deal), "questions")
    if made is not None:
        asked, names, language = declarations(), called(made, request.language), request.language
        context["open"] = [(each, about(each.subject, names, language)) for each in made.screening.questions]
        context["answers"] = [
            (each, asked.get(each.question), about(each.subject, names, language)) for each in made.answers
        ]
    return render(request, "work/questions.html", context)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Asking, deal: str, question: str) -> HttpResponse:
    """Return one question with its quotation and what evidence it takes, and prepare an answer to it."""
    draft = draft_of(request, deal)
    context, made = sheet_page(request, draft, "questions")
    declaration = declarations().get(question)
    if made is None or declaration is None:
        raise Http404
    subject = Subject.parse(request.GET.get("subject", "deal")[:200])
    asked = next(
        (each for each in made.screening.questions if (each.declaration.id, each.subject) == (question, subject)), None
    )
    two = declaration.id in made.two
    context |= {
        "asked": asked,
        "declaration": declaration,
        "subject": subject,
        "about": about(subject, called(made, request.language), request.language),
        "two": two,
        "people": _fit(made, declaration.who),
        "files": sorted(name for name in draft.files if name.startswith("documents/")),
        "rows": range(_ROWS),
        "given": request.POST,
        "today": request.portal.now().date(),
        "year": request.portal.now().date() + dt.timedelta(days=180),
    }
    if request.method != "POST":
        return render(request, "work/question.html", context)
    found = _prepared(request, draft, question, subject, asked, two=two)
    if found.value is not None:
        return redirect("plan", found.value.id)
    return render(request, "work/question.html", {**context, "wrong": found.findings}, status=400)


def _fit(made: DealSheet, who: tuple[str, ...]) -> list[object]:
    """Return the people of the deal's roll who may answer."""
    return [each for each in made.people if not who or any(map(each.has_role, who))]


def _prepared(
    request: Asking, draft: Draft, question: str, subject: Subject, asked: Question | None, *, two: bool
) -> Outcome[Plan]:
    """Draft the answer as the command line would, and prepare it to be signed."""
    portal, post = request.portal, request.POST
    rows = [row for row in range(_ROWS) if post.get(f"file-{row}")]
    days = {name: _day(post.get(name, "")) for name in ("expires", *(f"date-{row}" for row in rows))}
    read = {name: day for name, day in days.items() if day is not None}
    if len(read) < len(days):
        unread = (name for name in days if name not in read)
        wrong = (finding("cli.day-unreadable", option=name, value=post.get(name, "")) for name in unread)
        return Outcome(value=None, findings=tuple(wrong))
    answer = Answer(
        question=question,
        subject=subject,
        value=post.get("value", "").strip()[:_LONGEST],
        reasons=post.get("reasons", "").strip()[:_LONGEST],
        evidence=tuple(
            EvidencePaper(
                kind=post.get(f"kind-{row}", ""), file=post[f"file-{row}"][:_LONGEST_NAME], date=read[f"date-{row}"]
            )
            for row in rows
        ),
        person=post.get("person", ""),
        second=post.get("second", "") if two else "",
        date=portal.now().date(),
        expires=read["expires"],
        considered=asked.weigh if asked is not None and post.get("considered") == "yes" else (),
    )
    written = portal.apart(drafted, contents(portal.register.evidence.objects, draft), answer)
    if written.value is None:
        return Outcome(value=None, findings=written.findings)
    outcome = for_answer(draft, answer, declarations()[question], by=asked_by(request), two=two, at=portal.now())
    return outcome if outcome.value is None else replace(outcome, value=portal.work.prepare(outcome.value))


def _day(text: str) -> dt.date | None:
    try:
        return read_day(text)
    except ValueError:
        return None
