"""`law impact`: which screenings change when an instrument is amended, or on another day, and how.

    folders and kept fact sets -> screenings -> shares, one a process -> what changes, before and after

A deal folder is opened and its answers are counted anew under the law after, so that an answer which has expired by
then, or now needs a second person, is missing there. A kept fact set states what it states.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.findings import Finding
from tallystick.law.impact import change_between
from tallystick.law.reading import BookError, standing_books
from tallystick.law.telling.plain import FactSet, fact_set_bytes
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.filing.check import stated
from tallystick.shell.operations.law.weighing import Affected, Job, Screened, books_with, law_on, weigh_job
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import Workers

__all__ = ["ImpactFound", "kept_facts", "law_impact", "screened_folder"]

_SHARE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactFound:
    """What a change does to so many screenings; `rules` are those that rest on it whatever the facts."""

    screenings: int
    rules: tuple[str, ...]
    affected: tuple[Affected, ...]


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
        books = books_with(files)
    except BookError as error:
        return Outcome(value=None, findings=error.findings)
    jobs = [
        Job(amended=files, as_of=as_of, screenings=tuple(screenings[start : start + _SHARE]))
        for start in range(0, len(screenings), _SHARE)
    ]
    done = [each for share in workers.each(weigh_job, jobs) for each in share]
    day = as_of or dt.date.max
    touched = change_between(law_on(standing_books(), day), law_on(books, day)).rules
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
    now = stated(opened, books_with(tuple(sorted(amended.items()))), as_of or day)[0]
    return Screened(
        name=name,
        facts=fact_set_bytes(before),
        later=fact_set_bytes(FactSet(matter=opened.deal.id, as_of=as_of or day, facts=now)),
    )


def kept_facts(name: str, content: bytes) -> tuple[Screened, ...]:
    """Return the screenings of a file of kept fact sets, one a line."""
    lines = [line for line in content.splitlines() if line.strip()]
    return tuple(Screened(name=f"{name}:{number}", facts=line) for number, line in enumerate(lines, start=1))
