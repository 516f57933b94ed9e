"""Weighing a share of many screenings against a change of the law: what one process does, and hands back.

    kept facts -> facts under either law -> rules that rest on the change -> outcome, rules, questions: before, after

All it is handed and all it returns can be sent to another process and back.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import parser_problem
from tallystick.law.facts import FactMisfitError
from tallystick.law.impact import Change, LawOn, change_between, weigh_sides
from tallystick.law.instruments import Book
from tallystick.law.reading import amended_files, read_books, shelf_file, standing_books, standing_files
from tallystick.law.telling.plain import FactSetUnreadableError, facts_of, parsed, read_fact_set
from tallystick.shell.operations.law.deal_impact import DealImpact, deal_impact

__all__ = ["Files", "Job", "Screened", "books_with", "law_on", "weigh_job"]

Files = tuple[tuple[str, bytes], ...]
"""Amended books by file name, in the order of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """One screening: the facts it stood on, kept.

    Attributes:
        later: where the law after takes other facts from the same deal.
        errors: how many errors its folder has; what they concern is not among the facts.
        whole: whether it is told even where nothing changes.
    """

    name: str
    facts: bytes
    later: bytes | None = None
    errors: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A share of the screenings and the law after; without a day each keeps its own."""

    amended: Files
    as_of: dt.date | None
    screenings: tuple[Screened, ...]


@cache
def books_with(amended: Files) -> tuple[Book, ...]:
    """Return the released books with amended ones in their place.

    Raises:
        BookError: an amended book cannot be used.
    """
    return (
        read_books(amended_files(standing_files(), dict(amended)), shelf=shelf_file()) if amended else standing_books()
    )


def law_on(books: tuple[Book, ...], day: dt.date, *, screened: dt.date | None = None) -> LawOn:
    """Return books on a day, as they were known on it.

    Args:
        books: read together.
        day: of the law.
        screened: the day on which the facts were screened; to an earlier law they are held as they stood on it.
    """
    return LawOn(books=books, as_of=day, known_on=day, stated_by=None if screened is None else max(screened, day))


def weigh_job(job: Job) -> tuple[list[DealImpact | Finding], frozenset[str]]:
    """Weigh a share of the screenings, and say which rules were weighed again; another process is handed this."""
    changes: dict[dt.date, Change] = {}
    done: list[DealImpact | Finding] = []
    for each in job.screenings:
        try:
            done += _told(each, job, changes)
        except (FactSetUnreadableError, FactMisfitError) as error:
            done.append(finding("law.facts-unreadable", file=each.name, problem=parser_problem(str(error))))
    again = (change.rules for change in changes.values())
    weighed = (each.weighed for each in done if isinstance(each, DealImpact))
    return done, frozenset[str]().union(*again, *weighed)


def _told(screened: Screened, job: Job, changes: dict[dt.date, Change]) -> Iterator[DealImpact]:
    """Tell a screening that the change touches; the facts nobody asks about are read only then."""
    old, new = standing_books(), books_with(job.amended)

    def change_on(day: dt.date) -> Change:
        if day not in changes:
            changes[day] = change_between(law_on(old, day), law_on(new, job.as_of or day, screened=day))
        return changes[day]

    def wanted(day: dt.date) -> Callable[[str, str], bool]:
        change = change_on(day)
        return change.concerns if change.holds_facts_still and not screened.whole else lambda _fact, _kind: True

    declared = old[0].vocabulary.declarations
    plain = parsed(screened.facts)
    facts = facts_of(plain, declared, wanted=wanted)
    later = None
    if screened.later is not None:
        later = read_fact_set(screened.later, new[0].vocabulary.declarations).facts
    change = change_on(facts.as_of)
    sides = weigh_sides(change, facts.facts, later=later)
    if not screened.whole:
        if not sides.differ:
            return
        facts = facts_of(plain, declared)
    yield deal_impact(screened.name, change, sides, facts.facts, errors=screened.errors)
