"""`law show`: the books as they are read, or the one book that holds what was named."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from tallystick.law.facts import PERSON
from tallystick.law.reading import standing_books
from tallystick.law.telling.text import BookReading, Section, read_book

__all__ = ["LawShown", "NothingNamedError", "law_readings", "law_shown"]

_FRAME = ("csrc-2026-1", "reporting-events", "yf-2026-42")
_MOST = 5
_ALIKE = 0.4
"""How alike an id must be to be offered, as `difflib` counts; ids are short, so little is much."""


class NothingNamedError(LookupError):
    """Nothing in the books has that name; `near` are the ids most like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.near = near


@dataclass(frozen=True, slots=True, kw_only=True)
class LawShown:
    """What was asked for: every book, or one, whole or only the sections that were named."""

    readings: tuple[BookReading, ...]
    whole: bool


@cache
def law_readings() -> tuple[BookReading, ...]:
    """Return every released book as it is read: the two notices that set the frame, then the younger first."""
    books = standing_books()
    rank = {name: place for place, name in enumerate(_FRAME)}
    ordered = sorted(books, key=lambda book: (rank.get(book.id, len(rank)), -book.window.start.toordinal(), book.id))
    return tuple(read_book(book, books) for book in ordered)


def law_shown(name: str | None) -> LawShown:
    """Return the books, or what a name stands for.

    Args:
        name: id of a book, a clause, a rule or a question, in capitals or not; None shows the list of all books.

    Raises:
        NothingNamedError: nothing has that name.
    """
    readings = law_readings()
    if name is None:
        return LawShown(readings=readings, whole=False)
    known = {each.casefold(): each for reading in readings for each in (reading.book.id, *_ids(reading))}
    deadlines = (each for reading in readings for each in reading.book.deadlines if each.parameter)
    known |= {each.parameter.casefold(): each.id for each in deadlines}
    meant = known.get(name.casefold())
    if meant is None:
        near = get_close_matches(name.casefold(), known, n=_MOST, cutoff=_ALIKE)
        raise NothingNamedError(name, tuple(known[each] for each in near))
    whole = tuple(each for each in readings if each.book.id == meant)
    return LawShown(readings=whole or _holding(readings, meant), whole=True)


def _holding(readings: tuple[BookReading, ...], name: str) -> tuple[BookReading, ...]:
    """Return the parts that hold what was named; of a question, those of the book that declares it, if it asks it."""
    parts = tuple(part for each in readings if (part := _part(each, name)).sections)
    own = tuple(each for each in parts if any(fact.id == name for fact in each.book.facts))
    return own or parts


def _ids(reading: BookReading) -> Iterator[str]:
    """Yield everything in a book that can be named."""
    for section in reading.sections:
        yield from (() if section.clause is None else (section.clause.id,))
        yield from (rule.id for rule in section.rules)
        yield from (fact.id for fact in section.definitions)
        yield from (event.rule.id for event in section.events)
        yield from (deadline.id for deadline in section.deadlines)
    yield from (fact.id for fact in reading.book.facts if fact.provider == PERSON)


def _part(reading: BookReading, name: str) -> BookReading:
    return replace(reading, sections=tuple(_named(reading, name)))


def _named(reading: BookReading, name: str) -> Iterator[Section]:
    """Yield the sections that are, hold, or ask what was named."""
    for section in reading.sections:
        ids = {rule.id for rule in section.rules} | {fact.id for fact in section.definitions}
        ids |= {event.rule.id for event in section.events} | {deadline.id for deadline in section.deadlines}
        ids |= {section.clause.id} if section.clause is not None else set()
        rules = (*section.rules, *(event.rule for event in section.events))
        if name in ids or any(name == fact.id for rule in rules for fact in reading.questions(rule)):
            yield section
