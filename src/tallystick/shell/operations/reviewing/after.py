"""After a filing: what is owed and by when, what has happened, and what must stop, from its package and the home.

What is on record is read first, since a process of its own cannot open a home; the rest is `watch`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.manifest import Manifest
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.roles import APPROVERS
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.journal import FilingRow
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.supervision.watching.lived import Lived, lived
from tallystick.shell.operations.supervision.watching.sources import filed_and_worked
from tallystick.shell.operations.supervision.watching.watch import Watching, watch
from tallystick.supervision.watching.watch import Watched

__all__ = ["After", "after_filing", "for_telling", "latest_filings", "on_record_of", "stood", "worked_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class After:
    """How a filing stands on a day: the deal as filed, what is watched of it, and what could not be looked at.

    `issued` is whether the issue is on record; otherwise the day in its life is the closing that was agreed. `drafts`
    are of the reports nobody has decided on yet, by file name.
    """

    deal: Deal
    watched: Watched
    issued: bool
    findings: tuple[Finding, ...]
    drafts: Mapping[str, bytes]


def latest_filings(evidence: Evidence) -> tuple[FilingRow, ...]:
    """Return the latest filing of every deal of a home, by deal."""
    latest = {row.deal: row for row in sorted(evidence.journal.filings(), key=lambda each: each.version)}
    return tuple(latest[deal] for deal in sorted(latest))


def on_record_of(evidence: Evidence, filing: str) -> Lived:
    """Return what a home has on record of a filing.

    Raises:
        ObjectMissingError, ObjectDamagedError: its deal file is not what was handed in.
    """
    deal, _, _ = parse_deal(package_of(evidence, filing).contents[DEAL_FILE])
    return Lived() if deal is None else lived(evidence, deal, filing)


def after_filing(
    files: Mapping[str, bytes], worked: Mapping[str, bytes], on_record: Lived, at: dt.datetime
) -> Outcome[After]:
    """Say how a filing stands, for a process of its own; None where its deal cannot be read.

    Args:
        files: of the package.
        worked: `worked_of` the team's folder: answers, price, months; the issue counts from the closing agreed there.
        on_record: of the home.
        at: the moment of the question.
    """
    return stood(watch(filed_and_worked(files, worked), None, at=at, on_record=on_record), on_record)


def stood(outcome: Outcome[Watching], on_record: Lived) -> Outcome[After]:
    """Return what was watched, as a page shows it."""
    made = outcome.value
    if made is None:
        return Outcome(value=None, findings=outcome.findings)
    after = After(
        deal=made.subject.deal,
        watched=made.watched,
        issued=on_record.issued is not None,
        findings=tuple(_apart(outcome.findings)),
        drafts=made.files,
    )
    return Outcome(value=after)


def worked_of(files: Mapping[str, str], filed: Manifest) -> dict[str, str]:
    """Return the digests of what a deal folder has beside its filed package, or otherwise than it, by name."""
    known = {each.path: each.sha256 for each in filed.files}
    return {name: each for name, each in files.items() if known.get(name) != each}


def for_telling(
    filing: str, found: After, said: Mapping[str, str], worked: Mapping[str, str], *, by: Member, at: dt.datetime
) -> Outcome[Plan]:
    """Prepare the record that a duty or an event was told; somebody else of the house, who may approve, signs it.

    Args:
        filing: its id.
        found: how it stands.
        said: `of` the id of the duty or event, `report` the SHA-256 of what was sent, or `reasons` why it is not.
        worked: `worked_of` the folder, on which the list rests.
        by: who prepares it.
        at: when.
    """
    known = {each.expected.id for each in found.watched.duties} | {each.event.id for each in found.watched.events}
    of = said["of"]
    if of not in known:
        return Outcome(value=None, findings=(finding("supervision.tell-unknown", of=of or "–"),))
    if bool(said["report"]) is bool(said["reasons"]):
        return Outcome(value=None, findings=(finding("supervision.tell-one-way", of=of),))
    told: dict[str, object] = {**said, "worked": dict(worked)}
    plan = Plan(kind=PlanKind.TELL, subject=filing, said=told, prepared_by=by.id, at=at, roles=APPROVERS, persons=1)
    return Outcome(value=plan)


def _apart(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield what is said beside the list of duties, which its rows say already."""
    return (each for each in findings if each.code.startswith("supervision.watch-unseen"))
