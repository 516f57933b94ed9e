"""The port `Work` on the rows of a home. Every change writes its line of the history in the same transaction."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db import IntegrityError, transaction

from tallystick.deal.editing.edits import Deed, Edit
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.ports.people.plans import Approval, Plan, PlanKind, PlanMovedError, PlanState
from tallystick.shell.operations.ports.people.work import Draft, Edited, Edits, EditsMovedError, StaleDraftError
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.store.journal import StoreJournal

__all__ = ["StoreWork"]

_GIVEN_UP: Final = 0
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class StoreWork:
    """Deal folders and plans of one home, in the database of its journal."""

    def __init__(self, journal: StoreJournal) -> None:
        self._journal = journal

    def drafts(self) -> tuple[Draft, ...]:
        """Return the last revision of every deal folder, the one that moved last first."""
        from django.db.models import Max

        from tallystick.shell.store.cases import Case

        cases = Case.objects.using(self._journal.ready())
        last = cases.order_by().values("deal").annotate(last=Max("id")).values_list("last", flat=True)
        return tuple(_draft(each) for each in cases.filter(id__in=[*last]))

    def draft(self, deal: str, revision: int | None = None) -> Draft | None:
        """Return a revision of a deal folder; see the port."""
        from tallystick.shell.store.cases import Case

        wanted = {"deal": deal} if revision is None else {"deal": deal, "revision": revision}
        found = Case.objects.using(self._journal.ready()).filter(**wanted).order_by("-revision").first()
        return None if found is None else _draft(found)

    def revisions(self, deal: str) -> tuple[Draft, ...]:
        """Return every revision of a deal folder, the youngest first."""
        from tallystick.shell.store.cases import Case

        rows = Case.objects.using(self._journal.ready()).filter(deal=deal).order_by("-revision")
        return tuple(_draft(each) for each in rows)

    def keep(self, draft: Draft, *, done: Plan | None = None, taken: Collection[int] = ()) -> None:
        """Keep a revision; see the port."""
        from tallystick.shell.store.cases import Case, EditRow

        alias = self._journal.ready()
        try:
            with transaction.atomic(using=alias):
                last = self.draft(draft.deal)
                if (0 if last is None else last.revision) + 1 != draft.revision:
                    raise StaleDraftError(draft.deal, 0 if last is None else last.revision)
                Case(
                    deal=draft.deal,
                    revision=draft.revision,
                    name_zh=draft.name.zh,
                    name_en=draft.name.en,
                    team_zh=draft.team.zh,
                    team_en=draft.team.en,
                    people=[*draft.people],
                    files=dict(draft.files),
                    by=draft.by,
                    at=draft.at,
                    why=draft.why,
                ).save(using=alias, force_insert=True)
                _tell(alias, draft.by, f"portal.happened.draft-{draft.why}", draft.at, draft.deal)
                if taken:
                    rows = EditRow.objects.using(alias).filter(deal=draft.deal, number__in=taken, revision=None)
                    rows.update(revision=draft.revision)
                if done is not None:
                    self.close(done.id, PlanState.DONE, expected=PlanState.APPROVED)
        except IntegrityError as error:
            now = self.draft(draft.deal)
            raise StaleDraftError(draft.deal, 0 if now is None else now.revision) from error

    def edits(self, deal: str) -> Edits:
        """Return the edits of a deal that are in no revision yet."""
        from tallystick.shell.store.cases import EditRow

        rows = EditRow.objects.using(self._journal.ready()).filter(deal=deal)
        last = rows.order_by("-number").values_list("number", flat=True).first()
        return Edits(last=last or 0, waiting=tuple(_edited(each) for each in rows.filter(revision=None)))

    def alone(self) -> AbstractContextManager[None]:
        """Hold a transaction in which nobody else writes; see the port."""
        return self._journal.together()

    def edit(self, deal: str, edited: Edited, *, instead: Collection[int] = ()) -> None:
        """Keep an edit; see the port."""
        from tallystick.shell.store.cases import EditRow

        alias = self._journal.ready()
        try:
            with transaction.atomic(using=alias):
                if self.edits(deal).last + 1 != edited.number:
                    raise EditsMovedError
                EditRow(
                    deal=deal,
                    number=edited.number,
                    deed=edited.edit.deed.value,
                    way=[*edited.edit.way],
                    value=edited.edit.value,
                    over=edited.edit.over,
                    by=edited.by,
                    at=edited.at,
                ).save(using=alias, force_insert=True)
                if instead:
                    rows = EditRow.objects.using(alias).filter(deal=deal, number__in=instead, revision=None)
                    rows.update(revision=_GIVEN_UP)
        except IntegrityError as error:
            raise EditsMovedError from error

    def plans(self, *, subject: str = "", state: PlanState | None = None) -> tuple[Plan, ...]:
        """Return plans; see the port."""
        from tallystick.shell.store.cases import PlanApproval, Planned

        alias = self._journal.ready()
        rows = Planned.objects.using(alias).all()
        rows = rows.filter(subject=subject) if subject else rows
        rows = rows.filter(state=state.value) if state is not None else rows
        found = [*rows]
        approvals: dict[str, list[Approval]] = {each.plan: [] for each in found}
        for each in PlanApproval.objects.using(alias).filter(plan__in=[*approvals]):
            given = Approval(person=each.person, at=datetime.fromisoformat(each.at), factor=each.factor)
            approvals[each.plan].append(given)
        return tuple(_plan(each, tuple(approvals[each.plan])) for each in found)

    def plan(self, plan: str) -> Plan | None:
        """Return one plan, or None."""
        from tallystick.shell.store.cases import Planned

        row = Planned.objects.using(self._journal.ready()).filter(plan=plan).first()
        return None if row is None else next(each for each in self.plans(subject=row.subject) if each.id == plan)

    def prepare(self, plan: Plan) -> Plan:
        """Keep a plan, or return the one under way that it repeats; see the port."""
        from tallystick.shell.store.cases import Planned

        alias = self._journal.ready()
        with self._journal.together():
            about = self.plans(subject=plan.subject)
            there = next((each for each in about if plan.repeats(each)), None)
            if there is not None:
                return there
            if any(map(plan.rivals, about)):
                raise RefusedError(finding("filing.decision-waits", filing=plan.subject))
            values = {
                "kind": plan.kind.value,
                "subject": plan.subject,
                "said": dict(plan.said),
                "prepared_by": plan.prepared_by,
                "at": plan.at.isoformat(),
                "people": [*plan.people],
                "roles": [*plan.roles],
                "persons": plan.persons,
                "state": plan.state.value,
            }
            _, new = Planned.objects.using(alias).get_or_create(plan=plan.id, defaults=values)
            if new:
                _tell(alias, plan.prepared_by, f"portal.happened.prepared-{plan.kind}", plan.at, plan.subject)
        return plan if new else self.plan(plan.id) or plan

    def approve(self, plan: str, approval: Approval, *, order: int, ready: bool) -> None:
        """Add an approval; see the port."""
        from tallystick.shell.store.cases import PlanApproval, Planned

        alias = self._journal.ready()
        state = PlanState.APPROVED if ready else PlanState.WAITING
        try:
            with transaction.atomic(using=alias):
                rows = Planned.objects.using(alias).filter(plan=plan, state=PlanState.WAITING.value)
                given = PlanApproval.objects.using(alias).filter(plan=plan).count()
                if given != order or not rows.update(state=state.value):
                    raise PlanMovedError(plan)
                PlanApproval(
                    plan=plan,
                    place=order,
                    person=approval.person,
                    at=approval.at.isoformat(),
                    factor=approval.factor,
                ).save(using=alias, force_insert=True)
                subject = Planned.objects.using(alias).get(plan=plan).subject
                _tell(alias, approval.person, "portal.happened.approved", approval.at, subject)
        except IntegrityError as error:
            raise PlanMovedError(plan) from error

    def close(
        self,
        plan: str,
        state: PlanState,
        *,
        expected: PlanState,
        outcome: tuple[tuple[str, str], ...] = (),
        made: Mapping[str, str] = _NOTHING,
        by: str = "",
        at: datetime | None = None,
    ) -> None:
        """Say what became of a plan; see the port."""
        from tallystick.shell.store.cases import Planned

        alias = self._journal.ready()
        with transaction.atomic(using=alias):
            rows = Planned.objects.using(alias).filter(plan=plan, state=expected.value)
            if not rows.update(state=state.value, outcome=[[*each] for each in outcome], made=dict(made)):
                raise PlanMovedError(plan)
            row = Planned.objects.using(alias).get(plan=plan)
            when = at or datetime.fromisoformat(row.at)
            _tell(alias, by or row.prepared_by, f"portal.happened.plan-{state}", when, row.subject)


def _tell(alias: str, person: str, what: str, at: datetime, subject: str) -> None:
    from tallystick.shell.store.people import Happened

    Happened(person=person, what=what, at=at, subject=subject).save(using=alias, force_insert=True)


def _draft(row: "Case") -> Draft:  # type: ignore[name-defined]  # noqa: F821
    return Draft(
        deal=row.deal,
        name=Name(zh=row.name_zh, en=row.name_en),
        team=Name(zh=row.team_zh, en=row.team_en),
        people=tuple(row.people),
        revision=row.revision,
        files=dict(row.files),
        by=row.by,
        at=row.at,
        why=row.why,
    )


def _edited(row: "EditRow") -> Edited:  # type: ignore[name-defined]  # noqa: F821
    edit = Edit(deed=Deed(row.deed), way=tuple(row.way), value=row.value, over=row.over)
    return Edited(number=row.number, edit=edit, by=row.by, at=row.at)


def _plan(row: "Planned", approvals: tuple[Approval, ...]) -> Plan:  # type: ignore[name-defined]  # noqa: F821
    return Plan(
        kind=PlanKind(row.kind),
        subject=row.subject,
        said=row.said,
        prepared_by=row.prepared_by,
        at=datetime.fromisoformat(row.at),
        people=tuple(row.people),
        roles=tuple(row.roles),
        persons=row.persons,
        state=PlanState(row.state),
        approvals=approvals,
        outcome=tuple((str(zh), str(en)) for zh, en in row.outcome),
        made=dict(row.made),
    )
