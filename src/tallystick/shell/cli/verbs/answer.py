"""`answer`: the interview: which questions are open, who may answer them on what evidence; and one answer, signed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Side
from tallystick.law.determinations import Determination
from tallystick.law.expressions.standing import named
from tallystick.law.facts import PERSON, Considered, FactDeclaration, Subject
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError, as_day
from tallystick.shell.cli.verbs.interview import about, interview
from tallystick.shell.cli.verbs.supervision.otherwise import told_precedents
from tallystick.shell.operations.deal.answer import (
    ANSWERS_FILE,
    Answer,
    EvidencePaper,
    declarations,
    draft_answer,
    sign_answer,
)
from tallystick.shell.operations.deal.subjects import known_subjects
from tallystick.shell.operations.filing.check import Checked, check
from tallystick.shell.operations.law.look import Look, look
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.precedents import precedent_findings, precedents_of_answer

__all__ = ["register"]

_ALIKE = 0.4
_PAPER = re.compile(r"(?P<kind>[a-z-]+)=(?P<file>.+?)(@(?P<date>[0-9-]{10}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Determined:
    """What is determined; without a question the open ones are listed."""

    question: Annotated[str | None, typer.Option("--question", metavar="ID")] = None
    subject: Annotated[str | None, typer.Option("--subject", metavar="SUBJECT")] = None
    value: Annotated[str | None, typer.Option("--value", metavar="VALUE")] = None
    reasons: Annotated[str, typer.Option("--reasons", metavar="TEXT")] = ""
    evidence: Annotated[list[str] | None, typer.Option("--evidence", metavar="KIND=FILE[@DATE]")] = None
    second: Annotated[str | None, typer.Option("--second", metavar="PERSON")] = None
    considered: Annotated[list[str] | None, typer.Option("--considered", metavar="ID[@SUBJECT]")] = None
    expires: Annotated[str | None, typer.Option("--expires", metavar="DATE")] = None
    dry: Annotated[bool, typer.Option("--dry-run")] = False
    anyway: Annotated[bool, typer.Option("--sign-anyway")] = False


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("answer", cls=Verb)(command(operations, _answer))


def _answer(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    determined: _Determined,
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    if determined.question is None or determined.dry:
        files, refused = call.folder(deal)
        outcome = check(files)
        if outcome.value is None:
            return Reply(outcome=Outcome(value=None, findings=(*refused, *outcome.findings)))
        if determined.question is None:
            return interview(call, outcome.value, (*refused, *outcome.findings))
        call.actors(_together(acting, determined), files)
        return _dry_run(call, outcome.value, determined, acting)
    with call.installation(choice, side=Side.ONSHORE) as installation:
        files, refused = call.folder(deal)
        checked = check(files)
        if checked.value is None:
            return Reply(outcome=Outcome(value=None, findings=(*refused, *checked.findings)))
        opened = checked.value.opened
        people = call.actors(_together(acting, determined), files)
        drafted = draft_answer(opened, _asked(call, checked.value, determined, acting))
        if drafted.value is None:
            return Reply(outcome=drafted)
        seen = look(opened, drafted.value, day=checked.value.day)
        findings = tuple(dict.fromkeys((*drafted.findings, *seen.findings)))
        if seen.leaves_open and not determined.anyway:
            return _not_signed(call, drafted.value, seen, findings)
        otherwise = precedents_of_answer(installation.evidence, opened, drafted.value) if len(people) > 1 else ()
        told_precedents(call, otherwise)
        signed = sign_answer(opened, drafted.value, call.signers(installation, people))
        findings = tuple(dict.fromkeys((*findings, *precedent_findings(otherwise), *signed.findings)))
        if signed.value is None:
            return Reply(outcome=Outcome(value=None, findings=findings))
        written = call.write(deal, {ANSWERS_FILE: signed.value})
    return _signed(call, drafted.value, {**files, ANSWERS_FILE: signed.value}, findings, written)


def _dry_run(call: Call, checked: Checked, determined: _Determined, acting: Acting) -> Reply:
    """Tell what an answer would do, what it lacks and what it would not clear; nothing is signed, no key asked for."""
    drafted = draft_answer(checked.opened, _asked(call, checked, determined, acting))
    if drafted.value is None:
        return Reply(outcome=drafted)
    seen = look(checked.opened, drafted.value, day=checked.day)
    findings = tuple(dict.fromkeys((*drafted.findings, *seen.findings)))
    then = "cli.answer.look-anyway" if seen.leaves_open else "cli.answer.look-unsigned"
    return Reply(
        outcome=replace(drafted, findings=findings),
        value=_look_value(seen),
        body=tuple(_effects(call, seen)),
        closing=(Prose(call.say(then)),),
    )


def _not_signed(call: Call, drafted: Determination, seen: Look, findings: tuple[Finding, ...]) -> Reply:
    """Tell why an answer that would leave its own question open was not signed."""
    refusal = finding("deal.answer-leaves-open", question=drafted.question, subject=str(drafted.subject))
    return Reply(
        outcome=Outcome(value=None, findings=(refusal, *findings)),
        value=_look_value(seen),
        body=tuple(_effects(call, seen)),
    )


def _effects(call: Call, seen: Look) -> Iterator[RenderableType]:
    yield heading(call.say("cli.answer.look"))
    for each in seen.effects:
        truths = (call.say(f"law.truth.{truth.value}") for truth in each.truths)
        told = call.say("lawbook.impact.change", before=next(truths), after=next(truths))
        yield Prose(call.say("cli.in-brackets", text=each.rule, more=told), indent=2)
    if not seen.effects:
        yield Prose(call.say("cli.answer.look-nothing"), indent=2)


def _look_value(seen: Look) -> dict[str, object]:
    effects = {each.rule: each.truths[1].value for each in seen.effects}
    return {"signed": False, "leaves_open": seen.leaves_open, "effects": effects}


def _together(acting: Acting, determined: _Determined) -> Acting:
    """Return the first person and the second one, however the second one was named."""
    named = [*(acting.by or []), *([determined.second] if determined.second else [])]
    return Acting(by=named, people=acting.people, at=acting.at)


def _asked(call: Call, checked: Checked, determined: _Determined, acting: Acting) -> Answer:
    """Read the options into an answer.

    Raises:
        WrongCallError: the question is unknown, or something is missing that only a person can say.
    """
    declaration = _declared(str(determined.question))
    for option in ("value", "expires"):
        if getattr(determined, option) is None:
            raise WrongCallError(finding("cli.usage-missing", name=f"--{option}"))
    named = _together(acting, determined).by or []
    day = call.at(acting).date()
    return Answer(
        question=declaration.id,
        subject=_subject(checked, declaration, determined.subject),
        value=str(determined.value),
        reasons=determined.reasons,
        evidence=tuple(_paper(each, day) for each in determined.evidence or ()),
        person=named[0],
        second=named[1] if len(named) > 1 else "",
        date=day,
        expires=as_day("--expires", str(determined.expires)),
        considered=tuple(part for each in determined.considered or () for part in _considered(checked, each)),
    )


def _declared(name: str) -> FactDeclaration:
    """Return the question of that id, in capitals or not.

    Raises:
        WrongCallError: there is none.
    """
    known = {each.casefold(): declaration for each, declaration in declarations().items()}
    if (found := known.get(name.casefold())) is not None:
        return found
    asked = {each: declaration.id for each, declaration in known.items() if declaration.provider == PERSON}
    near = tuple(asked[each] for each in get_close_matches(name.casefold(), asked, n=5, cutoff=_ALIKE))
    if near:
        raise WrongCallError(finding("cli.question-unknown-near", question=name, near=near))
    raise WrongCallError(finding("cli.question-unknown", question=name))


def _considered(checked: Checked, text: str) -> tuple[Considered, ...]:
    """Return the indications that are weighed: the one named, or all that stand under the question that is named.

    Raises:
        WrongCallError: no subject is named, and no indication stands under that question.
    """
    question, _, subject = text.partition("@")
    known = {each.casefold(): each for each in declarations()}
    question = known.get(question.casefold(), question)
    if subject:
        return (Considered(question=question, subject=Subject.parse(subject)),)
    standing = sorted({named(leaf) for each in checked.results for leaf in each.standing})
    found = tuple(each for each in standing if each.question == question)
    if not standing:
        raise WrongCallError(finding("cli.considered-none", question=question))
    if not found:
        told = tuple(map(_at, standing))
        raise WrongCallError(finding("cli.considered-unknown", question=question, standing=told))
    return found


def _subject(checked: Checked, declaration: FactDeclaration, named: str | None) -> Subject:
    """Return the subject that was named, or the only one the question can be about here."""
    if named is not None:
        return _known(checked, declaration, Subject.parse(named))
    waiting = {each.subject for each in checked.screening.questions if each.declaration.id == declaration.id}
    answered = {each.subject for each in checked.opened.determinations if each.question == declaration.id}
    known = sorted(waiting or answered)
    if len(known) == 1:
        return known[0]
    told = tuple(str(each) for each in known) or declaration.subjects
    raise WrongCallError(finding("cli.subject-missing", question=declaration.id, subjects=told))


def _known(checked: Checked, declaration: FactDeclaration, named: Subject) -> Subject:
    """Return a subject the deal knows; what a question may not be about is left for the draft to refuse.

    Raises:
        WrongCallError: the deal knows nobody of that name.
    """
    known = known_subjects(checked.opened, checked.facts)
    if named.kind not in declaration.subjects or named.kind not in known or named.name in known[named.kind]:
        return named
    every = sorted(str(Subject(kind=kind, name=name)) for kind in declaration.subjects for name in known.get(kind, ()))
    near = tuple(get_close_matches(str(named), every, n=5, cutoff=_ALIKE)) or tuple(every[:5])
    asked, about = declaration.id, str(named)
    if near:
        raise WrongCallError(finding("cli.subject-unknown-near", question=asked, subject=about, near=near))
    raise WrongCallError(finding("cli.subject-unknown", question=asked, subject=about))


def _paper(text: str, day: date) -> EvidencePaper:
    match = _PAPER.fullmatch(text)
    if match is None:
        raise WrongCallError(finding("cli.evidence-unreadable", value=text))
    dated = match["date"]
    return EvidencePaper(
        kind=match["kind"], file=match["file"], date=day if dated is None else as_day("--evidence", dated)
    )


def _at(indication: Considered) -> str:
    return f"{indication.question}@{indication.subject}"


def _signed(
    call: Call,
    answer: Determination,
    files: Mapping[str, bytes],
    findings: Sequence[Finding],
    written: tuple[str, ...],
) -> Reply:
    after = check(files).value
    waiting = len(after.screening.questions) if after is not None else 0
    persons = [answer.person, answer.second_person] if answer.second_person else [answer.person]
    rows = [
        (call.say("cli.answer.question"), f"{answer.question}  {about(call, answer.subject)}"),
        (call.say("cli.answer.value"), shown(answer.value, call.language)),
        (call.say("cli.answer.signed-by"), ", ".join(persons)),
        (call.say("cli.answer.until"), answer.expires.isoformat()),
    ]
    if answer.considered:
        told = [f"{each.question}  {about(call, each.subject)}" for each in answer.considered]
        rows.append((call.say("cli.answer.considered"), "\n".join(told)))
    if answer.supersedes:
        rows.append((call.say("cli.answer.supersedes"), answer.supersedes))
    return Reply(
        outcome=Outcome(value=answer, findings=tuple(findings), written=written),
        value={
            "signed": True,
            "question": answer.question,
            "subject": str(answer.subject),
            "value": answer.value,
            "persons": persons,
            "expires": answer.expires.isoformat(),
            "supersedes": answer.supersedes,
            "considered": [{"question": each.question, "subject": str(each.subject)} for each in answer.considered],
            "open_questions": waiting,
        },
        body=(heading(call.say("cli.answer.done")), facts(rows)),
        closing=(Prose(call.say("cli.answer.left", count=waiting)),),
    )
