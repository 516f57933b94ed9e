"""The law in full text with a deal's answers in its margin, for the deal's own people and for the desk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tallystick.deal.parties import Bilingual
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.screening import Screened
from tallystick.law.determinations import Determination
from tallystick.law.explanations import why
from tallystick.law.expressions.weighing import leaves
from tallystick.law.facts import Subject
from tallystick.law.instruments import Rule
from tallystick.law.telling.text import Section
from tallystick.law.words import subject_text
from tallystick.shell.operations.law.show import law_readings
from tallystick.shell.operations.people.sheets import DealSheet

__all__ = ["Answered", "about", "answered_books", "called"]

_FIRST = "csrc-2026-1"
_UNDECIDED = frozenset({"open", "determination", "conflict", "barred"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A rule beside its clause: where the deal stands under it, why, and which answers people gave to it."""

    rule: Rule
    status: str
    gate: str
    why: tuple[str, ...]
    answers: tuple[Determination, ...]


def answered_books(sheet: DealSheet, book: str, language: Language) -> dict[str, Any]:
    """Return a book clause by clause, the deal's answers beside each, and which books there are.

    Args:
        sheet: of the deal.
        book: its id; the Guidelines where it is none.
        language: in which reasons are told.
    """
    screening = sheet.screening
    groups = (screening.scope, screening.bars, screening.negative_list, screening.gates, screening.warnings)
    rows = {(each.result.rule.book, each.result.rule.id): each for group in groups for each in (*group,)}
    readings = [each for each in law_readings() if any(key[0] == each.book.id for key in rows)]
    reading = next((each for each in readings if each.book.id == book), None)
    reading = reading or next((each for each in readings if each.book.id == _FIRST), None) or next(iter(readings), None)
    if reading is None:
        return {"books": (), "reading": None, "sections": ()}
    sections = [(section, [*_beside(section, reading.book.id, rows, sheet, language)]) for section in reading.sections]
    undecided = [section for section, beside in sections if any(each.status in _UNDECIDED for each in beside)]
    return {"books": readings, "reading": reading, "sections": sections, "undecided": undecided}


def _beside(
    section: Section, book: str, rows: dict[tuple[str, str], Screened], sheet: DealSheet, language: Language
) -> Iterator[Answered]:
    names = called(sheet, language)
    for rule in section.rules:
        row = rows.get((book, rule.id))
        if row is None:
            continue
        yield Answered(
            rule=rule,
            status=row.status.value,
            gate="" if row.gate is None else row.gate.value,
            why=why(row.result, language, lambda each: names.get(each, each))[1:],
            answers=tuple(each for each in sheet.answers if _asks(row, each)),
        )


def called(sheet: DealSheet, language: Language) -> dict[str, str]:
    """Return what people, parties and controllers of a deal are called by their ids."""
    known: dict[str, Name | Bilingual] = {each.id: each.name for each in sheet.people}
    for party, each in sheet.deal.parties.items():
        known |= {party: each.name} | {one.id: one.name for one in each.controllers}
    return {each: name.zh if language is Language.ZH else name.en for each, name in known.items()}


def about(subject: Subject, names: Mapping[str, str], language: Language) -> str:
    """Return what a question is about, the member of its class by name."""
    return subject_text(replace(subject, name=names.get(subject.name, subject.name)), language)


def _asks(row: Screened, answer: Determination) -> bool:
    traces = (row.result.trace, *filter(None, (row.result.applies, row.result.indications)))
    return any(
        leaf.declaration is not None and leaf.declaration.id == answer.question and leaf.subject == answer.subject
        for trace in traces
        for leaf in leaves(trace)
    )
