"""`law show`: the books as they are read, or the one book that holds what was named."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tallystick.evidence.findings import finding
from tallystick.law.instruments import Book
from tallystick.law.reading import standing_books
from tallystick.law.telling.text import BookReading, Section, read_book
from tallystick.shell.operations.outcome import Outcome

__all__ = ["LawShown", "law_readings", "law_shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawShown:
    """What was asked for: every book, or one, whole or only the sections that were named."""

    readings: tuple[BookReading, ...]
    whole: bool


def law_readings() -> tuple[BookReading, ...]:
    """Return every released book as it is read, the younger instrument first."""
    books = standing_books()
    ordered = sorted(books, key=lambda book: (-book.window.start.toordinal(), book.id))
    return tuple(read_book(book, books) for book in ordered)


def law_shown(name: str | None) -> Outcome[LawShown]:
    """Return the books, or what a name stands for.

    Args:
        name: id of a book, a clause, a rule or a question; None shows the list of all books.
    """
    readings = law_readings()
    if name is None:
        return Outcome(value=LawShown(readings=readings, whole=False))
    whole = tuple(each for each in readings if each.book.id == name)
    if whole:
        return Outcome(value=LawShown(readings=whole, whole=True))
    named = tuple(_part(each, name) for each in readings if any(_named(each, name)))
    if not named:
        return Outcome(value=None, findings=(finding("law.nothing-named", name=name),))
    return Outcome(value=LawShown(readings=named, whole=True))


def _part(reading: BookReading, name: str) -> BookReading:
    return replace(reading, sections=tuple(_named(reading, name)))


def _named(reading: BookReading, name: str) -> Iterator[Section]:
    """Yield the sections that are, hold, or ask what was named."""
    for section in reading.sections:
        ids = {rule.id for rule in section.rules} | {fact.id for fact in section.definitions}
        ids |= {section.clause.id} if section.clause is not None else set()
        asked = {fact.id for rule in section.rules for fact in reading.questions(rule)}
        if name in ids or (name in asked and _own(reading.book, name)):
            yield section


def _own(book: Book, name: str) -> bool:
    return any(fact.id == name for fact in book.facts)
