"""Plans about a deal that is not filed yet: an answer, a package, a submission."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict

from tallystick.evidence.findings import Finding, finding
from tallystick.law.determinations import Determination
from tallystick.law.facts import FactDeclaration
from tallystick.shell.operations.deal.answer import Answer, draft_answer
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.evidence.roles import APPROVERS, ROLES, Part
from tallystick.shell.operations.filing.making.pages import Version
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.journal import Journal
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind, PlanState
from tallystick.shell.operations.ports.people.work import Draft

__all__ = ["drafted", "for_answer", "for_package", "for_submission", "may_edit", "next_version"]


def may_edit(draft: Draft, member: Member) -> bool:
    """Tell whether a member may change a deal folder: the team's own people, in a part of the filer."""
    return member.same_house(draft.team) and member.has_role(*ROLES[Part.FILER])


def drafted(files: Mapping[str, bytes], answer: Answer) -> Outcome[Determination]:
    """Draft an answer over a folder, unsigned: for a process of its own."""
    opened = open_deal({name: content for name, content in files.items() if not name.startswith("tape.")})
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    return draft_answer(opened.value, answer)


def for_answer(
    draft: Draft, answer: Answer, declaration: FactDeclaration, *, by: Member, two: bool, at: dt.datetime
) -> Outcome[Plan]:
    """Prepare an answer to an open question, for one person or two to approve and sign.

    Args:
        draft: the folder it goes into.
        answer: what is determined, and by whom.
        declaration: of the question.
        by: who prepares it.
        two: whether the question must be answered by two people.
        at: when.
    """
    people = tuple(filter(None, (answer.person, answer.second)))
    wrong: list[Finding] = []
    if len(set(people)) != (2 if two else 1):
        wrong.append(finding("filing.act-persons", act="answer", needed=2 if two else 1, given=len(set(people))))
    strangers = tuple(each for each in people if each not in draft.people)
    if strangers or (by.id not in draft.people and not may_edit(draft, by)):
        wrong.append(finding("filing.plan-not-named", person=(strangers or (by.id,))[0], people=draft.people))
    if has_errors(wrong):
        return Outcome(value=None, findings=tuple(wrong))
    said: dict[str, object] = {
        "revision": draft.revision,
        "folder": draft.digest,
        "question": declaration.id,
        "subject": {"kind": answer.subject.kind, "name": answer.subject.name},
        "value": answer.value,
        "reasons": answer.reasons,
        "evidence": [{**asdict(each), "date": each.date.isoformat()} for each in answer.evidence],
        "person": answer.person,
        "second": answer.second,
        "date": answer.date.isoformat(),
        "expires": answer.expires.isoformat(),
        "considered": [
            {"question": each.question, "kind": each.subject.kind, "name": each.subject.name}
            for each in answer.considered
        ],
    }
    plan = Plan(
        kind=PlanKind.ANSWER,
        subject=draft.deal,
        said=said,
        prepared_by=by.id,
        at=at,
        people=people,
        persons=len(people),
    )
    return Outcome(value=plan)


def next_version(journal: Journal, deal: str) -> Version:
    """Return the version that a deal's next package is: one more than was submitted last, and behind its root."""
    last = max((row for row in journal.filings() if row.deal == deal), key=lambda row: row.version, default=None)
    return Version() if last is None else Version(number=last.version + 1, previous=last.package_sha256)


def for_package(draft: Draft, *, by: Member, version: Version, at: dt.datetime) -> Outcome[Plan]:
    """Prepare the package of a revision; it is no act of anybody, so it is approved as it is asked for.

    Args:
        draft: the folder.
        by: who asks.
        version: that it will be.
        at: when.
    """
    if not may_edit(draft, by):
        return Outcome(value=None, findings=(_outside(draft, by),))
    said = {
        "revision": draft.revision,
        "folder": draft.digest,
        "number": version.number,
        "previous": version.previous or "",
    }
    plan = Plan(
        kind=PlanKind.PACKAGE, subject=draft.deal, said=said, prepared_by=by.id, at=at, state=PlanState.APPROVED
    )
    return Outcome(value=plan)


def for_submission(draft: Draft, made: Plan, *, by: Member, at: dt.datetime) -> Outcome[Plan]:
    """Prepare the submission of a package; somebody else of the same house, who may approve, signs it.

    Args:
        draft: the folder as it is now.
        made: the plan that made the package.
        by: who prepares it.
        at: when.
    """
    if not may_edit(draft, by):
        return Outcome(value=None, findings=(_outside(draft, by),))
    if made.kind is not PlanKind.PACKAGE or made.subject != draft.deal or not made.made.get("manifest"):
        return Outcome(value=None, findings=(finding("filing.plan-moved", plan=made.id[:12]),))
    if made.said.get("folder") != draft.digest:
        late = finding("filing.plan-behind", deal=draft.deal, revision=draft.revision)
        return Outcome(value=None, findings=(late,))
    plan = Plan(
        kind=PlanKind.SUBMIT,
        subject=made.made["filing"],
        said={"deal": draft.deal, "revision": draft.revision, **made.made},
        prepared_by=by.id,
        at=at,
        roles=APPROVERS,
        persons=1,
    )
    return Outcome(value=plan)


def _outside(draft: Draft, by: Member) -> Finding:
    return finding("filing.plan-not-named", person=by.id, people=(draft.team.en,))
