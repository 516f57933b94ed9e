"""The papers of an issue as its own people bring them: price and book when it is made, then each month's collections.

    placement/pricing.yaml  subscriptions.csv  closing.yaml  escrow.csv        collections/2026-10.csv

A file that a browser sent is read in a process of its own before it is kept; each is one more revision, so that two who
bring papers at once cannot overwrite each other. A month that was closed is not brought again: it is restated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from tallystick.deal.terms import TERMS_FILE, parse_terms
from tallystick.evidence.findings import finding
from tallystick.servicing.collections import Collection
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.issued.papers import PLACEMENT
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.people.uploads import keep_files
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.work import Draft, Work
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner
from tallystick.shell.operations.servicing.loading import COLLECTIONS_FOLDER, read_collections
from tallystick.units.periods import Period

__all__ = ["BOOK", "Brought", "bring", "next_month", "read_month"]

BOOK: Final = ("pricing.yaml", "subscriptions.csv", "closing.yaml", "escrow.csv")
"""The papers of the placement, by name."""
_JSON: Final = b"{"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Papers that came in, by the path under which they are kept, and the revision that was seen before."""

    files: Mapping[str, bytes]
    seen: int


def next_month(issue: Issue) -> Period:
    """Return the month that is closed next."""
    closed = [each.period for each in issue.months]
    return closed[-1].add(1) if closed else issue.deal.structure.first_period


def read_month(terms: bytes, period: Period, content: bytes) -> Outcome[tuple[str, Collection]]:
    """Read a month's file, for a process of its own; the value is its path and what it reports.

    Args:
        terms: as filed.
        period: the month that it must be of.
        content: a table or JSON.
    """
    deal, found = parse_terms(terms, file=TERMS_FILE)
    form = "json" if content.lstrip().startswith(_JSON) else "csv"
    path = f"{COLLECTIONS_FOLDER}{period}.{form}"
    if deal is None:
        return Outcome(value=None, findings=found)
    read, wrong = read_collections({path: content}, deal)
    if not read or has_errors(wrong):
        return Outcome(value=None, findings=wrong)
    return Outcome(value=(path, read[0]), findings=wrong)


def bring(
    work: Work,
    objects: ObjectStore,
    issue: Issue,
    brought: Brought,
    *,
    by: Member,
    at: datetime,
    scanner: Scanner = UNSCANNED,
) -> Outcome[Draft]:
    """Keep papers as the next revision of the issue's folder.

    Args:
        work: of the home.
        objects: where files are kept.
        issue: whose papers they are.
        brought: what came in.
        by: who brings it.
        at: when.
        scanner: looks through every file.

    Raises:
        StaleDraftError: somebody else brought papers in between.
    """
    closed = {str(each.period) for each in issue.months}
    again = [each for each in brought.files if each.removeprefix(COLLECTIONS_FOLDER).partition(".")[0] in closed]
    fixed = [each for each in brought.files if each.startswith(PLACEMENT)] if issue.prepared is not None else []
    if again or fixed:
        told = tuple(finding("servicing.paper-closed", file=each) for each in (*again, *fixed))
        return Outcome(value=None, findings=told)
    kept = keep_files(objects, brought.files, scanner)
    if kept.value is None:
        return Outcome(value=None, findings=kept.findings)
    before = issue.folder or Draft(
        deal=issue.deal.id, name=issue.name, team=by.organisation, people=(), revision=0, files={}, by=by.id, at=at
    )
    other = {_other(each) for each in brought.files}
    files = {name: digest for name, digest in before.files.items() if name not in other} | kept.value
    draft = replace(before, files=files, revision=brought.seen + 1, by=by.id, at=at, why="files")
    work.keep(draft)
    return Outcome(value=draft)


def _other(path: str) -> str:
    """Return the same month in the other form: a month is there once."""
    name, _, form = path.rpartition(".")
    return f"{name}.{'csv' if form == 'json' else 'json'}"
