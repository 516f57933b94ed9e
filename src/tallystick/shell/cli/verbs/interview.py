"""The interview of `answer`: which questions are open, on what evidence, and who may determine them."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from tallystick.evidence.findings import Finding
from tallystick.law.facts import FactDeclaration, FactType, Subject
from tallystick.law.instruments import bar_questions
from tallystick.law.reading import standing_books
from tallystick.law.screening import Question
from tallystick.law.words import subject_text
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Call
from tallystick.shell.operations.deal.answer import declarations
from tallystick.shell.operations.filing.check import Checked
from tallystick.shell.operations.outcome import Outcome

__all__ = ["about", "interview"]


def interview(call: Call, checked: Checked, findings: Sequence[Finding]) -> Reply:
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
    yield heading(f"? {declaration.id}  {about(call, question.subject)}")
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
        weighed = f"{call.say('cli.in-brackets', text=each.question, more=about(call, each.subject))}"
        told = declarations()[each.question].question.in_language(call.language)
        rows.append((call.say("cli.answer.weigh"), call.say("cli.answer.weighed", about=weighed, question=told)))
    yield facts(rows, indent=2)


def about(call: Call, subject: Subject) -> str:
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
