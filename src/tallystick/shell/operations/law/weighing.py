"""Weighing a share of many screenings against a change of the law: what one process does, and hands back.

    kept facts -> facts under either law -> rules that rest on the change -> before, after, why

All it is handed and all it returns can be sent to another process and back.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.law.explanations import why
from tallystick.law.facts import FactMisfitError
from tallystick.law.impact import Change, Effect, LawOn, change_between, effects
from tallystick.law.instruments import Book
from tallystick.law.reading import amended_files, read_books, shelf_file, standing_books, standing_files
from tallystick.law.screening import RuleResult
from tallystick.law.telling.plain import FactSetUnreadableError, read_fact_set
from tallystick.law.values import Truth

__all__ = ["Affected", "Files", "Job", "Screened", "books_with", "law_on", "weigh_job"]

Files = tuple[tuple[str, bytes], ...]
"""Amended books by file name, in the order of names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """One screening: the facts it stood on, kept; `later` where the law after takes other facts from the same deal."""

    name: str
    facts: bytes
    later: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """What becomes of one rule in one screening; an empty `why` where the rule is not in force on that side."""

    screening: str
    rule: str
    title: Name
    mark: tuple[str, str]
    kind: tuple[str, str]
    truth: tuple[Truth, Truth]
    why: tuple[tuple[Name, ...], tuple[Name, ...]]


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


def law_on(books: tuple[Book, ...], day: dt.date) -> LawOn:
    """Return books on a day, as they were known on it."""
    return LawOn(books=books, as_of=day, known_on=day)


def weigh_job(job: Job) -> list[Affected | Finding]:
    """Weigh a share of the screenings; this is what another process is handed."""
    changes: dict[dt.date, Change] = {}
    told: list[Affected | Finding] = []
    for each in job.screenings:
        try:
            told += _affected(each, job, changes)
        except (FactSetUnreadableError, FactMisfitError) as error:
            told.append(finding("law.facts-unreadable", file=each.name, problem=str(error)))
    return told


def _affected(screened: Screened, job: Job, changes: dict[dt.date, Change]) -> Iterator[Affected]:
    old, new = standing_books(), books_with(job.amended)

    def change_on(day: dt.date) -> Change:
        if day not in changes:
            changes[day] = change_between(law_on(old, day), law_on(new, job.as_of or day))
        return changes[day]

    def concerned(day: dt.date, fact: str, kind: str) -> bool:
        return screened.later is not None or change_on(day).concerns(fact, kind)

    facts = read_fact_set(screened.facts, old[0].vocabulary.declarations, wanted=concerned)
    later = None
    if screened.later is not None:
        later = read_fact_set(screened.later, new[0].vocabulary.declarations).facts
    for effect in effects(change_on(facts.as_of), facts.facts, later=later):
        yield _told(screened.name, effect)


def _told(name: str, effect: Effect) -> Affected:
    before, after = effect.before, effect.after
    rules = [None if each is None else each.rule for each in (before, after)]
    known = rules[1] or rules[0]
    marks = ["" if rule is None else rule.mark.value for rule in rules]
    kinds = ["" if rule is None else rule.kind.value for rule in rules]
    return Affected(
        screening=name,
        rule=effect.rule,
        title=Name(zh="", en="") if known is None else known.title,
        mark=(marks[0], marks[1]),
        kind=(kinds[0], kinds[1]),
        truth=effect.truths,
        why=(_why(before), _why(after)),
    )


def _why(result: RuleResult | None) -> tuple[Name, ...]:
    if result is None:
        return ()
    lines = zip(why(result, Language.ZH), why(result, Language.EN), strict=True)
    return tuple(Name(zh=zh, en=en) for zh, en in lines)
