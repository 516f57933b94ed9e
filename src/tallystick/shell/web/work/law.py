"""The law in full text with a deal's answers in its margin, for the deal's own people and for the desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from tallystick.evidence.wording import Language
from tallystick.filing.screening import Screened
from tallystick.law.determinations import Determination
from tallystick.law.explanations import why
from tallystick.law.expressions.weighing import leaves
from tallystick.law.instruments import Rule
from tallystick.law.telling.text import Section
from tallystick.shell.operations.law.show import law_readings
from tallystick.shell.operations.people.sheets import DealSheet

__all__ = ["Answered", "answered_books"]

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


def answered_books(sheet: DealSheet, book: str, language: Language) -> dict[str, object]:
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
    for rule in section.rules:
        row = rows.get((book, rule.id))
        if row is None:
            continue
        yield Answered(
            rule=rule,
            status=row.status.value,
            gate="" if row.gate is None else row.gate.value,
            why=why(row.result, language)[1:],
            answers=tuple(each for each in sheet.answers if _asks(row, each)),
        )


def _asks(row: Screened, answer: Determination) -> bool:
    traces = (row.result.trace, *filter(None, (row.result.applies, row.result.indications)))
    return any(
        leaf.declaration is not None and leaf.declaration.id == answer.question and leaf.subject == answer.subject
        for trace in traces
        for leaf in leaves(trace)
    )
