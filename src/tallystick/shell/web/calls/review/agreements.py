"""Agreements on which authorities exchange parts of filings, with the other side's officers; on either side.

GET  /agreements
POST /agreements    prepare the adoption of an agreement and a roll, for two of the authority to approve
"""

from datetime import date
from typing import Final

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.supervision.exchange.terms import Adopted
from tallystick.shell.web.calls.calling import Key, calling, given
from tallystick.shell.web.calls.shapes import ActRecord, Named
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.work.exchanging.agreements import own_terms
from tallystick.shell.web.work.exchanging.taking import terms_taken

__all__ = ["AgreementRecord", "OfficerRecord", "adopted", "agreements", "router"]

_LONGEST: Final = 400_000

router = Router(tags=["review"])


class OfficerRecord(BaseModel):
    """Somebody of the other side who may sign, by the roll that was adopted."""

    id: str
    name: Named
    public_key: str


class AgreementRecord(BaseModel):
    """An agreement as the caller's authority adopted it last, and who of it did."""

    id: str
    home: str
    abroad: str
    since: date
    until: date
    fields: dict[str, list[str]]
    officers: list[OfficerRecord]
    adopted_by: list[str]
    day: date


class _AgreementTexts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    agreement: str = Field(min_length=1, max_length=_LONGEST, description="the text of agreement.yaml")
    roll: str = Field(min_length=1, max_length=_LONGEST, description="the text of their people.yaml")


@router.get("/agreements", response=answers({200: list[AgreementRecord]}, 403))
def agreements(request: HttpRequest) -> list[AgreementRecord]:
    """Return the agreements of the caller's authority."""
    call = calling(request, side=None)
    if not may(call.member, "exchange.see"):
        raise AnswerError(403)
    return [_record(each) for each in own_terms(call.portal, call.member.organisation.en)]


@router.post("/agreements", response=answers({200: ActRecord, 201: ActRecord}, 403, 409, 422))
def adopted(request: HttpRequest, wanted: _AgreementTexts, key: Key) -> Status[ActRecord]:
    """Prepare the adoption of an agreement with the roll of the other side's officers; two approve it then."""
    call = calling(request, act=True, side=None)
    if not may(call.member, "exchange.act"):
        raise AnswerError(403)

    def prepared() -> Answer:
        texts = (wanted.agreement.encode(), wanted.roll.encode())
        answer: Answer = call.prepared(given(terms_taken(call.portal, call.member, *texts)))
        return answer

    return call.once(key, wanted, prepared)


def _record(each: Adopted) -> AgreementRecord:
    agreed = each.agreement
    return AgreementRecord(
        id=agreed.id,
        home=agreed.home,
        abroad=agreed.abroad,
        since=agreed.since,
        until=agreed.until,
        fields={path: [*fields] for path, fields in agreed.fields.items()},
        officers=[
            OfficerRecord(id=who.id, name=Named.of(who.name), public_key=who.public_key) for who in each.officers
        ],
        adopted_by=[*each.terms.signatures],
        day=each.terms.day,
    )
