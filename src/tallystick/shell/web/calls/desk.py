"""The desk: the queue, one filing, what its people prepare, and the authority's papers that are recorded.

    GET  /desk                           GET /desk/{filing}
    POST /desk/{filing}/acts             question, consult, conclude, suspend, resume, file, refuse; answer, withdraw
    POST /desk/{filing}/records          a paper of the authority with its capture

An act is prepared and waits; each who signs it approves it (`/acts/{act}/approvals`).
"""

from datetime import date
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.filing.states import Event
from tallystick.shell.operations.people import plans as acts
from tallystick.shell.operations.people.desk import Filing, filing_of, queue
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.web.calls.calling import Calling, Key, UploadId, calling, given
from tallystick.shell.web.calls.shapes import ActRecord, DeskRecord
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers

__all__ = ["filing", "prepared", "recorded", "router", "waiting"]

_FilingId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,120}$")]
_FILER: Final = (Event.ANSWER, Event.WITHDRAW)
_RECORDS: Final = {"receipt": Event.RECORD_RECEIPT, "question": Event.RECORD_QUESTION, "notice": Event.RECORD_NOTICE}
_LONGEST: Final = 4_000

router = Router(tags=["desk"])


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Asked(_Closed):
    text: str = Field(min_length=1, max_length=_LONGEST)
    field: str = Field(default="", max_length=_LONGEST)
    rule: str = Field(default="", max_length=_LONGEST)
    evidence: str = Field(default="", max_length=_LONGEST)


class _Act(_Closed):
    event: Literal["question", "consult", "conclude", "suspend", "resume", "file", "refuse", "answer", "withdraw"]
    reason: str = Field(max_length=_LONGEST)
    standing: Literal["rehearsal", "adopted"] = "rehearsal"
    questions: list[_Asked] = Field(default=[], max_length=50)
    papers: list[UploadId] = Field(default=[], max_length=20, description="uploads that an answer brings")


class _Record(_Closed):
    paper: Literal["receipt", "question", "notice"]
    number: str = Field(max_length=200)
    date: date
    authority_zh: str = Field(max_length=200)
    authority_en: str = Field(max_length=200)
    capture: UploadId = Field(description="an upload: the paper as it was captured")
    specimen: bool = Field(description="true where no authority published it")


@router.get("/desk", response=answers({200: list[DeskRecord]}, 403))
def waiting(request: HttpRequest) -> list[DeskRecord]:
    """Return the queue, those that wait for the desk first."""
    call = calling(request)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    return [DeskRecord.of(each) for each in queue(call.portal.register.evidence, now=call.portal.now())]


@router.get("/desk/{filing}", response=answers({200: DeskRecord}, 403, 404, 422))
def filing(request: HttpRequest, filing: _FilingId) -> DeskRecord:
    """Return one filing, which acts can follow, and its files by SHA-256."""
    found = _of(calling(request), filing)
    record = DeskRecord.of(found.at_the_desk)
    record.can_follow = [each.event.value for each in found.possible]
    record.files = {each.path: each.sha256 for each in found.package.manifest.files}
    return record


@router.post("/desk/{filing}/acts", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def prepared(request: HttpRequest, filing: _FilingId, wanted: _Act, key: Key) -> Status[ActRecord]:
    """Prepare an act of the desk or of the filer; everybody who signs it approves it then."""
    call = calling(request, act=True)
    found, event = _of(call, filing), Event(wanted.event)
    if not may(call.member, "filing.answer" if event in _FILER else "filing.review", found.at_the_desk):
        raise AnswerError(403)
    said: dict[str, object] = {"reason": wanted.reason.strip()}
    if event not in _FILER:
        said["standing"] = wanted.standing
    if event is Event.QUESTION:
        said["questions"] = [each.model_dump() for each in wanted.questions]
    if event is Event.ANSWER:
        said["papers"] = _kept(call, wanted.papers)
    return call.once(key, wanted, lambda: _prepared(call, found, event, said))


@router.post("/desk/{filing}/records", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def recorded(request: HttpRequest, filing: _FilingId, wanted: _Record, key: Key) -> Status[ActRecord]:
    """Prepare the record of an authority's own paper with its capture."""
    call = calling(request, act=True)
    found = _of(call, filing)
    if not may(call.member, "filing.record", found.at_the_desk):
        raise AnswerError(403)
    said = wanted.model_dump(mode="json") | {"capture": next(iter(_kept(call, [wanted.capture]).values()))}
    return call.once(key, wanted, lambda: _prepared(call, found, _RECORDS[wanted.paper], said))


def _prepared(call: Calling, found: Filing, event: Event, said: dict[str, object]) -> Answer:
    plan: Plan = given(
        acts.for_filing(found.at_the_desk.review, event, said, by=call.member, at=call.portal.now()), 409
    )
    return call.prepared(plan)


def _kept(call: Calling, uploads: list[str]) -> dict[str, str]:
    papers = {}
    for each in uploads:
        found = call.place.uploads.find(each, by=call.member.id)
        if found is None or not found.whole:
            raise AnswerError(404 if found is None else 409)
        papers[found.name] = call.place.shelf.get(found.sha256)
    kept: dict[str, str] = given(keep_papers(call.portal.register.evidence.objects, papers, call.portal.scanner))
    return kept


def _of(call: Calling, filing: str) -> Filing:
    found = filing_of(call.portal.register.evidence, filing, now=call.portal.now())
    if found is None or not may(call.member, "filing.see", found.at_the_desk):
        raise AnswerError(404)
    return found
