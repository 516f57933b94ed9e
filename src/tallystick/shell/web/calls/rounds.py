"""Rounds of questions: each point with what is filed at its field, and the reply, written part by part and handed in.

    GET  /desk/{filing}/rounds
    GET  /desk/{filing}/rounds/{number}/points/{point}   what is filed at the field it is about
    POST /desk/{filing}/rounds/{number}/parts            one part of an answer, over what its writer saw
    POST /desk/{filing}/rounds/{number}/hand-in          prepare the reply, for somebody else of the house to approve

What the filer writes is the filer's own until it is handed in: the desk is answered without it.
"""

from datetime import datetime
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.shell.operations.people.desk import Filing
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.reviewing.asking.field_values import field_title, field_value, needs_report
from tallystick.shell.operations.reviewing.asking.replies import hand_in_reply
from tallystick.shell.operations.reviewing.asking.rounds import Point, Round, open_round, rounds_of
from tallystick.shell.operations.reviewing.asking.writing import PARTS, Reply, put, reply_of, write
from tallystick.shell.web.calls.calling import Calling, FilingId, Key, UploadId, calling, given, refusing
from tallystick.shell.web.calls.desk import filing_of_mine, kept_papers
from tallystick.shell.web.calls.shapes import ActRecord, Named
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.work.sheets import report

__all__ = ["FiledRecord", "PartRecord", "PointRecord", "RoundRecord", "filed", "handed", "rounds", "router", "written"]

_LONGEST: Final = 4_000
_Number = Annotated[int, Field(ge=1, le=10_000)]
_PointId = Annotated[str, Field(pattern=r"^Q[0-9]{1,4}$")]

router = Router(tags=["desk"])


class PointRecord(BaseModel):
    """A question of a round. `answer` is what was handed in; `written` what is being written, the filer's own."""

    id: str
    text: str
    field: str
    title: Named
    rule: str
    evidence: str
    answer: dict[str, str] | None = None
    written: dict[str, str] | None = None


class RoundRecord(BaseModel):
    """A round of questions; `open` while it waits for the filer."""

    number: int
    asked: datetime
    answered: datetime | None
    open: bool
    points: list[PointRecord]


class PartRecord(BaseModel):
    """A part of an answer as it stands now, and how many points of the round are answered."""

    round: int
    point: str
    part: str
    value: str
    answered: int
    points: int


class FiledRecord(BaseModel):
    """What is filed at a field: the filing's own words, or what stands at a path of the deal, as YAML.

    `computed` is whether the report computes the field; its pages have the tables and figures.
    """

    field: str
    title: Named
    stated: Named | None
    documents: list[str]
    value: str
    computed: bool
    blocks: int


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    point: _PointId
    part: Literal["zh", "en", "documents"]
    value: str = Field(max_length=_LONGEST)
    over: str = Field(default="", max_length=_LONGEST, description="what stood there when its writer looked")


class _Handed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(max_length=_LONGEST)
    papers: list[UploadId] = Field(default=[], max_length=20, description="uploads that the reply brings")


@router.get("/desk/{filing}/rounds", response=answers({200: list[RoundRecord]}, 403, 404, 422))
def rounds(request: HttpRequest, filing: FilingId) -> list[RoundRecord]:
    """Return the rounds of a filing, the first first."""
    call = calling(request)
    found = filing_of_mine(call, filing)
    every = _rounds(call, found)
    asked = open_round(every, found.at_the_desk.review)
    writes = asked is not None and may(call.member, "filing.answer", found.at_the_desk)
    reply = reply_of(call.portal.work, filing, asked.number) if asked is not None and writes else None
    return [_round(each, asked, reply if each is asked else None) for each in every]


@router.get("/desk/{filing}/rounds/{number}/points/{point}", response=answers({200: FiledRecord}, 403, 404, 422))
def filed(request: HttpRequest, filing: FilingId, number: _Number, point: _PointId) -> FiledRecord:
    """Return what is filed at the field of a point; what the report computes is made anew for it."""
    call = calling(request)
    found = filing_of_mine(call, filing)
    asked = next((each for each in _rounds(call, found) if each.number == number), None)
    named = None if asked is None else next((each for each in asked.points if each.id == point), None)
    if named is None:
        raise AnswerError(404)
    row, files, computed = found.at_the_desk.row, dict(found.package.contents), needs_report(named.field)
    made = given(report(call.portal, row.package_sha256, lambda: files, row.version)) if computed else None
    value = field_value(named.field, files, made)
    return FiledRecord(
        field=named.field,
        title=Named.of(value.title),
        stated=None if value.stated is None else Named(zh=value.stated.text.zh, en=value.stated.text.en),
        documents=[] if value.stated is None else [*value.stated.documents],
        value=value.value,
        computed=computed,
        blocks=len(value.blocks),
    )


@router.post("/desk/{filing}/rounds/{number}/parts", response=answers({201: PartRecord}, 403, 404, 409, 422))
def written(request: HttpRequest, filing: FilingId, number: _Number, wanted: _Part, key: Key) -> Status[PartRecord]:
    """Keep one part of an answer; refused where somebody else wrote there since its writer looked."""
    call = calling(request, act=True)
    asked, portal = _of_the_filer(call, filing_of_mine(call, filing), number), call.portal
    if wanted.point not in {each.id for each in asked.points}:
        raise AnswerError(404)

    def act() -> Answer:
        reply = reply_of(portal.work, filing, number)
        edit = put(reply, wanted.point, wanted.part, value=wanted.value, over=wanted.over)
        wrong = write(portal.work, filing, reply, edit, by=call.member, at=portal.now())
        if wrong is not None:
            raise AnswerError(409, wrong)
        now = reply_of(portal.work, filing, number)
        record = PartRecord(
            round=number,
            point=wanted.point,
            part=wanted.part,
            value=now.text(wanted.point, wanted.part),
            answered=sum(now.is_answered(each.id) for each in asked.points),
            points=len(asked.points),
        )
        return Answer(status=201, body=record.model_dump(mode="json"))

    return call.once(key, wanted, act)


@router.post(
    "/desk/{filing}/rounds/{number}/hand-in",
    response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422),
)
def handed(request: HttpRequest, filing: FilingId, number: _Number, wanted: _Handed, key: Key) -> Status[ActRecord]:
    """Prepare the reply to the open round, for somebody else of the house to approve."""
    call = calling(request, act=True)
    found, portal = filing_of_mine(call, filing), call.portal
    known = call.known(key, wanted)
    asked = None if known else _of_the_filer(call, found, number)
    said = {"reason": wanted.reason.strip(), "papers": {} if known else kept_papers(call, wanted.papers)}

    def act() -> Answer:
        reply, objects = reply_of(portal.work, filing, number), portal.register.evidence.objects
        if asked is None:
            raise AnswerError(404)
        return call.prepared(
            given(hand_in_reply(portal.work, objects, found, asked, reply, said, by=call.member, at=portal.now()), 409)
        )

    with refusing():
        return call.once(key, wanted, act)


def _rounds(call: Calling, found: Filing) -> tuple[Round, ...]:
    return rounds_of(call.portal.register.evidence.objects, found.acts)


def _of_the_filer(call: Calling, found: Filing, number: int) -> Round:
    """Return the open round of this number, to somebody who answers for the filer.

    Raises:
        AnswerError: it is not theirs to answer, or not open.
    """
    if not may(call.member, "filing.answer", found.at_the_desk):
        raise AnswerError(403)
    asked = open_round(_rounds(call, found), found.at_the_desk.review)
    if asked is None or asked.number != number:
        raise AnswerError(404)
    return asked


def _round(each: Round, asked: Round | None, reply: Reply | None) -> RoundRecord:
    return RoundRecord(
        number=each.number,
        asked=each.asked.at,
        answered=None if each.answered is None else each.answered.at,
        open=each is asked,
        points=[_point(point, reply) for point in each.points],
    )


def _point(point: Point, reply: Reply | None) -> PointRecord:
    handed = None
    if point.answer is not None:
        text, documents = point.answer.text, point.answer.documents
        handed = {"zh": text.zh, "en": text.en, "documents": " ".join(documents)}
    return PointRecord(
        id=point.id,
        text=point.text,
        field=point.field,
        title=Named.of(field_title(point.field)),
        rule=point.rule,
        evidence=point.evidence,
        answer=handed,
        written=None if reply is None else {part: reply.text(point.id, part) for part in PARTS},
    )
