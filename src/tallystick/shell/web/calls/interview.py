"""The interview: the questions that settle an open rule, and answers to them, prepared for one or two to sign.

GET /deals/{deal}/questions          POST /deals/{deal}/answers
"""

from datetime import date
from typing import Final

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.law.facts import Subject
from tallystick.shell.operations.deal.answer import Answer as Determined
from tallystick.shell.operations.deal.answer import EvidencePaper, declarations
from tallystick.shell.operations.people.deal_plans import drafted, for_answer
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.people.uploads import contents
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.web.calls.calling import Calling, DealId, Key, calling, draft_of, given
from tallystick.shell.web.calls.shapes import ActRecord, QuestionRecord
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.work.sheets import sheet

__all__ = ["answer", "questions", "router"]

_LONGEST: Final = 4_000
_NAME: Final = 300

router = Router(tags=["deals"])


class _Paper(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str = Field(max_length=_NAME)
    file: str = Field(max_length=_NAME, description="of the folder, below `documents/`")
    date: date


class _Answered(BaseModel):
    model_config = ConfigDict(extra="forbid")
    question: str = Field(max_length=_NAME)
    subject: str = Field(default="deal", max_length=200)
    value: str = Field(max_length=_LONGEST)
    reasons: str = Field(max_length=_LONGEST)
    evidence: list[_Paper] = Field(default=[], max_length=20)
    person: str = Field(max_length=80)
    second: str = Field(default="", max_length=80, description="where the question must be answered by two")
    expires: date
    considered: bool = Field(default=False, description="that the indications which stand were weighed")


@router.get("/deals/{deal}/questions", response=answers({200: list[QuestionRecord]}, 403, 404, 422))
def questions(request: HttpRequest, deal: DealId) -> list[QuestionRecord]:
    """Return the questions that are still open, each for the rules that wait for it."""
    call = calling(request)
    return [QuestionRecord.of(each) for each in _sheet(call, draft_of(call, deal)).screening.questions]


@router.post("/deals/{deal}/answers", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 422))
def answer(request: HttpRequest, deal: DealId, wanted: _Answered, key: Key) -> Status[ActRecord]:
    """Prepare an answer, for those whom it names to approve and sign."""
    call = calling(request, act=True)
    draft, portal, declaration = draft_of(call, deal), call.portal, declarations().get(wanted.question)
    if declaration is None:
        raise AnswerError(404)
    made, subject = _sheet(call, draft), Subject.parse(wanted.subject)
    asked = next((each for each in made.screening.questions if each.declaration.id == wanted.question), None)
    two = wanted.question in made.two
    determined = Determined(
        question=wanted.question,
        subject=subject,
        value=wanted.value.strip(),
        reasons=wanted.reasons.strip(),
        evidence=tuple(EvidencePaper(kind=each.kind, file=each.file, date=each.date) for each in wanted.evidence),
        person=wanted.person,
        second=wanted.second if two else "",
        date=portal.now().date(),
        expires=wanted.expires,
        considered=asked.weigh if asked is not None and asked.subject == subject and wanted.considered else (),
    )
    if not call.known(key, wanted):
        given(portal.apart(drafted, contents(portal.register.evidence.objects, draft), determined))

    def act() -> Answer:
        plan: Plan = given(for_answer(draft, determined, declaration, by=call.member, two=two, at=portal.now()))
        return call.prepared(plan)

    return call.once(key, wanted, act)


def _sheet(call: Calling, draft: Draft) -> DealSheet:
    objects = call.portal.register.evidence.objects
    made: DealSheet = given(sheet(call.portal, draft.digest, lambda: contents(objects, draft)))
    return made
