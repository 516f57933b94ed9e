"""`law impact`: which screenings change when an instrument is amended, or on another day, and how.

    folders and kept fact sets -> facts under either law -> rules that rest on the change -> before, after, why

A deal folder is opened and its answers are counted anew under the law after, so that an answer which has expired by
then, or now needs a second person, is missing there. A kept fact set states what it states.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.law.explanations import why
from tallystick.law.facts import FactMisfitError
from tallystick.law.impact import Change, Effect, LawOn, change_between, effects
from tallystick.law.instruments import Book
from tallystick.law.reading import BookError, amended_files, read_books, shelf_file, standing_books, standing_files
from tallystick.law.screening import RuleResult
from tallystick.law.telling.plain import FactSet, FactSetUnreadableError, fact_set_bytes, read_fact_set
from tallystick.law.values import Truth
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.filing.check import stated
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import Workers

__all__ = ["Affected", "ImpactFound", "Screened", "kept_facts", "law_impact", "screened_folder"]

_SHARE = 500
_Files = tuple[tuple[str, bytes], ...]


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
class ImpactFound:
    """What a change does to so many screenings; `rules` are those that rest on it whatever the facts."""

    screenings: int
    rules: tuple[str, ...]
    affected: tuple[Affected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    amended: _Files
    as_of: dt.date | None
    screenings: tuple[Screened, ...]


def law_impact(
    screenings: Sequence[Screened], amended: Mapping[str, bytes], workers: Workers, *, as_of: dt.date | None = None
) -> Outcome[ImpactFound]:
    """Say what amended books, or another day, do to screenings.

    Args:
        screenings: from folders or kept fact sets; each stood on the day it says.
        amended: books by file name; each takes the place of the released one with its id, or stands beside them.
        workers: for many screenings.
        as_of: the day of the law after; each screening's own day where none is given.
    """
    files = tuple(sorted(amended.items()))
    try:
        books = _books(files)
    except BookError as error:
        return Outcome(value=None, findings=error.findings)
    jobs = [
        _Job(amended=files, as_of=as_of, screenings=tuple(screenings[start : start + _SHARE]))
        for start in range(0, len(screenings), _SHARE)
    ]
    done = [each for share in workers.each(_weigh, jobs) for each in share]
    day = as_of or dt.date.max
    touched = change_between(_on(standing_books(), day), _on(books, day)).rules
    return Outcome(
        value=ImpactFound(
            screenings=len(screenings),
            rules=tuple(rule.id for book in books for rule in book.rules if rule.id in touched),
            affected=tuple(each for each in done if isinstance(each, Affected)),
        ),
        findings=tuple(each for each in done if isinstance(each, Finding)),
    )


def screened_folder(
    name: str, opened: OpenedDeal, amended: Mapping[str, bytes], *, as_of: dt.date | None = None
) -> Screened:
    """Return a deal folder as a screening: what it states under the law of its day, and under the law after.

    Raises:
        BookError: an amended book cannot be used.
    """
    day = opened.deal.as_of
    before = FactSet(matter=opened.deal.id, as_of=day, facts=stated(opened, standing_books(), day)[0])
    now = stated(opened, _books(tuple(sorted(amended.items()))), as_of or day)[0]
    return Screened(
        name=name,
        facts=fact_set_bytes(before),
        later=fact_set_bytes(FactSet(matter=opened.deal.id, as_of=as_of or day, facts=now)),
    )


def kept_facts(name: str, content: bytes) -> tuple[Screened, ...]:
    """Return the screenings of a file of kept fact sets, one a line."""
    lines = [line for line in content.splitlines() if line.strip()]
    return tuple(Screened(name=f"{name}:{number}", facts=line) for number, line in enumerate(lines, start=1))


@cache
def _books(amended: _Files) -> tuple[Book, ...]:
    return (
        read_books(amended_files(standing_files(), dict(amended)), shelf=shelf_file()) if amended else standing_books()
    )


def _on(books: tuple[Book, ...], day: dt.date) -> LawOn:
    return LawOn(books=books, as_of=day, known_on=day)


def _weigh(job: _Job) -> list[Affected | Finding]:
    """Weigh a share of the screenings; this is what another process is handed."""
    changes: dict[dt.date, Change] = {}
    told: list[Affected | Finding] = []
    for each in job.screenings:
        try:
            told += _affected(each, job, changes)
        except (FactSetUnreadableError, FactMisfitError) as error:
            told.append(finding("law.facts-unreadable", file=each.name, problem=str(error)))
    return told


def _affected(screened: Screened, job: _Job, changes: dict[dt.date, Change]) -> Iterator[Affected]:
    old, new = standing_books(), _books(job.amended)
    facts = read_fact_set(screened.facts, old[0].vocabulary.declarations)
    later = None
    if screened.later is not None:
        later = read_fact_set(screened.later, new[0].vocabulary.declarations).facts
    if facts.as_of not in changes:
        changes[facts.as_of] = change_between(_on(old, facts.as_of), _on(new, job.as_of or facts.as_of))
    for effect in effects(changes[facts.as_of], facts.facts, later=later):
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
