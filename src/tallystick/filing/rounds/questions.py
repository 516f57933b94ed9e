"""A round of an authority's questions, each about fields of the report or the deal, with its answer.

    schema: tallystick/questions/v1
    paper: NUMBER        round: 1
    questions: [{id, text, fields: [FIELD or path of deal.yaml], answer: {text, documents: [MATERIAL]}}]

A question without an answer is open. An answer is held against the deal like every other document, so that a reply
cannot say what the filing does not.
Source: G2-F11 (an opinion for each round), by analogy; SUPTECH.md 2.2 (question, field, answer, evidence).
"""

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import build
from tallystick.deal.parties import Bilingual
from tallystick.deal.reading import Tree, read_yaml
from tallystick.deal.scalars import Identifier, Record, Text, Whole
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.lint import contradictions, known_of
from tallystick.filing.disclosure.fields import report_fields
from tallystick.filing.documents.intake import Kind
from tallystick.filing.documents.texts import DocumentText, Line
from tallystick.filing.report.content import Cell, Note, Section, Source, Table
from tallystick.filing.report.wordings import BLANK, both, cell, column, said, words

__all__ = [
    "ROUND_FILE",
    "Answer",
    "Question",
    "Questions",
    "check_questions",
    "deal_paths",
    "parse_questions",
    "reply_section",
]

ROUND_FILE: Final = "questions.yaml"
"""What a round is called among the files of a reply."""


class Answer(Record):
    """What is answered, and the materials that bear it out."""

    text: Bilingual
    documents: tuple[Identifier, ...] = ()


class Question(Record):
    """One question of a round and the fields it is about."""

    id: Identifier
    text: Bilingual
    fields: tuple[Text, ...]
    answer: Answer | None = None


class Questions(Record):
    """A round: the authority's paper by its number, which round it is, and its questions."""

    format: Literal["tallystick/questions/v1"] = Field(alias="schema")
    paper: Text
    round: Whole
    questions: tuple[Question, ...]


def parse_questions(content: bytes, *, file: str) -> tuple[Questions | None, tuple[Finding, ...]]:
    """Read a round; None where the file cannot be used, with everything that is wrong."""
    document, findings = read_yaml(content, file=file)
    if document is None:
        return None, findings
    read, more = build(Questions, document)
    return (None if findings else read), (*findings, *more)


def check_questions(asked: Questions, deal: Deal, content: bytes, *, file: str) -> Iterator[Finding]:
    """Yield what is open or wrong in a round.

    Args:
        asked: the round.
        deal: whose filing it is about.
        content: its ``deal.yaml``, for the paths that questions name.
        file: name of the round, for findings.
    """
    known = known_of(deal)
    fields = {field.id for field in report_fields()}
    materials = {document.material for document in deal.documents} | set(deal.not_applicable)
    paths = deal_paths(content)
    for index, question in enumerate(asked.questions):
        path = f"questions[{index}]"
        if not question.fields:
            yield finding("filing.question-without-field", file=file, path=path, question=question.id)
        for name in question.fields:
            if name not in fields and name not in paths:
                yield finding("filing.question-field-unknown", file=file, path=path, question=question.id, field=name)
        if question.answer is None:
            yield finding("filing.question-unanswered", file=file, path=path, question=question.id)
            continue
        for material in question.answer.documents:
            if material not in materials:
                yield finding(
                    "filing.question-document-absent", file=file, path=path, question=question.id, material=material
                )
        lines = tuple(Line(text=text, place=path) for text in (question.answer.text.zh, question.answer.text.en))
        yield from contradictions(DocumentText(file=file, kind=Kind.TEXT, lines=lines), known)


def deal_paths(content: bytes) -> dict[str, Tree]:
    """Return what stands at every path of a ``deal.yaml`` that a question may name; none where it cannot be read."""
    document, _ = read_yaml(content, file="deal.yaml")
    return {} if document is None else dict(_paths(document.tree, ""))


def reply_section(asked: Questions, *, file: str) -> Section:
    """Return the reply to a round, question by question with its fields and materials."""
    titles = {field.id: field.title for field in report_fields()}
    table = Table(
        id="questions",
        caption=said("report.reply.caption", paper=asked.paper, round=asked.round),
        columns=(
            column("report.column.id", width=1),
            column("report.column.question", width=5),
            column("report.column.field", width=3),
            column("report.column.answer", width=7),
            column("report.column.borne-out", width=2),
        ),
        rows=tuple(
            (
                cell(each.id),
                words(each.text),
                words(_joined([titles.get(name, both(name)) for name in each.fields])),
                *_answered(each, file),
            )
            for each in asked.questions
        ),
    )
    return Section(number="1", title=said("report.reply.title"), blocks=(table, Note(text=said("report.reply.note"))))


def _answered(question: Question, file: str) -> tuple[Cell, Cell]:
    if question.answer is None:
        return words(said("report.reply.open")), BLANK
    source = Source(kind="disclosures", reference=f"{file} {question.id}")
    text = Name(zh=question.answer.text.zh, en=question.answer.text.en)
    documents = ", ".join(question.answer.documents)
    return Cell(text=text, source=source), cell(documents) if documents else BLANK


def _joined(names: list[Name]) -> Name:
    return Name(zh="；".join(name.zh for name in names), en="; ".join(name.en for name in names))


def _paths(tree: Tree, path: str) -> Iterator[tuple[str, Tree]]:
    """Yield the path of everything in a deal file, with what is there; entries of lists by id and by place."""
    if path:
        yield path, tree
    match tree:
        case dict():
            for name, below in tree.items():
                yield from _paths(below, f"{path}.{name}".lstrip("."))
        case list():
            for index, below in enumerate(tree):
                known = below.get("id") if isinstance(below, dict) else None
                named = (f"{path}[{known}]", f"{path}.{known}") if isinstance(known, str) else ()
                for each in (f"{path}[{index}]", *named):
                    yield from _paths(below, each)
