"""`law show`: books, clauses, rules and questions in both languages, on the terminal or as pages."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.law.facts import FactDeclaration
from tallystick.law.instruments import Rule
from tallystick.law.telling.text import BookReading, Section
from tallystick.law.values import Mark
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call
from tallystick.shell.operations.law.show import law_readings, law_shown
from tallystick.shell.operations.outcome import Outcome

__all__ = ["show"]


def show(
    call: Call,
    name: Annotated[str | None, typer.Argument(metavar="BOOK|CLAUSE|RULE")] = None,
    html: Annotated[str | None, typer.Option("--html", metavar="DIR")] = None,
) -> Reply:
    """Show what was named, or list every book."""
    outcome = law_shown(name)
    found = outcome.value
    if found is None:
        return Reply(outcome=Outcome(value=None, findings=outcome.findings))
    written = () if html is None else call.write(html, call.operations.documents.law(law_readings()))
    body = (
        _listed(call, found.readings)
        if not found.whole
        else (part for each in found.readings for part in _book(call, each))
    )
    return Reply(
        outcome=Outcome(value=found, findings=outcome.findings, written=written),
        value={"books": [_book_value(each, sections=found.whole) for each in found.readings]},
        body=tuple(body),
    )


def _listed(call: Call, readings: tuple[BookReading, ...]) -> Iterator[RenderableType]:
    yield heading(call.say("lawbook.title"))
    names = ("instrument", "clauses", "stated", "excused", "rules")
    heads = [call.say(f"lawbook.{name}") for name in names]
    rows = []
    for each in readings:
        told = each.coverage
        counts = [str(number) if told.clauses else "–" for number in (told.clauses, told.stated, told.excused)]
        named = f"{each.book.id}\n{each.book.instrument.in_language(call.language)}"
        rows.append((named, *counts, str(told.rules)))
    yield table(heads, rows, right=(1, 2, 3, 4))
    yield from _legend(call)


def _legend(call: Call) -> Iterator[RenderableType]:
    told = [f"{mark.value} {call.say(f'law.mark.{mark.value}')}" for mark in Mark]
    yield Prose(f"{call.say('lawbook.mark')}: {'; '.join(told)}.", "dim")
    yield Prose(call.say("lawbook.marks-note"), "dim")


def _book(call: Call, reading: BookReading) -> Iterator[RenderableType]:
    book, told = reading.book, reading.coverage
    yield heading(book.instrument.in_language(call.language))
    window = book.window
    force = call.say("lawbook.from", start=window.start.isoformat())
    if window.end is not None:
        force = call.say("lawbook.between", start=window.start.isoformat(), end=window.end.isoformat())
    counts = {"clauses": told.clauses, "stated": told.stated, "excused": told.excused, "rules": told.rules}
    yield facts(
        [
            (call.say("lawbook.number"), book.number),
            (call.say("lawbook.issuer"), book.issuer.in_language(call.language)),
            (call.say("lawbook.force"), force),
            (call.say("lawbook.known"), window.known_from.isoformat()),
            (call.say("lawbook.source"), book.source),
        ]
    )
    yield Prose(
        call.say("lawbook.counts", questions=told.questions, **counts)
        if told.clauses
        else call.say("lawbook.no-clauses"),
        "dim",
    )
    for section in reading.sections:
        yield from _section(call, section, reading)


def _section(call: Call, section: Section, reading: BookReading) -> Iterator[RenderableType]:
    clause = section.clause
    if clause is not None:
        yield heading(f"{clause.id}  {clause.article}  [{clause.mark.value}]")
        if not clause.verbatim:
            yield Prose(call.say("lawbook.gist"), "dim", indent=2)
        yield Prose(clause.text.zh, indent=2)
        yield Prose(clause.text.en, indent=2)
        if clause.not_codable is not None:
            reason = clause.not_codable.in_language(call.language)
            yield Prose(call.say("lawbook.not-codable", reason=reason), "dim", indent=2)
    for rule in section.rules:
        yield from _rule(call, rule, reading, alone=clause is None)
    for fact in section.definitions:
        yield Prose(f"· {fact.id}  {fact.question.in_language(call.language)}", indent=4)


def _rule(call: Call, rule: Rule, reading: BookReading, *, alone: bool) -> Iterator[RenderableType]:
    head = f"{rule.id}  {rule.article}  [{rule.mark.value}]" if alone else f"{rule.id} [{rule.mark.value}]"
    kind = call.say(f"law.kind.{rule.kind.value.lower()}")
    if alone:
        yield heading(head)
        if rule.quote is not None:
            yield Prose(rule.quote.zh, indent=2)
            yield Prose(rule.quote.en, indent=2)
    told = f"{kind}: {rule.title.in_language(call.language)}"
    yield Prose(f"→ {told}" if alone else f"→ {head}  {told}", "bold", indent=4)
    if rule.note is not None:
        yield Prose(rule.note.in_language(call.language), "dim", indent=6)
    for fact in reading.questions(rule):
        yield Prose(f"? {fact.id}  {fact.question.in_language(call.language)}", indent=6)
        yield Prose(_how(call, fact, two=fact.id in reading.two_persons), "dim", indent=8)


def _how(call: Call, fact: FactDeclaration, *, two: bool) -> str:
    told = [call.say("lawbook.evidence", kinds=call.listed("law.evidence", fact.evidence))]
    if fact.evidence_for_no:
        kinds = call.say("lawbook.or").join(" + ".join(kinds) for kinds in fact.evidence_for_no)
        told.append(call.say("lawbook.evidence-no", kinds=kinds))
    if fact.freshness_days is not None:
        told.append(call.say("lawbook.freshness", days=fact.freshness_days))
    return " · ".join([*told, *([call.say("lawbook.two-persons")] if two else [])])


def _book_value(reading: BookReading, *, sections: bool) -> dict[str, object]:
    book, told = reading.book, reading.coverage
    value: dict[str, object] = {
        "book": book.id,
        "instrument": {"zh": book.instrument.zh, "en": book.instrument.en},
        "number": book.number,
        "in_force_from": book.window.start.isoformat(),
        "in_force_to": None if book.window.end is None else book.window.end.isoformat(),
        "known_from": book.window.known_from.isoformat(),
        "clauses": told.clauses,
        "stated": told.stated,
        "not_codable": told.excused,
        "rules": told.rules,
        "questions": told.questions,
    }
    return value | ({"sections": [_section_value(each) for each in reading.sections]} if sections else {})


def _section_value(section: Section) -> dict[str, object]:
    clause = section.clause
    return {
        "clause": None if clause is None else clause.id,
        "mark": None if clause is None else clause.mark.value,
        "text": None if clause is None else {"zh": clause.text.zh, "en": clause.text.en},
        "verbatim": None if clause is None else clause.verbatim,
        "rules": [rule.id for rule in section.rules],
        "facts": [fact.id for fact in section.definitions],
    }
