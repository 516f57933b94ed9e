"""The desk: the queue, one filing, what its people prepare, and the authority's papers that are recorded.

    GET  /desk                           GET /desk/{filing}             GET /desk/{filing}/files/{path}
    GET  /desk/{filing}/sheet            GET /desk/{filing}/payers
    POST /desk/{filing}/acts             question, consult, conclude, suspend, resume, file, refuse; withdraw
    POST /desk/{filing}/records          a paper of the authority with its capture

An act is prepared and waits; each who signs it approves it (`/acts/{act}/approvals`).
"""

from datetime import date
from typing import Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.filing.notices import NoticeKind
from tallystick.filing.states import PAPERS, Event
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people import plans as acts
from tallystick.shell.operations.people.desk import Filing, filing_of, queue
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.reviewing.asking.field_values import unbound
from tallystick.shell.operations.reviewing.asking.rounds import WHOLE
from tallystick.shell.operations.reviewing.consulting import DEPARTMENTS, asked_now, consulted, opinions
from tallystick.shell.operations.reviewing.look_through import LookThrough
from tallystick.shell.web.calls.calling import Calling, FilingId, Key, UploadId, calling, given, refusing
from tallystick.shell.web.calls.shapes import ActRecord, DeskRecord, LayerRecord, SheetRecord
from tallystick.shell.web.files import attached
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.work.review.look import looked_through
from tallystick.shell.web.work.sheets import sheet

__all__ = [
    "checked",
    "file",
    "filing",
    "filing_of_mine",
    "kept_papers",
    "payers",
    "prepared",
    "recorded",
    "router",
    "waiting",
]

_FILER: Final = (Event.WITHDRAW,)
_LONGEST: Final = 4_000

router = Router(tags=["desk"])


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Question(_Closed):
    text: str = Field(min_length=1, max_length=_LONGEST)
    field: str = Field(default="", max_length=_LONGEST)
    rule: str = Field(default="", max_length=_LONGEST)
    evidence: str = Field(default="", max_length=_LONGEST)


class _Opinion(_Closed):
    text: str = Field(default="", max_length=_LONGEST, description="empty where none came")
    paper: UploadId | None = None


class _Act(_Closed):
    event: Literal["question", "consult", "conclude", "suspend", "resume", "file", "refuse", "withdraw"]
    reason: str = Field(max_length=_LONGEST)
    standing: Literal["rehearsal", "adopted"] = "rehearsal"
    questions: list[_Question] = Field(default=[], max_length=50)
    departments: list[str] = Field(default=[], max_length=20, description=f"asked: of {', '.join(DEPARTMENTS)}")
    department: str = Field(default="", max_length=200, description="one more, in words")
    opinions: list[_Opinion] = Field(default=[], max_length=20, description="of each department that was asked")


class _Captured(_Closed):
    paper: NoticeKind
    number: str = Field(max_length=200)
    date: date
    authority_zh: str = Field(max_length=200)
    authority_en: str = Field(max_length=200)
    capture: UploadId = Field(description="an upload: the paper as it was captured")
    specimen: bool = Field(description="true where no authority published it")
    reason: str = Field(
        default="", max_length=_LONGEST, description="why the authority corrects or revokes, as it says"
    )


@router.get("/desk", response=answers({200: list[DeskRecord]}, 403))
def waiting(request: HttpRequest) -> list[DeskRecord]:
    """Return the queue, those that wait for the desk first."""
    call = calling(request)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    return [DeskRecord.of(each) for each in queue(call.portal.register.evidence, now=call.portal.now())]


@router.get("/desk/{filing}", response=answers({200: DeskRecord}, 403, 404, 422))
def filing(request: HttpRequest, filing: FilingId) -> DeskRecord:
    """Return one filing, which acts can follow, and its files by SHA-256."""
    found = filing_of_mine(calling(request), filing)
    record = DeskRecord.of(found.at_the_desk)
    record.can_follow = [each.event.value for each in found.possible]
    record.files = {each.path: each.sha256 for each in found.package.manifest.files}
    return record


@router.get("/desk/{filing}/sheet", response=answers({200: SheetRecord}, 403, 404, 422))
def checked(request: HttpRequest, filing: FilingId) -> SheetRecord:
    """Return what checking a stored package finds, established anew from its files."""
    call = calling(request)
    return SheetRecord.of(given(_sheet(call, filing_of_mine(call, filing))))


@router.get("/desk/{filing}/payers", response=answers({200: list[LayerRecord]}, 403, 404, 422))
def payers(request: HttpRequest, filing: FilingId) -> list[LayerRecord]:
    """Return the pool of a filing down to its largest payers, layer by layer."""
    call = calling(request)
    layers: tuple[LookThrough, ...] = given(looked_through(call.portal, filing_of_mine(call, filing)))
    return [LayerRecord.of(each) for each in layers]


@router.get("/desk/{filing}/files/{path:path}", response=answers({200: None}, 403, 404, 422))
def file(request: HttpRequest, filing: FilingId, path: str) -> HttpResponse:
    """Return one file of a filing as an attachment."""
    content = filing_of_mine(calling(request), filing).package.contents.get(path)
    if content is None:
        raise AnswerError(404)
    return attached(content, path)


@router.post("/desk/{filing}/acts", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def prepared(request: HttpRequest, filing: FilingId, wanted: _Act, key: Key) -> Status[ActRecord]:
    """Prepare an act of the desk or of the filer; everybody who signs it approves it then."""
    call = calling(request, act=True)
    found, event = filing_of_mine(call, filing), Event(wanted.event)
    if not may(call.member, "filing.answer" if event in _FILER else "filing.review", found.at_the_desk):
        raise AnswerError(403)
    said: dict[str, object] = {"reason": wanted.reason.strip()}
    if event not in _FILER:
        said["standing"] = wanted.standing
    if event is Event.QUESTION and not call.known(key, wanted):
        said["questions"] = _questions(call, found, wanted)
    if event is Event.CONSULT:
        said["consulted"] = given(consulted(wanted.departments, wanted.department))
    if event is Event.CONCLUDE and not call.known(key, wanted):
        said["opinions"] = _opinions(call, found, wanted)
    return call.once(key, wanted, lambda: _prepared(call, found, event, said))


@router.post("/desk/{filing}/records", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def recorded(request: HttpRequest, filing: FilingId, wanted: _Captured, key: Key) -> Status[ActRecord]:
    """Prepare the record of an authority's own paper with its capture."""
    call = calling(request, act=True)
    found = filing_of_mine(call, filing)
    if not may(call.member, "filing.record", found.at_the_desk):
        raise AnswerError(403)
    said = wanted.model_dump(mode="json") | {"capture": next(iter(kept_papers(call, [wanted.capture]).values()))}
    return call.once(key, wanted, lambda: _prepared(call, found, PAPERS[wanted.paper], said))


def _questions(call: Calling, found: Filing, wanted: _Act) -> list[dict[str, str]]:
    """Return the questions, each held against the fields, rules and files that the filing has."""
    questions = [each.model_dump() | {"field": each.field or WHOLE} for each in wanted.questions]
    made = _sheet(call, found).value
    wrong = unbound(questions, found.package.contents, [] if made is None else made.rules())
    if wrong:
        raise AnswerError(422, *wrong)
    return questions


def _opinions(call: Calling, found: Filing, wanted: _Act) -> list[dict[str, str]]:
    asked = asked_now(found.acts)
    if len(wanted.opinions) != len(asked):
        raise AnswerError(422, where=("opinions",))
    papers = [kept_papers(call, [each.paper] if each.paper else []) for each in wanted.opinions]
    return opinions(asked, [each.text.strip() for each in wanted.opinions], papers)


def _sheet(call: Calling, found: Filing) -> Outcome[DealSheet]:
    return sheet(call.portal, found.at_the_desk.row.package_sha256, lambda: dict(found.package.contents))


def _prepared(call: Calling, found: Filing, event: Event, said: dict[str, object]) -> Answer:
    plan: Plan = given(
        acts.for_filing(found.at_the_desk.review, event, said, by=call.member, at=call.portal.now()), 409
    )
    with refusing():
        return call.prepared(plan)


def kept_papers(call: Calling, uploads: list[str]) -> dict[str, str]:
    """Return files that the caller uploaded as they are kept, each by its name.

    Raises:
        AnswerError: one is not theirs, has not come as a whole, or does harm.
    """
    papers = call.uploaded(uploads)
    kept: dict[str, str] = given(keep_papers(call.portal.register.evidence.objects, papers, call.portal.scanner))
    return kept


def filing_of_mine(call: Calling, filing: str) -> Filing:
    """Return a filing that the caller may see.

    Raises:
        AnswerError: there is none, or it is not theirs to see.
    """
    found = filing_of(call.portal.register.evidence, filing, now=call.portal.now())
    if found is None or not may(call.member, "filing.see", found.at_the_desk):
        raise AnswerError(404)
    return found
