"""Exchanges with overseas authorities as they stand, for the desk alone; onshore alone.

GET  /exchanges
POST /exchanges/{sha256}/consents    prepare the record of a consent with its capture, for two to approve
"""

from datetime import date, datetime
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.operations.people.exchanging.consenting import for_consent
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.supervision.exchange.standing import Exchanged, Step, exchanged
from tallystick.shell.web.calls.calling import Key, UploadId, calling, given
from tallystick.shell.web.calls.desk import kept_papers
from tallystick.shell.web.calls.shapes import ActRecord
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers

__all__ = ["ExchangeRecord", "PaperRecord", "exchanges", "permitted", "router"]

_SHORT: Final = 200

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


@router.get("/exchanges", response=answers({200: list[ExchangeRecord]}, 403))
def exchanges(request: HttpRequest) -> list[ExchangeRecord]:
    """Return every exchange of the home, the youngest request first."""
    call = calling(request)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    made = exchanged(call.portal.register.evidence, as_of=beijing_day(call.portal.now()))
    return [_record(each) for each in made]


class _ConsentPaper(BaseModel):
    model_config = ConfigDict(extra="forbid")
    consent: ConsentKind
    authority: str = Field(min_length=1, max_length=_SHORT)
    number: str = Field(min_length=1, max_length=_SHORT)
    expires: date
    date: date
    capture: UploadId = Field(description="an upload: the paper as it was captured")


@router.post("/exchanges/{sha256}/consents", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def permitted(
    request: HttpRequest, sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], wanted: _ConsentPaper, key: Key
) -> Status[ActRecord]:
    """Prepare the record of a paper that consents to a request; two reviewers of the authority approve it then."""
    call = calling(request, act=True)
    if not may(call.member, "filing.review"):
        raise AnswerError(403)
    evidence, now = call.portal.register.evidence, call.portal.now()
    if all(each.asked.message.sha256 != sha256 for each in exchanged(evidence, as_of=beijing_day(now))):
        raise AnswerError(404)

    def prepared() -> Answer:
        said = wanted.model_dump(mode="json") | {"capture": next(iter(kept_papers(call, [wanted.capture]).values()))}
        answer: Answer = call.prepared(given(for_consent(evidence, sha256, said, by=call.member, at=now)))
        return answer

    return call.once(key, wanted, prepared)


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
