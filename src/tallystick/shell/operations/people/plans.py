"""Acts that wait for people: prepared in full by one, approved by those who will sign, and carried out elsewhere.

    prepare -> waiting -> approve (each with a second factor) -> approved -> signed and carried out by another process

Who may approve is held here, and again by the operation that is carried out: nobody decides alone or on their own.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.states import PAPERS, Act, Event, Review, Standing, apply, not_now, transitions
from tallystick.shell.operations.evidence.roles import APPROVERS, ROLES, SIDES, Part
from tallystick.shell.operations.filing.record import recorded_before
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Approval, Plan, PlanKind, PlanMovedError, PlanState
from tallystick.shell.operations.ports.people.work import Work

__all__ = ["approve", "awaits", "for_filing", "is_of_the_house", "refusal", "withdraw"]

_KINDS: Final = {Event.ANSWER: PlanKind.RESPOND, Event.WITHDRAW: PlanKind.RESPOND}
_TWO_OF_THE_HOUSE: Final = frozenset({PlanKind.SUBMIT, PlanKind.RESPOND, PlanKind.TELL})
_RECORDED: Final = frozenset(PAPERS.values())
_ESTABLISHED: Final = frozenset({"materials-complete", "bars-cleared"})
"""What the operation itself establishes from the package; here it is taken for given."""


def for_filing(review: Review, event: Event, said: Mapping[str, object], *, by: Member, at: datetime) -> Outcome[Plan]:
    """Prepare an act on a filing; None where it cannot follow, or its author has no part in it.

    Args:
        review: where the filing stands.
        event: what is to be done.
        said: all of it in plain values; ``event`` is added.
        by: who prepares it.
        at: when.
    """
    row = transitions().get((review.phase, event))
    if row is None:
        return Outcome(value=None, findings=(not_now(review, event),))
    kind = PlanKind.RECORD if event in _RECORDED else _KINDS.get(event, PlanKind.DECIDE)
    roles = APPROVERS if kind is PlanKind.RESPOND else ROLES[Part(row.who)]
    said = {**said, "event": event.value}
    about, persons = review.filing, row.persons
    plan = Plan(kind=kind, subject=about, said=said, prepared_by=by.id, at=at, roles=roles, persons=persons)
    refused = _without_part(by, Part(row.who)) or _own_house(plan, by, review) or recorded_before(review, plan.said)
    return Outcome(value=plan) if refused is None else Outcome(value=None, findings=(refused,))


def awaits(plan: Plan, member: Member, review: Review | None) -> bool:
    """Tell whether a plan waits for this member among others."""
    return refusal(plan, member, (), review) is None


def refusal(
    plan: Plan, member: Member, before: tuple[Member, ...], review: Review | None, about: Iterable[Plan] | None = None
) -> Finding | None:
    """Say why a member cannot approve a plan; None where they can.

    Args:
        plan: what waits.
        member: who would approve.
        before: those who approved already, in their order.
        review: where the filing stands; None for a plan about none.
        about: the plans about the filing, which show who has given an outcome; None where only the part is asked for.
    """
    if plan.state is not PlanState.WAITING or member.id in plan.signers or not member.active:
        return finding("filing.plan-moved", plan=plan.id[:12])
    if plan.people and member.id not in plan.people:
        return finding("filing.plan-not-named", person=member.id, people=plan.people)
    if plan.roles and not member.has_role(*plan.roles):
        return finding("evidence.role-missing", person=member.id, held=member.roles, roles=plan.roles)
    if plan.kind in _TWO_OF_THE_HOUSE and not plan.people and member.id == plan.prepared_by:
        return finding("filing.plan-own", person=member.id)
    if not member.public_key:
        return finding("filing.plan-without-key", person=member.id)
    if plan.part_taken(member.id):
        return finding("servicing.plan-part-taken", person=member.id)
    if about is not None and plan.unseen(member.id, about):
        return finding("filing.plan-unseen", filing=plan.subject)
    if review is None:
        return None
    return _own_house(plan, member, review) or _against_the_table(plan, (*before, member), review)


def is_of_the_house(plan: Plan, member: Member, author: Member | None) -> bool:
    """Tell whether an act that one house signs is of the member's own, by whoever prepared it; others are of none."""
    return plan.kind not in {*_TWO_OF_THE_HOUSE, PlanKind.PERMIT} or (
        author is not None and member.same_house(author.organisation)
    )


def approve(
    work: Work, plan: Plan, member: Member, *, before: tuple[Member, ...], review: Review | None, approval: Approval
) -> Finding | None:
    """Approve a plan, or say why that cannot be; who approves last hands it on to be signed.

    Raises:
        PlanMovedError: somebody else approved, withdrew or carried it out in between.
    """
    refused = refusal(plan, member, before, review, work.plans(subject=plan.subject))
    if refused is None:
        work.approve(plan.id, approval, order=len(plan.approvals), ready=len(plan.approvals) + 1 >= plan.persons)
    return refused


def withdraw(work: Work, plan: Plan, member: Member, *, at: datetime) -> None:
    """Take back a plan that still waits; whoever prepared it may, and whoever may approve it.

    Raises:
        PlanMovedError: it does not wait any more, or the member has no part in it.
    """
    if member.id not in {plan.prepared_by, *plan.people} and not member.has_role(*plan.roles):
        raise PlanMovedError(plan.id)
    work.close(plan.id, PlanState.WITHDRAWN, expected=PlanState.WAITING, by=member.id, at=at)


def _without_part(by: Member, part: Part) -> Finding | None:
    if SIDES.get(part, by.side) is not by.side or not by.has_role(*ROLES[part]):
        return finding("evidence.role-missing", person=by.id, held=by.roles, roles=ROLES[part])
    return None


def _own_house(plan: Plan, member: Member, review: Review) -> Finding | None:
    """Say that reviewers do not decide on their own house's filing, and that only the filer's house answers for it."""
    if review.submitter is None:
        return None
    own, act = member.same_house(review.submitter), str(plan.said.get("event", ""))
    if plan.kind is PlanKind.DECIDE and own:
        return finding("filing.act-own-filing", act=act, person=member.id)
    if plan.kind in {PlanKind.RESPOND, PlanKind.TELL} and not own:
        return finding("filing.act-not-the-filer", act=act, person=member.id)
    return None


def _against_the_table(plan: Plan, people: tuple[Member, ...], review: Review) -> Finding | None:
    """Try an act on the table of states once all who sign it are known; a paper is held against it when it is made."""
    if len(people) < plan.persons or plan.kind not in {PlanKind.DECIDE, PlanKind.RESPOND}:
        return None
    standing = plan.said.get("standing")
    act = Act(
        event=Event(str(plan.said["event"])),
        by=tuple(each.person() for each in people),
        standing=Standing(str(standing)) if standing else None,
        shown=_ESTABLISHED,
    )
    tried = apply(review, act)
    return tried if isinstance(tried, Finding) else None
