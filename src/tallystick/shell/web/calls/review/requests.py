"""What an overseas authority asks, through its portal: its request, their receipt, their answer; overseas alone.

GET  /requests
POST /requests                       prepare a request under an agreement, for two officers to approve
POST /requests/{sha256}/receipts     take their receipt of it in, for one to approve
POST /requests/{sha256}/answers      prove their answer; what holds is recorded with our receipt, for one to approve
GET  /requests/{sha256}/files/{name} request.json, receipt.json, answer.zip

Files of an answer come with the call; no upload, and so no tape, is taken overseas.
"""

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.persons import Side
from tallystick.shell.operations.people.exchanging.abroad import for_request
from tallystick.shell.operations.supervision.exchange.requested import Awaited, Requested, requested
from tallystick.shell.web.calls.calling import Calling, FilingId, Key, Sha256, calling, given
from tallystick.shell.web.calls.review.exchange import ReceiptText
from tallystick.shell.web.calls.shapes import ActRecord
from tallystick.shell.web.files import attached
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import PAPER, AnswerError, answers, decoded
from tallystick.shell.web.work.exchanging.requests import leaving, request_asked
from tallystick.shell.web.work.exchanging.taking import answer_taken, preparing, receipt_taken

__all__ = ["RequestRecord", "acknowledged", "asked", "file", "proven", "requests", "router"]


router = Router(tags=["requests"])


class RequestRecord(BaseModel):
    """One request of the caller's authority and all that came back; `receipted` is the day of their receipt."""

    id: str
    sha256: str
    agreement: str
    home: str
    deal: str
    package_root: str
    files: list[str]
    purpose: str
    day: date
    asked_by: list[str]
    awaited: Awaited
    receipted: date | None
    answer: str
    answered: date | None
    approved_by: list[str]


class _RequestWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="of the request, which no other bears")
    agreement: str = Field(min_length=1, max_length=200)
    filing: FilingId
    files: list[Annotated[str, Field(min_length=1, max_length=1_000)]] = Field(
        min_length=1, max_length=200, description="paths of the filed package"
    )
    purpose: str = Field(min_length=1, max_length=1_000)


class _AnswerFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    content: str = Field(max_length=PAPER, description="in base64")


class _AnswerFiles(BaseModel):
    model_config = ConfigDict(extra="forbid")
    files: list[_AnswerFile] = Field(min_length=1, max_length=200, description="answer.zip, or every file in it")


@router.get("/requests", response=answers({200: list[RequestRecord]}, 403))
def requests(request: HttpRequest) -> list[RequestRecord]:
    """Return what the caller's authority asked, the youngest first."""
    call = _calling(request)
    made = requested(call.portal.register.evidence, call.member.organisation.en)
    return [_record(each) for each in made]


@router.post("/requests", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def asked(request: HttpRequest, wanted: _RequestWanted, key: Key) -> Status[ActRecord]:
    """Prepare a request for files of a filing whose edition is here; two officers approve it then."""
    call = _calling(request, act=True)
    filing = next((each for each in call.portal.register.filings() if each.id == wanted.filing), None)
    if filing is None:
        raise AnswerError(404)
    said = wanted.model_dump(exclude={"filing"}) | {"deal": filing.head.deal, "package_root": filing.roots[0]}
    return call.once(key, wanted, lambda: call.prepared(given(for_request(preparing(call.portal, call.member), said))))


@router.post("/requests/{sha256}/receipts", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def acknowledged(request: HttpRequest, sha256: Sha256, wanted: ReceiptText, key: Key) -> Status[ActRecord]:
    """Take in the other side's receipt of a request; one officer approves its record then."""
    call = _calling(request, act=True)
    mine, content = _mine(call, sha256), wanted.receipt.encode()
    return call.once(key, wanted, lambda: call.prepared(given(receipt_taken(call.portal, call.member, mine, content))))


@router.post("/requests/{sha256}/answers", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def proven(request: HttpRequest, sha256: Sha256, wanted: _AnswerFiles, key: Key) -> Status[ActRecord]:
    """Prove an answer in a process of its own; what does not hold is told, and gets no receipt."""
    call = _calling(request, act=True)
    mine, files = _mine(call, sha256), {each.name: decoded(each.content, each.name) for each in wanted.files}
    return call.once(key, wanted, lambda: call.prepared(given(answer_taken(call.portal, call.member, mine, files))))


@router.get("/requests/{sha256}/files/{name}", response=answers({200: None}, 403, 404, 422))
def file(request: HttpRequest, sha256: Sha256, name: str) -> HttpResponse:
    """Return what is handed over, or came: the request, our receipt, the answer as one archive."""
    call = _calling(request)
    return attached(leaving(call.portal, _mine(call, sha256), name), name)


def _calling(request: HttpRequest, *, act: bool = False) -> Calling:
    call = calling(request, act=act, side=Side.OVERSEAS)
    if not may(call.member, "exchange.ask"):
        raise AnswerError(403)
    return call


def _mine(call: Calling, sha256: str) -> Requested:
    found = request_asked(call.portal, call.member, sha256)
    if found is None:
        raise AnswerError(404)
    return found


def _record(each: Requested) -> RequestRecord:
    request, answer = each.asked.message, each.answer
    return RequestRecord(
        id=request.id,
        sha256=request.sha256,
        agreement=request.agreement,
        home=each.agreement.home,
        deal=request.deal,
        package_root=request.package_root,
        files=[*request.files],
        purpose=request.purpose,
        day=request.day,
        asked_by=[*each.asked.signed_by],
        awaited=each.awaited,
        receipted=None if each.receipt is None else each.receipt.message.day,
        answer="" if answer is None else answer.message.sha256,
        answered=None if answer is None else answer.message.day,
        approved_by=[] if answer is None else [*answer.signed_by],
    )
