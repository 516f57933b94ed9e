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
from tallystick.law.expressions.standing import answering, named
from tallystick.law.facts import PERSON, Considered, FactDeclaration, FactType, Subject
from tallystick.law.instruments import bar_questions
from tallystick.law.reading import standing_books
from tallystick.law.screening import Question, RuleResult
from tallystick.law.words import subject_text
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError, as_day
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
from tallystick.shell.operations.law.look import look
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

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
        if determined.question is not None:
            return _dry_run(call, outcome.value, determined, acting)
        return _interview(call, outcome.value, (*refused, *outcome.findings))
    with call.installation(choice, side=Side.ONSHORE) as installation:
        files, refused = call.folder(deal)
        checked = check(files)
        if checked.value is None:
            return Reply(outcome=Outcome(value=None, findings=(*refused, *checked.findings)))
        opened = checked.value.opened
        people = call.actors(_together(acting, determined), files)
        asked = _asked(call, checked.value, determined, acting)
        drafted = draft_answer(opened, asked)
        if drafted.value is None:
            return Reply(outcome=drafted)
        signed = sign_answer(opened, drafted.value, call.signers(installation, people))
        findings = tuple(dict.fromkeys((*drafted.findings, *signed.findings)))
        if signed.value is None:
            return Reply(outcome=Outcome(value=None, findings=findings))
        written = call.write(deal, {ANSWERS_FILE: signed.value})
    return _signed(call, drafted.value, {**files, ANSWERS_FILE: signed.value}, findings, written)


def _dry_run(call: Call, checked: Checked, determined: _Determined, acting: Acting) -> Reply:
    """Tell what an answer would do, what it lacks and what it would not clear; nothing is signed, no key asked for."""
    drafted = draft_answer(checked.opened, _asked(call, checked, determined, acting))
    if drafted.value is None:
        return Reply(outcome=drafted)
    seen = look(checked.opened, drafted.value, day=max(drafted.value.date, checked.day))
    body: list[RenderableType] = [heading(call.say("cli.answer.look"))]
    for each in seen.effects:
        truths = (call.say(f"law.truth.{truth.value}") for truth in each.truths)
        told = call.say("lawbook.impact.change", before=next(truths), after=next(truths))
        body.append(Prose(call.say("cli.in-brackets", text=each.rule, more=told), indent=2))
    body += [] if seen.effects else [Prose(call.say("cli.answer.look-nothing"), indent=2)]
    return Reply(
        outcome=replace(drafted, findings=(*drafted.findings, *_not_cleared(seen.results, drafted.value))),
        value={"signed": False, "effects": {each.rule: each.truths[1].value for each in seen.effects}},
        body=tuple(body),
        closing=(Prose(call.say("cli.answer.look-unsigned")),),
    )


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


def _interview(call: Call, checked: Checked, findings: Sequence[Finding]) -> Reply:
    """List the questions that wait for a person; what else is wrong with the folder is `check`'s to say in full."""
    waiting = checked.screening.questions
    two = bar_questions(standing_books())
    body: list[RenderableType] = [heading(call.say("cli.answer.title", name=call.name(checked.opened.deal.name)))]
    for each in waiting:
        body.extend(_question(call, each, two=each.declaration.id in two))
    if not waiting:
        body.append(Prose(call.say("cli.answer.none")))
    return Reply(
        outcome=Outcome(value=checked, findings=tuple(findings)),
        value={"deal": checked.opened.deal.id, "questions": [_question_value(each, two) for each in waiting]},
        body=body,
    )


def _question(call: Call, question: Question, *, two: bool) -> Iterator[RenderableType]:
    declaration = question.declaration
    yield heading(f"? {declaration.id}  {_about(call, question.subject)}")
    yield Prose(declaration.question.in_language(call.language), indent=2)
    rows = [(call.say("cli.answer.rules"), ", ".join(question.rules))]
    rows.append((call.say("cli.answer.values"), _values(call, declaration)))
    if declaration.evidence:
        rows.append((call.say("cli.answer.evidence"), call.listed("law.evidence", declaration.evidence)))
    for number, kinds in enumerate(declaration.evidence_for_no):
        name = call.say("cli.answer.evidence-for-no") if number == 0 else call.say("cli.answer.or")
        rows.append((name, " + ".join(call.listed("law.evidence", (kind,)) for kind in kinds)))
    if declaration.freshness_days is not None:
        rows.append((call.say("cli.answer.fresh"), call.say("cli.answer.days", days=declaration.freshness_days)))
    who = call.listed("law.role", declaration.who) or call.say("cli.answer.room", room=declaration.provider)
    rows.append((call.say("cli.answer.who"), who))
    if two:
        rows.append((call.say("cli.answer.second"), call.say("cli.answer.two")))
    for each in question.weigh:
        weighed = f"{call.say('cli.in-brackets', text=each.question, more=_about(call, each.subject))}"
        told = declarations()[each.question].question.in_language(call.language)
        rows.append((call.say("cli.answer.weigh"), call.say("cli.answer.weighed", about=weighed, question=told)))
    yield facts(rows, indent=2)


def _about(call: Call, subject: Subject) -> str:
    """Word a subject, with what --subject takes behind it."""
    return shown(f"{subject_text(subject, call.language)} [{subject}]", call.language)


def _values(call: Call, declaration: FactDeclaration) -> str:
    if declaration.type is FactType.CHOICE:
        return ", ".join(declaration.choices)
    return call.say(f"cli.answer.type.{declaration.type.value}")


def _question_value(question: Question, two: frozenset[str]) -> dict[str, object]:
    declaration = question.declaration
    return {
        "question": declaration.id,
        "subject": str(question.subject),
        "text": {"zh": declaration.question.zh, "en": declaration.question.en},
        "type": declaration.type.value,
        "choices": list(declaration.choices),
        "evidence": list(declaration.evidence),
        "evidence_for_no": [list(kinds) for kinds in declaration.evidence_for_no],
        "freshness_days": declaration.freshness_days,
        "who": list(declaration.who),
        "two_persons": declaration.id in two,
        "provider": declaration.provider,
        "rules": list(question.rules),
        "weigh": [{"question": each.question, "subject": str(each.subject)} for each in question.weigh],
    }


def _not_cleared(results: Sequence[RuleResult], answer: Determination) -> Iterator[Finding]:
    """Yield that an answer leaves open what it would clear, and the indications against it that it does not name."""
    own = Considered(question=answer.question, subject=answer.subject)
    held = [each for each in results if each.unweighed and own in map(named, answering(each.trace))]
    if held:
        yield finding(
            "law.answer-indications-unweighed",
            question=answer.question,
            rules=tuple(each.rule.id for each in held),
            indications=tuple(sorted({_at(named(leaf)) for each in held for leaf in each.unweighed})),
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
    findings = (*findings, *(() if after is None else _not_cleared(after.results, answer)))
    waiting = len(after.screening.questions) if after is not None else 0
    persons = [answer.person, answer.second_person] if answer.second_person else [answer.person]
    rows = [
        (call.say("cli.answer.question"), f"{answer.question}  {_about(call, answer.subject)}"),
        (call.say("cli.answer.value"), shown(answer.value, call.language)),
        (call.say("cli.answer.signed-by"), ", ".join(persons)),
        (call.say("cli.answer.until"), answer.expires.isoformat()),
    ]
    if answer.considered:
        told = [f"{each.question}  {_about(call, each.subject)}" for each in answer.considered]
        rows.append((call.say("cli.answer.considered"), "\n".join(told)))
    if answer.supersedes:
        rows.append((call.say("cli.answer.supersedes"), answer.supersedes))
    return Reply(
        outcome=Outcome(value=answer, findings=tuple(findings), written=written),
        value={
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
