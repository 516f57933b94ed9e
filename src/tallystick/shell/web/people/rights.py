"""Who may what in the portal: predicates over members and what they look at, named once and asked everywhere.

Whether somebody may approve a plan is not here: that is held by the operation, against the plan and the filing.
"""

from collections.abc import Callable
from typing import Final

import rules
from django.http import HttpRequest

from tallystick.evidence.persons import Side
from tallystick.shell.operations.evidence.roles import ROLES, Part
from tallystick.shell.operations.issued.issues import PARTS, Issue, has_part, part_of
from tallystick.shell.operations.people.deal_plans import may_edit
from tallystick.shell.operations.people.desk import AtTheDesk
from tallystick.shell.operations.people.plans import is_of_the_house
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.tokens import Scope
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.web.place.workplace import Right
from tallystick.shell.web.portal import installed

__all__ = ["may", "permitted_by_account"]

_FILERS = ROLES[Part.FILER]
_DESK = (*ROLES[Part.REVIEWER], *ROLES[Part.RECORDER], "observer")


def _on_the_team(member: Member, draft: Draft | None) -> bool:
    """The team's own people, and those the deal's roll names; the desk sees what was submitted, and nothing before."""
    if draft is None:
        return False
    return member.same_house(draft.team) or (member.id in draft.people and not _at_the_desk(member, None))


def _edits(member: Member, draft: Draft | None) -> bool:
    return draft is not None and may_edit(draft, member)


def _files(member: Member, _: object) -> bool:
    return member.has_role(*_FILERS)


def _at_the_desk(member: Member, _: object) -> bool:
    return member.has_role(*_DESK)


def _reviews(member: Member, _: object) -> bool:
    return member.has_role(*ROLES[Part.REVIEWER])


def _records(member: Member, _: object) -> bool:
    return member.has_role(*ROLES[Part.RECORDER])


def _brings(member: Member, _: object) -> bool:
    """Filers bring folders and replies, reviewers what a department answered, recorders captures."""
    return _files(member, None) or _reviews(member, None) or _records(member, None)


def _of_the_filer(member: Member, filing: AtTheDesk | None) -> bool:
    if filing is None or filing.review.submitter is None:
        return False
    return member.same_house(filing.review.submitter) and member.has_role(*_FILERS)


def _has_part(member: Member, plan: Plan | None) -> bool:
    """Whoever is named, prepared or approved it; and by role alone whoever may sign for the house it is of."""
    if plan is None:
        return False
    if member.id in {plan.prepared_by, *plan.people, *plan.signers}:
        return True
    by_role = bool(plan.roles) and member.has_role(*plan.roles)
    return by_role and is_of_the_house(plan, member, installed().accounts.member(plan.prepared_by))


def _owns(member: Member, _: object) -> bool:
    return member.owner


def _lists(member: Member, _: object) -> bool:
    """Filers, and whoever a deal's roll may name: counsel, arranger, accountant; the desk has its own pages."""
    return not _at_the_desk(member, None)


def _sees_filing(member: Member, filing: AtTheDesk | None) -> bool:
    return _at_the_desk(member, None) or _of_the_filer(member, filing)


def _invests(member: Member, _: object) -> bool:
    return member.side is Side.OVERSEAS and member.has_role(*ROLES[Part.INVESTOR])


def _is_agent(member: Member, _: object) -> bool:
    return member.side is Side.OVERSEAS and any(member.has_role(*ROLES[part]) for part in PARTS)


def _is_officer(member: Member, _: object) -> bool:
    return member.side is Side.OVERSEAS and member.has_role(*ROLES[Part.OFFICER])


def _exchanges(member: Member, _: object) -> bool:
    """Act for one of the two authorities of an exchange; of which of its agreements, the operation holds."""
    return _is_officer(member, None) or _reviews(member, None)


def _sees_exchanges(member: Member, _: object) -> bool:
    return _is_officer(member, None) or _at_the_desk(member, None)


def _in_the_issue(member: Member, issue: Issue | None) -> bool:
    return has_part(member, issue)


def _watches(member: Member, issue: Issue | None) -> bool:
    """Those with a part in an issue, and an overseas authority, which sees what is owed and no draft."""
    return issue is not None and (has_part(member, issue) or _is_officer(member, None))


def _sees_duties(member: Member, _: object) -> bool:
    return _is_agent(member, None) or _is_officer(member, None)


def _pays(member: Member, issue: Issue | None) -> bool:
    return issue is not None and part_of(member, issue) is Part.PAYING_AGENT


_RIGHTS: Final[dict[str, Callable[..., bool]]] = {
    "deal.list": _lists,
    "deal.see": _on_the_team,
    "deal.edit": _edits,
    "deal.start": _files,
    "paper.bring": _brings,
    "filing.see": _sees_filing,
    "filing.review": _reviews,
    "filing.record": _records,
    "filing.answer": _of_the_filer,
    "desk.see": _at_the_desk,
    "plan.see": _has_part,
    "house.invite": _owns,
    "issue.list": _is_agent,
    "issue.see": _in_the_issue,
    "issue.pay": _pays,
    "issue.watch": _watches,
    "duties.see": _sees_duties,
    "holdings.see": _invests,
    "exchange.see": _sees_exchanges,
    "exchange.act": _exchanges,
    "exchange.ask": _is_officer,
}
for _name, _held in _RIGHTS.items():
    rules.add_perm(_name, rules.predicate(_held))


def may(member: Member | None, what: str, of: object = None) -> bool:
    """Tell whether somebody may do something, to something; nobody may without an account."""
    return member is not None and member.active and bool(rules.has_perm(what, member, of))


_OF_THE_API: Final = {Right.UPLOAD: "paper.bring", Right.RUN: "deal.start", Right.LISTEN: "house.invite"}
_SCOPES: Final = {
    Right.UPLOAD: Scope.WORK,
    Right.RUN: Scope.WORK,
    Right.LISTEN: Scope.LISTEN,
    Right.SEE: Scope.READ,
    Right.ACT: Scope.ACT,
}


def permitted_by_account(request: HttpRequest, right: Right) -> str | None:
    """Tell who asks the API, where their account may: who brings papers uploads, filers have jobs done, owners listen.

    Tokens may what their scopes say, and an act needs tokens: somebody who entered has the pages for it.
    No other site can make a browser ask in its reader's name: what changes anything needs a header or a method for
    which a browser asks this portal's leave first, and it gives none.
    """
    member: Member | None = getattr(request, "member", None)
    scopes: frozenset[Scope] | None = getattr(request, "scopes", None)
    scoped = right is not Right.ACT if scopes is None else _SCOPES[right] in scopes
    held = member is not None and (right not in _OF_THE_API or may(member, _OF_THE_API[right]))
    return member.id if member is not None and scoped and held else None
