"""An act that was prepared in full and waits: for the approvals it needs, then for the process that signs.

A plan is known by the digest of what it says, so what was approved is what is signed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["Approval", "Plan", "PlanKind", "PlanMovedError", "PlanState"]


class PlanMovedError(RefusedError):
    """The act does not wait for this any more: it was approved by this person, withdrawn, or carried out."""

    def __init__(self, plan: str) -> None:
        """Say which."""
        super().__init__(finding("filing.plan-moved", plan=plan[:12]))


class PlanKind(StrEnum):
    """What is to be done."""

    ANSWER = "answer"
    PACKAGE = "package"
    SUBMIT = "submit"
    RESPOND = "respond"
    DECIDE = "decide"
    RECORD = "record"
    CLOSE = "close"
    WORDS = "words"
    RECOUP = "recoup"
    TELL = "tell"
    PERMIT = "permit"
    EXCHANGE = "exchange"
    VIEW = "view"
    """What the second of two would decide, given before seeing the first's decision; nothing is signed by it."""


class PlanState(StrEnum):
    """Where a plan stands; a refused one was tried and says why."""

    WAITING = "waiting"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """That somebody approved a plan, when, and by which second factor."""

    person: str
    at: datetime
    factor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An act that was prepared and waits.

    Attributes:
        subject: the deal or filing it is about.
        said: all of what is to be signed, in plain values; files by their digests.
        prepared_by: who wrote it.
        at: when, the moment that the act will bear.
        people: those who must approve, by id; empty where anybody with one of `roles` may.
        roles: which roles sign.
        persons: how many.
        approvals: so far, in their order.
        outcome: why it was refused, in words of the catalogue, zh and en; empty otherwise.
        made: what came of it, by name: a manifest, a root, a filing, an act.
    """

    kind: PlanKind
    subject: str
    said: Mapping[str, object]
    prepared_by: str
    at: datetime
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    persons: int = 0
    state: PlanState = PlanState.WAITING
    approvals: tuple[Approval, ...] = ()
    outcome: tuple[tuple[str, str], ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What identifies the plan, whatever becomes of it."""
        return sha256_hex(
            canonical(
                {
                    "schema": "tallystick/plan/v1",
                    "kind": self.kind.value,
                    "subject": self.subject,
                    "said": dict(self.said),
                    "prepared_by": self.prepared_by,
                    "at": self.at.isoformat(),
                    "people": list(self.people),
                    "roles": list(self.roles),
                    "persons": self.persons,
                }
            )
        )

    def repeats(self, other: "Plan") -> bool:
        """Tell whether this asks anew, of the same person's mind, for what another plan has under way."""
        under_way = other.state in {PlanState.WAITING, PlanState.APPROVED}
        return under_way and replace(self, at=other.at).id == other.id

    def rivals(self, other: "Plan") -> bool:
        """Tell whether this is a decision beside another on the same filing that waits for its second reviewer."""
        return other.state is PlanState.WAITING and self.kind is other.kind is PlanKind.DECIDE

    def part_taken(self, person: str) -> bool:
        """Tell whether somebody of the same part approved already, where a plan says who approves in which part."""
        parts = self.said.get("parts")
        own = [people for people in parts.values() if person in people] if isinstance(parts, dict) else []
        return any(each.person in people for people in own for each in self.approvals)

    def views(self, about: Iterable["Plan"]) -> tuple["Plan", ...]:
        """Return what second reviewers gave of this decision, of all plans about the same filing, in their order."""
        return tuple(each for each in about if each.kind is PlanKind.VIEW and each.said.get("plan") == self.id)

    def unseen(self, person: str, about: Iterable["Plan"]) -> bool:
        """Tell whether a person may not see yet what a decision says, having given no outcome of their own.

        Args:
            person: who looks; whoever prepared or approved it knows it.
            about: the plans about the same filing.
        """
        if self.kind is not PlanKind.DECIDE or self.state is not PlanState.WAITING:
            return False
        return person not in {self.prepared_by, *self.signers, *(each.prepared_by for each in self.views(about))}

    @property
    def signers(self) -> tuple[str, ...]:
        """Those who approved, in their order: the order in which they sign."""
        return tuple(each.person for each in self.approvals)
