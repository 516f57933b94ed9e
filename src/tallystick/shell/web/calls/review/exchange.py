"""Exchanges with overseas authorities, for the desk alone; onshore alone.

GET  /exchanges
POST /exchanges                        take a request in, for one reviewer to approve
POST /exchanges/{sha256}/consents      prepare the record of a consent with its capture, for two to approve
GET  /exchanges/{sha256}/answer        what is asked, field by field, and every reason against an answer today
POST /exchanges/{sha256}/answer        prepare the answer, for two to approve
POST /exchanges/{sha256}/receipts      take their receipt of the answer in, for one to approve
GET  /exchanges/{sha256}/files/{name}  receipt.json, answer.zip
"""

from datetime import date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.operations.people.exchanging.at_desk import for_answer, looked_at
from tallystick.shell.operations.people.exchanging.consenting import for_consent, on_record
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.supervision.exchange.standing import Exchanged, Step, exchanged
from tallystick.shell.web.calls.calling import Calling, Key, Sha256, UploadId, calling, given
from tallystick.shell.web.calls.desk import kept_papers
from tallystick.shell.web.calls.shapes import ActRecord
from tallystick.shell.web.files import attached
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, Told, answers, told
from tallystick.shell.web.work.exchanging.taking import preparing, receipt_taken, request_taken
from tallystick.shell.web.work.review.exchange import leaving

__all__ = [
    "AskedFileRecord",
    "ExchangeRecord",
    "HeldRecords",
    "PaperRecord",
    "ReceiptText",
    "answered",
    "exchanges",
    "file",
    "held",
    "permitted",
    "receipted",
    "router",
    "taken_in",
]

_SHORT: Final = 200
_LONGEST: Final = 400_000

router = Router(tags=["review"])


class PaperRecord(BaseModel):
    """A kind of consent: the paper on record and who recorded it; `stands` is said of today, `number` may be empty."""

    kind: ConsentKind
    stands: bool
    authority: str
    number: str
    until: date | None
    signed_by: list[str]


class ExchangeRecord(BaseModel):
    """One request and all that followed. `sha256` is that by which answer and receipts refer to it.

    `fields` is the whitelist of the agreement; `receipted` is when our receipt was given, `received` the day of theirs.
    """

    id: str
    sha256: str
    agreement: str
    abroad: str
    deal: str
    filing: str
    package_root: str
    purpose: str
    files: list[str]
    fields: dict[str, list[str]]
    day: date
    step: Step
    asked_by: list[str]
    receipted: datetime
    receipted_by: str
    papers: list[PaperRecord]
    answer: str
    answered: datetime | None
    approved_by: list[str]
    received: date | None


class AskedFileRecord(BaseModel):
    """A file that is asked for: whether it leaves at all, and each field with whether it may pass."""

    path: str
    leaves: bool
    passes: bool
    fields: dict[str, bool]


class HeldRecords(BaseModel):
    """A request held against the agreement in force; nothing is answered while there is a finding."""

    files: list[AskedFileRecord]
    findings: list[Told]


class _RequestText(BaseModel):
    model_config = ConfigDict(extra="forbid")
    request: str = Field(min_length=1, max_length=_LONGEST, description="the text of request.json")


class ReceiptText(BaseModel):
    """A receipt of the other side, as it came."""

    model_config = ConfigDict(extra="forbid")
    receipt: str = Field(min_length=1, max_length=_LONGEST, description="the text of receipt.json")


@router.get("/exchanges", response=answers({200: list[ExchangeRecord]}, 403))
def exchanges(request: HttpRequest) -> list[ExchangeRecord]:
    """Return every exchange of the home, the youngest request first."""
    call = calling(request)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    made = exchanged(call.portal.register.evidence, call.member.organisation.en, as_of=beijing_day(call.portal.now()))
    return [_record(each) for each in made]


class _ConsentPaper(BaseModel):
    model_config = ConfigDict(extra="forbid")
    consent: ConsentKind
    authority: str = Field(min_length=1, max_length=_SHORT)
    number: str = Field(min_length=1, max_length=_SHORT)
    expires: date
    date: date
    capture: UploadId = Field(description="an upload: the paper as it was captured")


@router.post("/exchanges", response=answers({200: ActRecord, 201: ActRecord}, 403, 409, 422))
def taken_in(request: HttpRequest, wanted: _RequestText, key: Key) -> Status[ActRecord]:
    """Take a request in that an overseas authority handed over; one reviewer approves it, and our receipt is signed."""
    call = _reviewing(request)
    content = wanted.request.encode()
    return call.once(key, wanted, lambda: call.prepared(given(request_taken(call.portal, call.member, content))))


@router.post("/exchanges/{sha256}/consents", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def permitted(request: HttpRequest, sha256: Sha256, wanted: _ConsentPaper, key: Key) -> Status[ActRecord]:
    """Prepare the record of a paper that consents to a request; two reviewers of the authority approve it then."""
    call = _reviewing(request)
    _asked(call, sha256)
    evidence, now = call.portal.register.evidence, call.portal.now()

    def prepared() -> Answer:
        said = wanted.model_dump(mode="json") | {"capture": next(iter(kept_papers(call, [wanted.capture]).values()))}
        return call.prepared(given(for_consent(evidence, sha256, said, by=call.member, at=now)))

    return call.once(key, wanted, prepared)


@router.get("/exchanges/{sha256}/answer", response=answers({200: HeldRecords}, 403, 404, 422))
def held(request: HttpRequest, sha256: Sha256) -> HeldRecords:
    """Return each file that is asked for, field by field, and every reason against an answer today."""
    call = calling(request)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    files, against = looked_at(preparing(call.portal, call.member), _asked(call, sha256))
    rows = [
        AskedFileRecord(path=each.path, leaves=each.leaves, passes=each.passes, fields=dict(each.fields))
        for each in files
    ]
    return HeldRecords(files=rows, findings=[told(each) for each in against])


@router.post("/exchanges/{sha256}/answer", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def answered(request: HttpRequest, sha256: Sha256, key: Key) -> Status[ActRecord]:
    """Prepare the answer to a request; two reviewers of the authority approve it then."""
    call = _reviewing(request)
    asked, here = _asked(call, sha256), preparing(call.portal, call.member)
    return call.once(key, None, lambda: call.prepared(given(for_answer(here, asked))))


@router.post("/exchanges/{sha256}/receipts", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def receipted(request: HttpRequest, sha256: Sha256, wanted: ReceiptText, key: Key) -> Status[ActRecord]:
    """Take in the other side's receipt of an answer; one reviewer approves its record then."""
    call = _reviewing(request)
    asked, content = _asked(call, sha256), wanted.receipt.encode()
    return call.once(key, wanted, lambda: call.prepared(given(receipt_taken(call.portal, call.member, asked, content))))


@router.get("/exchanges/{sha256}/files/{name}", response=answers({200: None}, 403, 404, 422))
def file(request: HttpRequest, sha256: Sha256, name: str) -> HttpResponse:
    """Return what is handed over: our receipt of the request, the answer as one archive."""
    call = calling(request)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    return attached(leaving(call.portal, _asked(call, sha256), name), name)


def _reviewing(request: HttpRequest) -> Calling:
    call = calling(request, act=True)
    if not may(call.member, "filing.review"):
        raise AnswerError(403)
    return call


def _asked(call: Calling, sha256: str) -> Exchanged:
    found = on_record(call.portal.register.evidence, sha256, call.member.organisation.en, call.portal.now())
    if found is None:
        raise AnswerError(404)
    return found


def _record(each: Exchanged) -> ExchangeRecord:
    request, answer = each.asked.message, each.answer
    return ExchangeRecord(
        id=request.id,
        sha256=request.sha256,
        agreement=request.agreement,
        abroad=each.agreement.abroad,
        deal=request.deal,
        filing=each.filing,
        package_root=request.package_root,
        purpose=request.purpose,
        files=list(request.files),
        fields={path: list(fields) for path, fields, _ in each.whitelist},
        day=request.day,
        step=each.step,
        asked_by=list(each.asked.signed_by),
        receipted=each.asked.at,
        receipted_by=each.asked.actor,
        papers=[
            PaperRecord(
                kind=kind,
                stands=stands,
                authority="" if paper is None else paper.message.authority,
                number="" if paper is None else paper.message.number,
                until=None if paper is None else paper.message.until,
                signed_by=[] if paper is None else list(paper.signed_by),
            )
            for kind, paper, stands in each.papers
        ],
        answer="" if answer is None else answer.message.sha256,
        answered=None if answer is None else answer.at,
        approved_by=[] if answer is None else list(answer.signed_by),
        received=None if each.receipt is None else each.receipt.message.day,
    )
