"""What the desk looks at: every filing with its clocks, and one filing with all that was done on it.

These read and change nothing. Names of persons are shown here, to people with an account on this side, and not on the
public register.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from tallystick.deal.parsing import parse_deal
from tallystick.evidence.persons import Name
from tallystick.filing.clocks import Done, beijing_day, review_clocks
from tallystick.filing.package import Package
from tallystick.filing.states import Act, Phase, Review, Transition, possible
from tallystick.law.clocks import ClockReading
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.act_records import ACT_KIND, read_act
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.filing.submit import manifest_of, package_of
from tallystick.shell.operations.ports.journal import FilingRow

__all__ = ["ActDone", "AtTheDesk", "Filing", "filing_of", "queue"]

_ENDED: Final = frozenset({Phase.NOT_FILED, Phase.WITHDRAWN, Phase.RECORDED, Phase.REVOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTheDesk:
    """One row of the queue.

    Attributes:
        submitted: when it came.
        versions: ids of the filings of the same deal, this one among them, by number.
        until: the last day on which the filed plan itself lets tokens be issued; None where it says nothing.
    """

    row: FilingRow
    name: Name
    filer: Name | None
    review: Review
    submitted: datetime
    clocks: tuple[ClockReading, ...]
    versions: tuple[str, ...]
    until: date | None

    @property
    def ended(self) -> bool:
        """Whether the desk has nothing more to decide."""
        return self.review.phase in _ENDED

    @property
    def badge(self) -> str:
        """The phase as a badge names it: a specimen that was recorded is no authority's notice."""
        published = self.review.published
        by_paper = self.review.phase in {Phase.RECORDED, Phase.REVOKED}
        specimen = by_paper and published is not None and published.specimen
        return f"{self.review.phase.value}-specimen" if specimen else self.review.phase.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ActDone:
    """One act on a filing, with its people, its words and its place in the log."""

    act: Act
    at: datetime
    note: Mapping[str, Any]
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filing:
    """One filing at the desk: its row of the queue, its acts, its package, and what may happen next."""

    at_the_desk: AtTheDesk
    acts: tuple[ActDone, ...]
    package: Package
    possible: tuple[Transition, ...]


def queue(evidence: Evidence, *, now: datetime) -> tuple[AtTheDesk, ...]:
    """Return every filing of the home, those that wait for the desk first, and of these the oldest first."""
    rows = evidence.journal.filings()
    told = [_told(evidence, row, rows, now) for row in rows]
    return tuple(sorted(told, key=lambda each: (each.ended, each.submitted, each.row.id)))


def filing_of(evidence: Evidence, filing: str, *, now: datetime) -> Filing | None:
    """Return one filing, or None where there is none.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what was submitted.
    """
    rows = evidence.journal.filings()
    row = next((each for each in rows if each.id == filing), None)
    if row is None:
        return None
    told = _told(evidence, row, rows, now)
    return Filing(
        at_the_desk=told,
        acts=_acts(evidence, filing),
        package=package_of(evidence, filing),
        possible=possible(told.review),
    )


def _told(evidence: Evidence, row: FilingRow, rows: tuple[FilingRow, ...], now: datetime) -> AtTheDesk:
    acts = _acts(evidence, row.id)
    listed = manifest_of(evidence, row.id).files
    deal_file = next(each.sha256 for each in listed if each.path == DEAL_FILE)
    name, filer, until = _stated(evidence.objects.get(deal_file))
    versions = sorted((each for each in rows if each.deal == row.deal), key=lambda each: each.version)
    done = [Done(act=each.act, at=each.at) for each in acts]
    return AtTheDesk(
        row=row,
        name=name,
        filer=filer,
        review=review_of(evidence, row.id),
        submitted=acts[0].at,
        clocks=review_clocks(done, as_of=beijing_day(now)),
        versions=tuple(each.id for each in versions),
        until=until,
    )


def _acts(evidence: Evidence, filing: str) -> tuple[ActDone, ...]:
    rows = evidence.journal.acts(subject=filing, kind=ACT_KIND)
    return tuple(
        ActDone(
            act=read_act(body),
            at=datetime.fromisoformat(row.entry.draft.at),
            note=note if isinstance(note := body.get("note"), dict) else {},
            position=row.position,
        )
        for row, body in ((row, body_of(evidence, row)) for row in rows)
    )


@lru_cache(maxsize=64)
def _stated(deal_file: bytes) -> tuple[Name, Name | None, date | None]:
    deal, _, _ = parse_deal(deal_file)
    if deal is None:
        return Name(zh="–", en="–"), None, None
    filer, tokens = deal.parties.get("filer"), deal.tokens
    name, until = Name(zh=deal.name.zh, en=deal.name.en), None if tokens is None else tokens.valid_until
    return name, None if filer is None else Name(zh=filer.name.zh, en=filer.name.en), until
