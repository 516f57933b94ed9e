"""`law impact`: which screenings change when an instrument is amended, or on another day, and how.

    folders and kept fact sets -> screenings -> shares, one a process -> what changes, before and after

A deal folder is opened and its answers are counted anew under the law after, so that an answer which has expired by
then, or now needs a second person, is missing there. A kept fact set states what it states. To a law of an earlier day
the facts are held as they stood on the day of the screening: only the law moves.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, Severity, finding
from tallystick.evidence.wording import severity
from tallystick.law.reading import BookError, standing_books
from tallystick.law.telling.plain import FactSet, fact_set_bytes
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.deal.stated import stated
from tallystick.shell.operations.law.deal_impact import DealImpact
from tallystick.shell.operations.law.weighing import Job, Screened, books_with, weigh_job
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import Workers

__all__ = ["ImpactFound", "kept_facts", "law_impact", "screened_folder"]

_SHARE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactFound:
    """What a change does to so many screenings.

    Attributes:
        screenings: how many were held against it.
        rules: those that were weighed again in any of them, in the order of the books.
        deals: every folder, and of the kept fact sets those in which anything changes; those whose outcome changes
            first, either in the order in which they were given.
    """

    screenings: int
    rules: tuple[str, ...]
    deals: tuple[DealImpact, ...]


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
    shares = [*workers.each(weigh_job, jobs)]
    done = [each for share, _ in shares for each in share]
    again = frozenset[str]().union(*(weighed for _, weighed in shares))
    known = dict.fromkeys(rule.id for shelf in (books, standing_books()) for book in shelf for rule in book.rules)
    return Outcome(
        value=ImpactFound(
            screenings=len(screenings),
            rules=tuple(rule for rule in known if rule in again),
            deals=tuple(sorted((each for each in done if isinstance(each, DealImpact)), key=_stays)),
        ),
        findings=tuple(each for each in done if isinstance(each, Finding)),
    )


def _stays(deal: DealImpact) -> bool:
    before, after = deal.outcome
    return before is after


def screened_folder(
    name: str, files: Mapping[str, bytes], amended: Mapping[str, bytes], *, as_of: dt.date | None = None
) -> Outcome[Screened]:
    """Return a deal folder as a screening: what it states under the law of its day, and under the law after.

    What is wrong with the folder is told in one finding that names it; `check` tells it in full. A deal that is only
    projected is nobody's filing and is left out.

    Raises:
        BookError: an amended book cannot be used.
    """
    outcome = open_deal(files)
    opened = outcome.value
    if opened is None:
        count = sum(severity(each) is Severity.ERROR for each in outcome.findings)
        return Outcome(value=None, findings=(finding("law.impact-folder-unusable", file=name, count=count),))
    if opened.deal.purpose == "projection":
        return Outcome(value=None, findings=(finding("law.impact-folder-projected", file=name),))
    day = opened.deal.as_of
    before, about_before = stated(opened, standing_books(), day)
    later = day if as_of is None else max(day, as_of)
    now, _ = stated(opened, books_with(tuple(sorted(amended.items()))), later)
    errors = sum(severity(each) is Severity.ERROR for each in (*outcome.findings, *about_before))
    screened = Screened(
        name=name,
        facts=fact_set_bytes(FactSet(matter=opened.deal.id, as_of=day, facts=before)),
        later=fact_set_bytes(FactSet(matter=opened.deal.id, as_of=later, facts=now)),
        errors=errors,
        whole=True,
    )
    faulty = (finding("law.impact-folder-faulty", file=name, count=errors),) if errors else ()
    return Outcome(value=screened, findings=faulty)


def kept_facts(name: str, content: bytes) -> tuple[Screened, ...]:
    """Return the screenings of a file of kept fact sets, one a line."""
    lines = [line for line in content.splitlines() if line.strip()]
    return tuple(Screened(name=f"{name}:{number}", facts=line) for number, line in enumerate(lines, start=1))
