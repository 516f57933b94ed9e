"""What calls about work are answered with: deals, acts that wait, filings at the desk."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.law.screening import Question
from tallystick.law.words import subject_text
from tallystick.shell.operations.people.desk import AtTheDesk
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.reviewing.look_through import LookThrough, PayerRow
from tallystick.shell.web.place.answers import Told, told

__all__ = [
    "ActRecord",
    "DealRecord",
    "DeskRecord",
    "LayerRecord",
    "Named",
    "PayerRecord",
    "QuestionRecord",
    "SheetRecord",
]


class Named(BaseModel):
    """A name in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, name: Name) -> "Named":
        """Return a name as it is answered."""
        return cls(zh=name.zh, en=name.en)


class DealRecord(BaseModel):
    """One revision of a deal folder; `files` by SHA-256, `digest` that of all of them."""

    deal: str
    name: Named
    team: Named
    revision: int
    files: dict[str, str]
    digest: str
    by: str
    at: datetime
    why: str

    @classmethod
    def of(cls, draft: Draft) -> "DealRecord":
        """Return a revision as it is answered."""
        return cls(
            deal=draft.deal,
            name=Named.of(draft.name),
            team=Named.of(draft.team),
            revision=draft.revision,
            files=dict(draft.files),
            digest=draft.digest,
            by=draft.by,
            at=draft.at,
            why=draft.why,
        )


class ActRecord(BaseModel):
    """An act that was prepared: all of what is to be signed, who approved it so far, and what became of it."""

    id: str
    kind: str
    subject: str
    said: dict[str, Any]
    prepared_by: str
    at: datetime
    people: list[str]
    roles: list[str]
    persons: int
    state: str
    approved_by: list[str]
    outcome: list[Named]
    made: dict[str, str]
    unseen: bool = Field(
        default=False, description="true of a colleague's decision before one's own outcome is given; `said` is empty"
    )

    @classmethod
    def of(cls, plan: Plan, *, hidden: bool = False) -> "ActRecord":
        """Return an act as it is answered; a hidden one without what it says."""
        return cls(
            id=plan.id,
            kind=plan.kind.value,
            subject=plan.subject,
            said={} if hidden else dict(plan.said),
            unseen=hidden,
            prepared_by=plan.prepared_by,
            at=plan.at,
            people=[*plan.people],
            roles=[*plan.roles],
            persons=plan.persons,
            state=plan.state.value,
            approved_by=[*plan.signers],
            outcome=[Named(zh=zh, en=en) for zh, en in plan.outcome],
            made=dict(plan.made),
        )


class QuestionRecord(BaseModel):
    """An open question: its rule's own words are in the law's pages, what evidence it takes in `evidence`."""

    question: str
    subject: str
    about: Named
    asked: Named
    who: list[str]

    @classmethod
    def of(cls, question: Question) -> "QuestionRecord":
        """Return an open question as it is answered."""
        declared = question.declaration
        about = {each: subject_text(question.subject, each) for each in Language}
        return cls(
            question=declared.id,
            subject=str(question.subject),
            about=Named(zh=about[Language.ZH], en=about[Language.EN]),
            asked=Named.of(declared.question),
            who=[*declared.who],
        )


class DeskRecord(BaseModel):
    """A filing at the desk: where it stands, and which acts can follow."""

    filing: str
    deal: str
    version: int
    name: Named
    phase: str
    submitted: datetime
    versions: list[str]
    can_follow: list[str] = []
    files: dict[str, str] = {}

    @classmethod
    def of(cls, each: AtTheDesk) -> "DeskRecord":
        """Return a row of the queue as it is answered."""
        return cls(
            filing=each.row.id,
            deal=each.row.deal,
            version=each.row.version,
            name=Named.of(each.name),
            phase=each.review.phase.value,
            submitted=each.submitted,
            versions=[*each.versions],
        )


class SheetRecord(BaseModel):
    """What checking a folder finds: the verdict and what it comes to, materials by their state, rules, findings."""

    verdict: str
    day: date
    sentences_zh: list[str]
    sentences_en: list[str]
    loans: int | None
    materials: dict[str, str]
    rules: list[str]
    findings: list[Told]

    @classmethod
    def of(cls, made: DealSheet) -> "SheetRecord":
        """Return a sheet as it is answered."""
        return cls(
            verdict=made.conclusion.verdict.value,
            day=made.day,
            sentences_zh=made.sentences(Language.ZH),
            sentences_en=made.sentences(Language.EN),
            loans=made.loans,
            materials={each.material.id: each.state.value for each in made.materials},
            rules=made.rules(),
            findings=[told(each) for each in made.findings],
        )


class PayerRecord(BaseModel):
    """A payer, or a group with its members: what they owe, and their share as a fraction."""

    id: str
    name: str
    assets: int
    owed: str
    share: str
    group: str
    members: list[str]

    @classmethod
    def of(cls, row: PayerRow) -> "PayerRecord":
        """Return a payer as it is answered."""
        return cls(
            id=row.id,
            name=row.name,
            assets=row.assets,
            owed=str(row.owed),
            share=str(row.share),
            group=row.group,
            members=[*row.members],
        )


class LayerRecord(BaseModel):
    """One layer of a pool, the pool itself under the empty name: its largest payers, alone and with affiliates."""

    layer: str
    basis: str
    payers: list[PayerRecord]
    groups: list[PayerRecord]
    top_five: str

    @classmethod
    def of(cls, each: LookThrough) -> "LayerRecord":
        """Return a layer as it is answered."""
        return cls(
            layer=each.layer,
            basis=each.basis,
            payers=[PayerRecord.of(row) for row in each.payers],
            groups=[PayerRecord.of(row) for row in each.groups],
            top_five=str(each.top_five),
        )
