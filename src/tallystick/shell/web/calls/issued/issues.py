"""Issues for their agents, overseas: papers and months brought, a close foreseen and prepared, the bank's word.

    GET  /issues                                   GET /issues/{filing}
    GET  /issues/{filing}/pool                     the pool beside its forecast
    GET  /issues/{filing}/ledger                   every figure beside the ledger's and the bank's
    POST /issues/{filing}/papers                   price and order book, while no plan was signed on them
    POST /issues/{filing}/months                   the file of the next month, on the revision that was seen
    GET  /issues/{filing}/close                    what the next close comes to    POST …/close/foresee  work it out
    POST /issues/{filing}/close                    prepare it as it was foreseen, for two houses to approve
    POST /issues/{filing}/months/{period}/words    a file of the bank on a closed month
    POST /issues/{filing}/months/{period}/recoupments   how an excess is made good, for two houses to approve
    POST /issues/{filing}/months/{period}/report   have its report made
    GET  /issues/{filing}/months/{period}/files/{name}

Files of an issue are small texts and come with the call; no upload, and so no tape, is taken overseas.
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Side
from tallystick.servicing.claims.excess import Way
from tallystick.shell.operations.background.issues import ask_to_foresee, ask_to_report, foreseen_of
from tallystick.shell.operations.issued.compared import beside_the_bank
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.issued.ledger import beside_the_ledger
from tallystick.shell.operations.issued.months import PaidMonth
from tallystick.shell.operations.issued.papers import PLACEMENT
from tallystick.shell.operations.people.issues.folder import BOOK, Brought, bring, next_month, read_month
from tallystick.shell.operations.people.issues.plans import for_close, for_words
from tallystick.shell.operations.people.issues.recouping import for_recoup
from tallystick.shell.operations.people.uploads import keep_files, keep_papers
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.ports.services.jobs import Job
from tallystick.shell.web.calls.calling import Calling, FilingId, Key, calling, given, refusing
from tallystick.shell.web.calls.issued.shapes import (
    CloseRecord,
    ComparedRecord,
    IssueRecord,
    LedgerRecord,
    MonthRecord,
    PapersRecord,
    PeriodText,
    PoolRecord,
)
from tallystick.shell.web.calls.shapes import ActRecord
from tallystick.shell.web.issued import months as pages
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import PAPER, AnswerError, answers, decoded, told
from tallystick.shell.web.portal import Asking

__all__ = [
    "brought",
    "close",
    "file",
    "foreseen",
    "issue",
    "issues",
    "ledger",
    "pool",
    "prepared",
    "recouped",
    "reported",
    "router",
    "taken",
    "words",
]


router = Router(tags=["issues"])


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    content: str = Field(min_length=1, max_length=PAPER)


class _Papers(BaseModel):
    model_config = ConfigDict(extra="forbid")
    files: list[_File] = Field(min_length=1, max_length=len(BOOK), description=f"of {', '.join(BOOK)}")
    seen: int = Field(ge=0, le=2**31 - 2, description="the revision of the papers that was seen")


class _Month(BaseModel):
    model_config = ConfigDict(extra="forbid")
    content: str = Field(min_length=1, max_length=PAPER, description="a table or JSON")
    seen: int = Field(ge=0, le=2**31 - 2, description="the revision of the papers that was seen")


class _Words(_File):
    specimen: bool = Field(description="true where no bank sent it")


class _Recoupment(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reference: str = Field(min_length=1, max_length=100, description="of the claim that was paid beyond")
    amount: str = Field(min_length=1, max_length=100, description="in the currency of the excess")
    way: Way
    name: str = Field(min_length=1, max_length=200, description="of the paper")
    content: str = Field(min_length=1, max_length=PAPER, description="the paper, as base64")


@router.get("/issues", response=answers({200: list[IssueRecord]}, 403))
def issues(request: HttpRequest) -> list[IssueRecord]:
    """Return the issues in which the caller's house has a part."""
    call = calling(request, side=Side.OVERSEAS)
    if call.portal.issues is None or not may(call.member, "issue.list"):
        raise AnswerError(403)
    return [
        IssueRecord.of(call.member, each) for each in call.portal.issues.issues() if may(call.member, "issue.see", each)
    ]


@router.get("/issues/{filing}", response=answers({200: IssueRecord}, 403, 404, 422))
def issue(request: HttpRequest, filing: FilingId) -> IssueRecord:
    """Return an issue with the months that were closed."""
    call, found = _mine(request, filing)
    return IssueRecord.of(call.member, found)


@router.get("/issues/{filing}/pool", response=answers({200: list[PoolRecord]}, 403, 404, 422))
def pool(request: HttpRequest, filing: FilingId) -> list[PoolRecord]:
    """Return how the pool of an issue does beside its forecast, month by month."""
    return PoolRecord.of(_mine(request, filing)[1])


@router.get("/issues/{filing}/ledger", response=answers({200: LedgerRecord}, 403, 404, 422))
def ledger(request: HttpRequest, filing: FilingId) -> LedgerRecord:
    """Return every figure of an issue beside the ledger's and the bank's."""
    call, found = _mine(request, filing)
    portal, now = call.portal, call.portal.now()
    if portal.ledger is None:
        raise AnswerError(404)
    compared = beside_the_ledger(portal.register.evidence, found, portal.ledger, at=now)
    away = compared if isinstance(compared, Finding) else None
    rows = [*beside_the_bank(found, at=now), *(() if isinstance(compared, Finding) else compared)]
    return LedgerRecord(rows=[ComparedRecord.of(each) for each in rows], away=None if away is None else told(away))


@router.post("/issues/{filing}/papers", response=answers({201: PapersRecord}, 403, 404, 409, 422))
def taken(request: HttpRequest, filing: FilingId, wanted: _Papers, key: Key) -> Status[PapersRecord]:
    """Keep price and order book, on top of the revision that was seen."""
    call, found = _mine(request, filing, pays=True)
    strange = tuple(each.name for each in wanted.files if each.name not in BOOK)
    if strange:
        raise AnswerError(422, where=strange)
    files = {f"{PLACEMENT}{each.name}": each.content.encode() for each in wanted.files}
    with refusing():
        return call.once(key, wanted, lambda: _kept(call, found, Brought(files=files, seen=wanted.seen)))


@router.post("/issues/{filing}/months", response=answers({201: PapersRecord}, 403, 404, 409, 422))
def brought(request: HttpRequest, filing: FilingId, wanted: _Month, key: Key) -> Status[PapersRecord]:
    """Keep the file of the next month, read in a process of its own first."""
    call, found = _mine(request, filing, pays=True)
    content, portal = wanted.content.encode(), call.portal
    path = ""
    if not call.known(key, wanted):
        terms = found.received.edition.contents["terms.json"]
        path, _ = given(portal.apart(read_month, terms, next_month(found), content))
    with refusing():
        return call.once(key, wanted, lambda: _kept(call, found, Brought(files={path: content}, seen=wanted.seen)))


@router.get("/issues/{filing}/close", response=answers({200: CloseRecord}, 403, 404, 422))
def close(request: HttpRequest, filing: FilingId) -> CloseRecord:
    """Return what the close of the next month comes to, as far as it was worked out."""
    call, found = _mine(request, filing)
    return _close(found, foreseen_of(call.place.queue, found, next_month(found)))


@router.post("/issues/{filing}/close/foresee", response=answers({202: CloseRecord}, 403, 404, 422))
def foreseen(request: HttpRequest, filing: FilingId, key: Key) -> Status[CloseRecord]:
    """Have the close of the next month worked out on the papers as they are; asked twice, it is done once."""
    call, found = _mine(request, filing, pays=True)

    def act() -> Answer:
        job = ask_to_foresee(call.place.queue, found, next_month(found), by=call.member.id)
        return Answer(status=202, body=_close(found, job).model_dump(mode="json"))

    return call.once(key, None, act)


@router.post("/issues/{filing}/close", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def prepared(request: HttpRequest, filing: FilingId, key: Key) -> Status[ActRecord]:
    """Prepare the close of the next month as it was foreseen; an officer of each house approves it."""
    call, found = _mine(request, filing, pays=True)
    portal = call.portal

    def act() -> Answer:
        job = foreseen_of(call.place.queue, found, next_month(found))
        if job is None or not job.result.get("value"):
            raise AnswerError(409)
        made = for_close(found, job.result["value"], portal.accounts, by=call.member, at=portal.now())
        return call.prepared(given(made, 409))

    return call.once(key, None, act)


@router.post(
    "/issues/{filing}/months/{period}/words",
    response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422),
)
def words(request: HttpRequest, filing: FilingId, period: PeriodText, wanted: _Words, key: Key) -> Status[ActRecord]:
    """Prepare the record of a bank's file on a closed month, for the paying agent to approve."""
    call, found = _mine(request, filing, pays=True)
    month, portal = _closed(found, period), call.portal

    def act() -> Answer:
        kept = given(
            keep_files(portal.register.evidence.objects, {wanted.name: wanted.content.encode()}, portal.scanner)
        )
        made = for_words(found, month, kept, portal.accounts, by=call.member, at=portal.now(), specimen=wanted.specimen)
        return call.prepared(given(made, 409))

    return call.once(key, wanted, act)


@router.post(
    "/issues/{filing}/months/{period}/recoupments",
    response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422),
)
def recouped(
    request: HttpRequest, filing: FilingId, period: PeriodText, wanted: _Recoupment, key: Key
) -> Status[ActRecord]:
    """Prepare how an excess of a closed month is made good; an officer of each house approves it."""
    call, found = _mine(request, filing, pays=True)
    month, portal = _closed(found, period), call.portal

    def act() -> Answer:
        paper = {wanted.name: decoded(wanted.content, "content")}
        papers = given(keep_papers(portal.register.evidence.objects, paper, portal.scanner))
        said = wanted.model_dump(mode="json", include={"reference", "amount", "way"}) | {"papers": papers}
        made = for_recoup(found, month, said, portal.accounts, by=call.member, at=portal.now())
        return call.prepared(given(made, 409))

    return call.once(key, wanted, act)


@router.post("/issues/{filing}/months/{period}/report", response=answers({202: MonthRecord}, 403, 404, 422))
def reported(request: HttpRequest, filing: FilingId, period: PeriodText, key: Key) -> Status[MonthRecord]:
    """Have the report of a closed month made; its files stand beside the others when it is."""
    call, found = _mine(request, filing, pays=True)
    month = _closed(found, period)

    def act() -> Answer:
        ask_to_report(call.place.queue, found, month.period, by=call.member.id)
        return Answer(status=202, body=MonthRecord.of(month).model_dump(mode="json"))

    return call.once(key, None, act)


@router.get("/issues/{filing}/months/{period}/files/{name}", response=answers({200: None}, 403, 404, 422))
def file(request: HttpRequest, filing: FilingId, period: PeriodText, name: str) -> HttpResponse:
    """Return a file of a closed month as an attachment."""
    _mine(request, filing)
    return pages.file(cast("Asking", request), filing, period, name)


def _mine(request: HttpRequest, filing: str, *, pays: bool = False) -> tuple[Calling, Issue]:
    """Return the call, and an issue in which the caller's house has a part.

    Raises:
        AnswerError: it is not there for them, or they may only look at it.
    """
    call = calling(request, act=pays, side=Side.OVERSEAS)
    found = None if call.portal.issues is None else call.portal.issues.issue(filing)
    if found is None or not may(call.member, "issue.see", found):
        raise AnswerError(404)
    if pays and not may(call.member, "issue.pay", found):
        raise AnswerError(403)
    return call, found


def _closed(found: Issue, period: str) -> PaidMonth:
    month = next((each for each in found.months if str(each.period) == period), None)
    if month is None:
        raise AnswerError(404)
    return month


def _kept(call: Calling, found: Issue, files: Brought) -> Answer:
    portal, objects = call.portal, call.portal.register.evidence.objects
    made = bring(portal.work, objects, found, files, by=call.member, at=portal.now(), scanner=portal.scanner)
    draft = given(made, 409)
    return Answer(status=201, body={"revision": draft.revision, "files": dict(draft.files)})


def _close(found: Issue, job: Job | None) -> CloseRecord:
    result = {} if job is None else job.result
    return CloseRecord(
        period=str(next_month(found)),
        revision=0 if found.folder is None else found.folder.revision,
        state="" if job is None else job.state.value,
        seen=dict(result.get("value") or {}),
        findings=[*result.get("findings", ())],
    )
