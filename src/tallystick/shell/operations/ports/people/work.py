"""What operations ask of whoever keeps work under way: deal folders that a team edits, and acts that wait for people.

    Draft   a deal folder by the digests of its files, revision by revision; each on the one that its sender saw
    Edits   what was changed of a draft on its page and is in no revision yet, value by value
    Plan    an act that was prepared in full and waits: for the approvals it needs, then for the process that signs

Every change is one row more in the transaction of what it changes. Implementation: `shell.store`.
"""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tallystick.deal.editing.edits import Edit
from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.ports.people.plans import Approval, Plan, PlanState
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["Draft", "Edited", "Edits", "EditsMovedError", "StaleDraftError", "Work"]


class StaleDraftError(RefusedError):
    """Somebody else changed the deal folder in between."""

    def __init__(self, deal: str, revision: int) -> None:
        """Say which deal, and the revision it has now."""
        super().__init__(finding("deal.draft-moved", deal=deal, revision=revision))


class EditsMovedError(Exception):
    """Somebody else changed a value of the deal in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """An edit of a deal: the `number`th of the deal, by whom and when."""

    number: int
    edit: Edit
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """The edits of a deal that are in no revision yet, in order, and the number of the last one there ever was."""

    last: int
    waiting: tuple[Edited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One revision of a deal folder.

    Attributes:
        deal: id of the deal; `name` its name.
        team: the organisation whose deal it is.
        people: ids on the roll of the folder, who work on it too.
        revision: from 1.
        files: SHA-256 of each file, by name.
        by: who made the revision, at `at`.
        why: what made it: ``upload``, ``answer``, ``begin``, ``files``, ``edit`` or ``restore``.
    """

    deal: str
    name: Name
    team: Name
    people: tuple[str, ...]
    revision: int
    files: Mapping[str, str]
    by: str
    at: datetime
    why: str = "upload"

    @property
    def digest(self) -> str:
        """What identifies the files of this revision."""
        return sha256_hex(canonical(dict(self.files)))


class Work(Protocol):
    """Drafts and plans of one home."""

    def drafts(self) -> tuple[Draft, ...]:
        """Return the last revision of every deal folder, the one that moved last first."""

    def draft(self, deal: str, revision: int | None = None) -> Draft | None:
        """Return a revision of a deal folder, the last where none is named; None where there is none."""

    def revisions(self, deal: str) -> tuple[Draft, ...]:
        """Return every revision of a deal folder, the youngest first."""

    def keep(self, draft: Draft, *, done: Plan | None = None, taken: Collection[int] = ()) -> None:
        """Keep a revision, and say in the same transaction that a plan which made it is done, or which edits it took.

        Raises:
            StaleDraftError: the revision before it is not the last one.
        """

    def edits(self, deal: str) -> Edits:
        """Return the edits of a deal that are in no revision yet."""

    def alone(self) -> AbstractContextManager[None]:
        """Hold a transaction in which nobody else writes: what is read in it is so until its end."""

    def edit(self, deal: str, edited: Edited, *, instead: Collection[int] = ()) -> None:
        """Keep an edit, its own line of what happened; `instead` numbers edits that it gives up.

        Raises:
            EditsMovedError: its number is not the next one.
        """

    def plans(self, *, subject: str = "", state: PlanState | None = None) -> tuple[Plan, ...]:
        """Return plans about a subject, in a state, or all, in the order they were prepared."""

    def plan(self, plan: str) -> Plan | None:
        """Return one plan, or None."""

    def prepare(self, plan: Plan) -> Plan:
        """Keep a plan and return it, or the one under way that it repeats; `RefusedError` beside a waiting decision."""

    def approve(self, plan: str, approval: Approval, *, order: int, ready: bool) -> None:
        """Add an approval as the `order`th, from 0; `ready` where it was the last that was wanted.

        Raises:
            PlanMovedError: the plan waits for nobody, has another number of approvals, or has one of this person.
        """

    def close(
        self,
        plan: str,
        state: PlanState,
        *,
        expected: PlanState,
        outcome: tuple[tuple[str, str], ...] = (),
        made: Mapping[str, str] = ...,
        by: str = "",
        at: datetime | None = None,
    ) -> None:
        """Say what became of a plan, in the history of whoever did (`by`, `at`), else of whoever prepared it.

        Raises:
            PlanMovedError: it is in another state.
        """
