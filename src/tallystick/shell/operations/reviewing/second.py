"""The second of two decides before seeing what the first decided; then the two outcomes are set side by side.

    a decision waits -> the second's own outcome, standing and reason, given unseen
        the same  -> the act is seen, and approved as it reads
        another   -> both are seen, neither is signed, and the desk decides anew

What is signed is the act with its words, and nobody approves words unread: blind is the outcome, not the signature.
What the second gave is kept as a plan of its own kind, which nobody approves and nothing carries out.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.wording import Language, word
from tallystick.filing.states import Event, Review, possible
from tallystick.shell.operations.evidence.roles import Part
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind, PlanState
from tallystick.shell.operations.ports.people.work import Work

__all__ = ["View", "give_view", "outcomes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the second would do: the event, as what, and why."""

    event: str
    standing: str
    reason: str


def outcomes(review: Review) -> tuple[Event, ...]:
    """Return what two reviewers may decide where a filing stands."""
    return tuple(each.event for each in possible(review) if each.who == Part.REVIEWER)


def give_view(work: Work, plan: Plan, person: str, view: View, *, at: datetime) -> Finding | None:
    """Keep what the second would do; where it is another outcome, end the decision and say so, else return None.

    Args:
        work: of the home.
        plan: the decision that waits.
        person: the second; a reviewer who could approve it.
        view: given without having seen the decision.
        at: when.

    Raises:
        PlanMovedError: the decision does not wait any more.
    """
    said = {"plan": plan.id, "event": view.event, "standing": view.standing, "reason": view.reason}
    first = (plan.prepared_by,)
    own = Plan(kind=PlanKind.VIEW, subject=plan.subject, said=said, prepared_by=person, at=at, people=first)
    differs = any(plan.said.get(key) != said[key] for key in ("event", "standing"))
    told = finding("filing.views-differ", filing=plan.subject) if differs else None
    with work.alone():
        if told is not None:
            words = ((word(told, Language.ZH).what, word(told, Language.EN).what),)
            work.close(plan.id, PlanState.REFUSED, expected=PlanState.WAITING, outcome=words, by=person, at=at)
        work.prepare(replace(own, state=PlanState.DONE))
    return told
