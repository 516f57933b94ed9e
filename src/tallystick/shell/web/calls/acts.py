"""Acts that wait for people: what waits, one in full, its approval with a code, and taking it back.

GET  /acts?waiting=true              GET /acts/{act}
POST /acts/{act}/outcome             one's own outcome, as the second of two, before the decision is seen
POST /acts/{act}/approvals {code}    approve it with a code of one's second factor, spent on this act
DELETE /acts/{act}                   take it back while it waits
"""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.findings import finding
from tallystick.filing.states import Event
from tallystick.shell.operations.people import plans as acts
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Approval, Plan
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.reviewing.second import View, give_view, outcomes
from tallystick.shell.web.calls.calling import Calling, Key, calling, refusing
from tallystick.shell.web.calls.shapes import ActRecord
from tallystick.shell.web.people.factors import code_shown
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.work.plans import review_for

__all__ = ["approve", "listed", "one", "outcome", "router", "withdraw"]

_ActId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_MOST = 200
_LONGEST = 4_000

router = Router(tags=["acts"])


class _Code(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(
        pattern=r"^[0-9a-z]{6,12}$", description="a code of the caller's authenticator, or a recovery code"
    )


class _Outcome(BaseModel):
    model_config = ConfigDict(extra="forbid")
    event: Literal["question", "consult", "conclude", "suspend", "resume", "file", "refuse"]
    standing: Literal["rehearsal", "adopted"]
    reason: str = Field(min_length=1, max_length=_LONGEST)


@router.get("/acts", response=answers({200: list[ActRecord]}, 403, 422))
def listed(request: HttpRequest, *, waiting: bool = False) -> list[ActRecord]:
    """Return the acts that the caller has a part in, the youngest first; `waiting` those that wait for them alone."""
    call = calling(request, side=None)
    every = [each for each in call.portal.work.plans() if may(call.member, "plan.see", each)]
    mine = [each for each in every if not waiting or acts.awaits(each, call.member, review_for(call.portal, each))]
    return [ActRecord.of(each, hidden=each.unseen(_member(call).id, every)) for each in mine[::-1][:_MOST]]


@router.get("/acts/{act}", response=answers({200: ActRecord}, 403, 404, 422))
def one(request: HttpRequest, act: _ActId) -> ActRecord:
    """Return one act in full, as it will be signed."""
    call = calling(request, side=None)
    found = _of(call, act)
    return ActRecord.of(found, hidden=found.unseen(_member(call).id, call.portal.work.plans(subject=found.subject)))


@router.post("/acts/{act}/outcome", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def outcome(request: HttpRequest, act: _ActId, wanted: _Outcome, key: Key) -> Status[ActRecord]:
    """Give one's own outcome as the second of two, unseen; where it is the same, the act can be approved then."""
    call = calling(request, act=True)
    plan, portal, member = _of(call, act), call.portal, _member(call)
    review = review_for(portal, plan)

    def gave() -> Answer:
        before = tuple(each for person in plan.signers if (each := portal.accounts.member(person)) is not None)
        refused = acts.refusal(plan, member, before, review)
        if refused is not None or review is None:
            raise AnswerError(409, *([] if refused is None else [refused]))
        if not plan.unseen(member.id, portal.work.plans(subject=plan.subject)):
            raise AnswerError(409, finding("filing.plan-moved", plan=plan.id[:12]))
        if Event(wanted.event) not in outcomes(review):
            raise AnswerError(422, finding("filing.view-partial", filing=plan.subject))
        given = View(event=wanted.event, standing=wanted.standing, reason=wanted.reason.strip())
        give_view(portal.work, plan, member.id, given, at=portal.now())
        return _answer(portal.work.plan(plan.id) or plan)

    with refusing():
        return call.once(key, wanted, gave)


@router.post("/acts/{act}/approvals", response=answers({201: ActRecord}, 403, 404, 409, 422))
def approve(request: HttpRequest, act: _ActId, wanted: _Code, key: Key) -> Status[ActRecord]:
    """Approve an act; without a valid code it is not."""
    call = calling(request, act=True, side=None)
    plan, portal = _of(call, act), call.portal
    before = tuple(each for person in plan.signers if (each := portal.accounts.member(person)) is not None)
    known = call.known(key, wanted)
    about = portal.work.plans(subject=plan.subject)
    refused = None if known else acts.refusal(plan, call.member, before, review_for(portal, plan), about)
    if refused is not None:
        raise AnswerError(409, refused)
    factor = "" if known else code_shown(call.member.id, wanted.code)

    def approved() -> Answer:
        approval = Approval(person=call.member.id, at=portal.now().replace(microsecond=0), factor=factor)
        review = review_for(portal, plan)
        late = acts.approve(portal.work, plan, call.member, before=before, review=review, approval=approval)
        if late is not None:
            raise AnswerError(409, late)
        return _answer(portal.work.plan(plan.id) or plan)

    with refusing():
        return call.once(key, wanted, approved, shown=bool(factor))


@router.delete("/acts/{act}", response=answers({200: ActRecord}, 403, 404, 409, 422))
def withdraw(request: HttpRequest, act: _ActId) -> ActRecord:
    """Take an act back that still waits."""
    call = calling(request, act=True, side=None)
    plan = _of(call, act)
    with refusing():
        acts.withdraw(call.portal.work, plan, call.member, at=call.portal.now())
    return ActRecord.of(_of(call, act))


def _of(call: Calling, act: str) -> Plan:
    found, member = call.portal.work.plan(act), _member(call)
    if found is None or not may(member, "plan.see", found):
        raise AnswerError(404)
    return found


def _member(call: Calling) -> Member:
    return call.member


def _answer(plan: Plan) -> Answer:
    return Answer(status=201, body=ActRecord.of(plan).model_dump(mode="json"))
