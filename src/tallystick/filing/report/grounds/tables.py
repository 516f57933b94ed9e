"""The answers and figures that decided the rules of a group: who gave them, of which day, on what evidence."""

from collections.abc import Iterable, Iterator, Mapping

from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Cell, Paragraph, Table
from tallystick.filing.report.grounds.called import Called, evidence_name, file_name, listed
from tallystick.filing.report.wordings import both, cell, column, said, words
from tallystick.filing.screening import Screened
from tallystick.law.explanations import Ground, grounds

__all__ = ["GROUNDED", "ground_blocks", "statements_behind"]

GROUNDED = frozenset({"bars", "negative-list"})
"""The groups in which each result is shown with the answers and evidence that decided it."""


def statements_behind(screened: Iterable[Screened]) -> dict[Ground, list[str]]:
    """Return the statements that decided rules, each once, with the ids of the rules it decided."""
    decided: dict[Ground, list[str]] = {}
    for each in screened:
        for ground in grounds(each.result):
            decided.setdefault(ground, []).append(each.result.rule.id)
    return decided


def ground_blocks(
    key: str, screened: tuple[Screened, ...], called: Called, people: Mapping[str, Name]
) -> tuple[Block, ...]:
    """Return the table of what decided the rules of a group; nothing for a group that is not told so.

    Args:
        key: of the group.
        screened: its rules.
        called: what subjects and answers are called.
        people: names of those who answered, by id; an id that is not there stands for itself.
    """
    if key not in GROUNDED:
        return ()
    decided = statements_behind(screened)
    if not decided:
        return (Paragraph(text=said("report.compliance.grounds-none")),) if screened else ()
    table = Table(
        id=f"grounds-{key}",
        caption=said(f"report.compliance.grounds-{key}"),
        columns=(
            column("report.column.question", width=6),
            column("report.column.answer", width=3),
            column("report.column.answered-by", width=4),
            column("report.column.evidence", width=7),
            column("report.column.decides", width=4),
        ),
        rows=tuple(tuple(_row(ground, decided[ground], called, people)) for ground in _in_order(decided, called)),
    )
    return (Paragraph(text=said("report.compliance.grounds-introduction")), table)


def _in_order(given: Iterable[Ground], called: Called) -> list[Ground]:
    """Return statements in their order, those about single payers by rank among themselves."""
    ordered = list(given)
    places = [place for place, each in enumerate(ordered) if each.subject.kind == "payer"]
    ranked = sorted((ordered[place] for place in places), key=lambda each: called.place(each.subject))
    for place, each in zip(places, ranked, strict=True):
        ordered[place] = each
    return ordered


def _row(ground: Ground, rules: list[str], called: Called, people: Mapping[str, Name]) -> Iterator[Cell]:
    by = listed(people.get(person, both(person)) for person in ground.persons) if ground.persons else _computed(ground)
    days = ", ".join(day.isoformat() for day in ground.days)
    pieces = [evidence_name(piece) for piece in ground.evidence]
    yield words(called.question(ground))
    yield words(called.answer(ground))
    yield words(Name(zh=f"{by.zh}，{days}", en=f"{by.en}, {days}"))
    yield words(listed(pieces) if pieces else said("report.compliance.no-evidence"))
    yield cell(", ".join(rules))


def _computed(ground: Ground) -> Name:
    """Return what a figure was computed from: its one file, or else the room that computed it."""
    kinds = {name for piece in ground.evidence if (name := file_name(piece)) is not None}
    return kinds.pop() if len(kinds) == 1 else ground.provider
