"""`law show`: books, clauses, rules and questions in both languages, on the terminal or as pages."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.law.clocks import deadline_words
from tallystick.law.facts import FactDeclaration
from tallystick.law.instruments import Rule
from tallystick.law.telling.heads import particulars
from tallystick.law.telling.marks import marks_legend
from tallystick.law.telling.sources import Source, standing_sources
from tallystick.law.telling.text import BookReading, Section, inventory_words
from tallystick.shell.cli.prose import Prose
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.operations.law.show import LawShown, NothingNamedError, law_readings, law_shown
from tallystick.shell.operations.outcome import Outcome

__all__ = ["show"]


def show(
    call: Call,
    name: Annotated[str | None, typer.Argument(metavar="BOOK|CLAUSE|RULE")] = None,
    html: Annotated[str | None, typer.Option("--html", metavar="DIR")] = None,
    sources: Annotated[bool, typer.Option("--sources")] = False,
) -> Reply:
    """Show what was named, or list every book; or the register of sources."""
    call.destination(html)
    try:
        found = law_shown(name)
    except NothingNamedError as error:
        told = finding("law.nothing-named", name=str(error), near=error.near) if error.near else None
        raise WrongCallError(told or finding("law.nothing-like-named", name=str(error))) from error
    written = () if html is None else call.write(html, call.operations.documents.law(law_readings()))
    if sources:
        body = tuple(_register(call, found if found.whole else None))
    elif found.whole:
        body = (*(part for each in found.readings for part in _book(call, each)), *_legend(call))
    else:
        body = tuple(_listed(call, found.readings))
    return Reply(
        outcome=Outcome(value=found, findings=(), written=written),
        value={
            "books": [_book_value(each, sections=found.whole) for each in found.readings],
            "sources": [_source_value(each) for each in _sources(found if found.whole else None)],
        },
        body=body,
    )


def _listed(call: Call, readings: tuple[BookReading, ...]) -> Iterator[RenderableType]:
    yield heading(call.say("lawbook.title"))
    names = ("instrument", "clauses", "quoted", "stated", "excused", "rules")
    heads = [call.say(f"lawbook.{name}") for name in names]
    rows = []
    for each in readings:
        told = each.coverage
        counted = (told.clauses, told.quoted, told.stated, told.excused)
        counts = [str(number) if told.clauses else "–" for number in counted]
        named = f"{each.book.id}\n{each.book.instrument.in_language(call.language)}"
        rows.append((named, *counts, str(told.rules)))
    yield table(heads, rows, right=(1, 2, 3, 4, 5))
    yield Prose(inventory_words(readings).in_language(call.language))
    yield from _legend(call)


def _legend(call: Call) -> Iterator[RenderableType]:
    yield Prose(call.name(marks_legend()), "dim")


def _sources(shown: LawShown | None) -> tuple[Source, ...]:
    """Return the rows of the register that what is shown cites; all of them where the list of books is shown."""
    register = standing_sources()
    if shown is None:
        return tuple(register.values())
    keys = {key for each in shown.readings for key in each.cited}
    return tuple(each for key, each in register.items() if key in keys)


def _register(call: Call, shown: LawShown | None) -> Iterator[RenderableType]:
    yield heading(call.say("lawbook.sources"))
    yield Prose(call.say("lawbook.sources-note"), "dim")
    for each in _sources(shown):
        yield from _source(call, each)


def _source(call: Call, source: Source) -> Iterator[RenderableType]:
    """Tell where a text was seen, and how; what was not found is left out."""
    said = [call.name(source.title), call.say(f"lawbook.seen.{source.seen.value}")]
    yield Prose(f"{source.key}  {' · '.join(said)}")
    rows = [
        ("issuer", "" if source.issuer is None else call.name(source.issuer)),
        ("number", source.number),
        ("date", "" if source.date is None else source.date.isoformat()),
        ("published", source.place),
        ("through", source.through),
    ]
    told = [(call.say(f"lawbook.{name}"), value) for name, value in rows if value]
    if told:
        yield facts(told, indent=4)


def _book(call: Call, reading: BookReading) -> Iterator[RenderableType]:
    book, told = reading.book, reading.coverage
    yield heading(call.name(book.instrument))
    counts = {"clauses": told.clauses, "quoted": told.quoted, "gists": told.clauses - told.quoted}
    counts |= {"stated": told.stated, "excused": told.excused, "rules": told.rules}
    said = [(call.say(f"lawbook.{name}"), value.in_language(call.language)) for name, value in particulars(book)]
    yield facts([*said, (call.say("lawbook.source"), book.source)])
    yield Prose(
        call.say("lawbook.counts", questions=told.questions, **counts)
        if told.clauses
        else call.say("lawbook.no-clauses"),
        "dim",
    )
    for section in reading.sections:
        yield from _section(call, section, reading)
    yield heading(call.say("lawbook.sources"))
    for key in reading.cited:
        if key in standing_sources():
            yield from _source(call, standing_sources()[key])


def _section(call: Call, section: Section, reading: BookReading) -> Iterator[RenderableType]:
    clause = section.clause
    if clause is not None:
        yield heading(f"{clause.id}  {clause.article}  [{clause.mark.value}]")
        if not clause.verbatim:
            yield Prose(call.say("lawbook.gist", source=reading.book.source), "dim", indent=2)
        yield Prose(clause.text.zh, indent=2)
        yield Prose(clause.text.en, indent=2)
        if clause.not_codable is not None:
            reason = clause.not_codable.in_language(call.language)
            yield Prose(call.say("lawbook.not-codable", reason=reason), "dim", indent=2)
    for rule in section.rules:
        yield from _rule(call, rule, reading, alone=clause is None)
    for event in section.events:
        yield from _rule(call, event.rule, reading, alone=False)
    for deadline in section.deadlines:
        told = f"{call.name(deadline.title)} · {deadline_words(deadline, call.language)}"
        yield Prose(f"◷ {deadline.id} [{deadline.mark.value}]  {call.say('lawbook.deadline')}: {told}", indent=4)
        if deadline.note is not None:
            yield Prose(call.name(deadline.note), "dim", indent=6)
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
        "recalled": list(book.recalled),
        "sources": list(reading.cited),
        "in_force_from": book.window.start.isoformat(),
        "in_force_to": None if book.window.end is None else book.window.end.isoformat(),
        "known_from": book.window.known_from.isoformat(),
        "end_known_from": None if book.window.end_known_from is None else book.window.end_known_from.isoformat(),
        "clauses": told.clauses,
        "quoted": told.quoted,
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
        "events": [event.rule.id for event in section.events],
        "deadlines": [deadline.id for deadline in section.deadlines],
    }


def _source_value(source: Source) -> dict[str, object]:
    return {
        "key": source.key,
        "seen": source.seen.value,
        "title": {"zh": source.title.zh, "en": source.title.en},
        "issuer": None if source.issuer is None else {"zh": source.issuer.zh, "en": source.issuer.en},
        "number": source.number,
        "date": None if source.date is None else source.date.isoformat(),
        "place": source.place,
        "through": source.through,
    }
