"""After an issue, for its agents: what is owed and by when, what has happened, and the record that it was told.

    edition + papers of the issue + acts on record + ledger -> `watch` -> duties, events, drafts, orders

It is the same list that the morning's watch of the home makes.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.issued.issues import Issue, part_of
from tallystick.shell.operations.issued.papers import papers, sources_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.issues.plans import officers
from tallystick.shell.operations.ports.ledgers.chain import LedgerReader
from tallystick.shell.operations.ports.people.accounts import Accounts, Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind
from tallystick.shell.operations.reviewing.after import After, for_telling, stood
from tallystick.shell.operations.supervision.watching.lived import Lived
from tallystick.shell.operations.supervision.watching.watch import watch

__all__ = ["after_issue", "for_issue_told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The home as it is watched: evidence, and the ledger where it answers."""

    side: Side
    evidence: Evidence
    copied_ledger: Callable[[], AbstractContextManager[LedgerReader]]


def after_issue(
    evidence: Evidence,
    issue: Issue,
    on_record: Lived,
    ledger: Callable[[], AbstractContextManager[LedgerReader]],
    *,
    at: dt.datetime,
) -> Outcome[After]:
    """Say how an issue stands; a ledger that does not answer is named as not looked at.

    Args:
        evidence: of the overseas home.
        issue: which.
        on_record: of it in the home.
        ledger: opens it for reading.
        at: the moment of the question.
    """
    reported = {} if issue.folder is None else papers(evidence, issue.folder, "")
    sources = sources_of(evidence, issue.filing, reported)
    place = _Place(side=Side.OVERSEAS, evidence=evidence, copied_ledger=ledger)
    return stood(watch(sources, place, at=at, on_record=on_record), on_record)


def for_issue_told(
    issue: Issue, found: After, said: Mapping[str, str], accounts: Accounts, *, by: Member, at: dt.datetime
) -> Outcome[Plan]:
    """Prepare the record that a duty or an event of an issue was told, for an officer of the same part to sign.

    Args:
        issue: which.
        found: how it stands.
        said: as of `for_telling`.
        accounts: of the home.
        by: who prepares it, and may sign it where they are such an officer.
        at: when.
    """
    part = part_of(by, issue)
    people = () if part is None else officers(accounts, issue, part)
    if not people:
        lacking = "" if part is None else part.value
        return Outcome(value=None, findings=(finding("servicing.plan-without-officer", part=lacking),))
    worked = {} if issue.folder is None else issue.folder.files
    prepared = for_telling(issue.filing, found, said, worked, by=by, at=at)
    if prepared.value is None:
        return prepared
    plan = Plan(
        kind=PlanKind.TELL,
        subject=issue.filing,
        said=prepared.value.said,
        prepared_by=by.id,
        at=at,
        people=people,
        persons=1,
    )
    return Outcome(value=plan)
