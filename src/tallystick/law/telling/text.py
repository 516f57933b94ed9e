"""A book as it is read: clause by clause, beside each the rules and definitions that state it, and what they ask.

Law: every clause and every rule of a book stands in its reading exactly once, in the book's order, and with each clause
the reporting events and deadlines that state it. Rules and derived
facts that state no listed clause follow in sections of their own, so that a book without clauses is read rule by rule.
Source: SUPTECH.md section 1.2, rule 5 (text coverage).
It has both languages at once; pages and the terminal choose and lay out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, say
from tallystick.law.expressions.tree import Expression
from tallystick.law.facts import PERSON, FactDeclaration
from tallystick.law.instruments import Book, Clause, Deadline, ReportingEvent, Rule, bar_questions, questions_behind
from tallystick.law.telling.sources import cited

__all__ = ["BookReading", "Coverage", "Section", "inventory_words", "read_book"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a book is stated; clauses that are not quoted stand as a gist."""

    clauses: int
    quoted: int
    stated: int
    excused: int
    rules: int
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A clause with what states it; `clause` is absent for rules and definitions that state no listed clause."""

    clause: Clause | None
    rules: tuple[Rule, ...]
    definitions: tuple[FactDeclaration, ...]
    events: tuple[ReportingEvent, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookReading:
    """A book, section by section.

    Attributes:
        two_persons: the questions that a second person must answer too.
        formulas: conditions of derived facts, of all books together.
    """

    book: Book
    sections: tuple[Section, ...]
    coverage: Coverage
    two_persons: frozenset[str]
    formulas: Mapping[str, Expression]

    @property
    def cited(self) -> tuple[str, ...]:
        """Keys of the sources that the book and the rules shown cite, each once."""
        rules = [rule.source for section in self.sections for rule in section.rules]
        events = [event.rule.source for section in self.sections for event in section.events]
        return tuple(dict.fromkeys(key for text in (self.book.source, *rules, *events) for key in cited(text)))

    def questions(self, rule: Rule) -> tuple[FactDeclaration, ...]:
        """Return the questions to people on which a rule rests, in the order in which they are met."""
        roots = [root for root in (rule.applies, rule.predicate, rule.indications) if root is not None]
        return questions_behind(roots, self.formulas, self.book.vocabulary)


def inventory_words(readings: Iterable[BookReading]) -> Name:
    """Say how many clauses of how many instruments are quoted, and how many stand only as a gist."""
    told = [each for each in readings if each.coverage.clauses]
    clauses, quoted = (sum(getattr(each.coverage, name) for each in told) for name in ("clauses", "quoted"))
    counts = {
        "books": len(told),
        "clauses": clauses,
        "quoted": quoted,
        "gists": clauses - quoted,
        "unseen": sum(not each.coverage.quoted for each in told),
    }
    return Name(zh=say("lawbook.inventory", Language.ZH, **counts), en=say("lawbook.inventory", Language.EN, **counts))


def read_book(book: Book, books: Iterable[Book]) -> BookReading:
    """Lay a book out for reading.

    Args:
        book: the one to be read.
        books: all that are read together with it; a bar of another book may rest on its questions.
    """
    shelf = tuple(books)
    rules = {rule.id: rule for rule in book.rules}
    facts = {fact.id: fact for fact in book.facts}
    events = {event.rule.id: event for event in book.events}
    deadlines = {deadline.id: deadline for deadline in book.deadlines}
    sections = [
        Section(
            clause=clause,
            rules=tuple(rules.pop(name) for name in clause.rules),
            definitions=tuple(facts[name] for name in clause.facts),
            events=tuple(events[name] for name in clause.events),
            deadlines=tuple(deadlines[name] for name in clause.deadlines),
        )
        for clause in book.clauses
    ]
    sections += [Section(clause=None, rules=(rule,), definitions=()) for rule in rules.values()]
    return BookReading(
        book=book,
        sections=tuple(sections),
        coverage=Coverage(
            clauses=len(book.clauses),
            quoted=sum(each.verbatim for each in book.clauses),
            stated=sum(each.not_codable is None for each in book.clauses),
            excused=sum(each.not_codable is not None for each in book.clauses),
            rules=len(book.rules),
            questions=sum(each.provider == PERSON for each in book.facts),
        ),
        two_persons=bar_questions(shelf),
        formulas={fact: formula for each in shelf for fact, formula in each.formulas.items()},
    )
