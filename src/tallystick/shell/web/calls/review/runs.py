"""Longer work on a deal: its tape checked and its cases projected, and runs under somebody's own assumptions.

    GET, POST /deals/{deal}/runs      GET, DELETE /deals/{deal}/runs/{job}    GET /deals/{deal}/runs/{job}/files/{name}
    GET, POST /deals/{deal}/own       GET /deals/{deal}/own/{job}             GET /deals/{deal}/own/{job}/files/{name}
    GET, POST /desk/{filing}/own      GET /desk/{filing}/own/{job}            GET /desk/{filing}/own/{job}/files/{name}

`work` does them; asked for twice while one waits or runs, it is done once, and all who see the deal find it.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.shell.operations.background.asking import ask_for, kind_of, run_of, runs_of
from tallystick.shell.operations.background.rerunning import ask_for_rerun, rerun_of, reruns_of
from tallystick.shell.operations.cashflow.own.assumed import read_own
from tallystick.shell.operations.people.uploads import contents
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.ports.services.jobs import Job
from tallystick.shell.web.background.works import JobRecord
from tallystick.shell.web.calls.calling import Calling, DealId, FilingId, Key, calling, draft_of, given
from tallystick.shell.web.calls.desk import filing_of_mine
from tallystick.shell.web.files import attached, left_by
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers

__all__ = [
    "ask",
    "ask_over_deal",
    "ask_over_filing",
    "end",
    "left",
    "left_over_deal",
    "left_over_filing",
    "over_deal",
    "over_filing",
    "router",
    "run",
    "run_over_deal",
    "run_over_filing",
    "runs",
]

_OWN: Final = "own"
_JobId = Annotated[int, Field(ge=1, le=2**53)]

router = Router(tags=["review"])


class _Run(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["tape", "project"]


class _Assumed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    prepayment: str = Field(
        default="", max_length=20, description="CPR a year, such as 12%; empty to leave it as filed"
    )
    default: str = Field(default="", max_length=20, description="CDR a year")
    severity: str = Field(default="", max_length=20, description="share lost of what defaults")
    lag: str = Field(default="", max_length=20, description="months from default to the first recovery")
    rates: str = Field(default="", max_length=20, description="added to every index, a year, such as -0.50%")


@router.get("/deals/{deal}/runs", response=answers({200: list[JobRecord]}, 403, 404, 422))
def runs(request: HttpRequest, deal: DealId) -> list[JobRecord]:
    """Return what was asked for on a deal last, whoever asked, the youngest first."""
    call = calling(request)
    return [_run(each) for each in runs_of(call.place.queue, draft_of(call, deal).deal)]


@router.post("/deals/{deal}/runs", response=answers({202: JobRecord}, 403, 404, 422))
def ask(request: HttpRequest, deal: DealId, wanted: _Run, key: Key) -> Status[JobRecord]:
    """Have the tape of the last revision checked, or its cases projected."""
    call = calling(request, act=True)
    draft, place, objects = draft_of(call, deal, edit=True), call.place, call.portal.register.evidence.objects
    return call.once(
        key,
        wanted,
        lambda: _asked(_run(ask_for(place.queue, place.shelf, objects, draft, wanted.kind, by=call.member.id))),
    )


@router.get("/deals/{deal}/runs/{job}", response=answers({200: JobRecord}, 403, 404, 422))
def run(request: HttpRequest, deal: DealId, job: _JobId) -> JobRecord:
    """Return how far one of them is, and what it came to."""
    call = calling(request)
    return _run(_found(run_of(call.place.queue, draft_of(call, deal).deal, job)))


@router.delete("/deals/{deal}/runs/{job}", response=answers({202: JobRecord}, 403, 404, 422))
def end(request: HttpRequest, deal: DealId, job: _JobId) -> Status[JobRecord]:
    """Ask for the end of one of them; what it had begun is thrown away."""
    call = calling(request, act=True)
    draft_of(call, deal, edit=True)
    found = _found(run_of(call.place.queue, deal, job))
    call.place.queue.cancel(found.id)
    return Status(202, _run(call.place.queue.find(found.id) or found))


@router.get("/deals/{deal}/runs/{job}/files/{path:name}", response=answers({200: None}, 403, 404, 422))
def left(request: HttpRequest, deal: DealId, job: _JobId, name: str) -> HttpResponse:
    """Return a file that one of them left, as an attachment."""
    call = calling(request)
    found = run_of(call.place.queue, draft_of(call, deal).deal, job)
    return attached(left_by(found, name, call.place.shelf), name)


@router.get("/deals/{deal}/own", response=answers({200: list[JobRecord]}, 403, 404, 422))
def over_deal(request: HttpRequest, deal: DealId) -> list[JobRecord]:
    """Return the runs of a folder under own assumptions, the youngest first."""
    call, subject = _team(request, deal)
    return _own(call, subject)


@router.post("/deals/{deal}/own", response=answers({202: JobRecord}, 403, 404, 422))
def ask_over_deal(request: HttpRequest, deal: DealId, wanted: _Assumed, key: Key) -> Status[JobRecord]:
    """Have the last revision run again under own assumptions."""
    call = calling(request, act=True)
    draft = draft_of(call, deal, edit=True)
    objects = call.portal.register.evidence.objects
    return call.once(key, wanted, lambda: _again(call, f"deal/{deal}", lambda: contents(objects, draft), wanted))


@router.get("/deals/{deal}/own/{job}", response=answers({200: JobRecord}, 403, 404, 422))
def run_over_deal(request: HttpRequest, deal: DealId, job: _JobId) -> JobRecord:
    """Return how far one of them is, and every figure beside the filed one."""
    call, subject = _team(request, deal)
    return JobRecord.of(_found(rerun_of(call.place.queue, subject, job)), _OWN)


@router.get("/deals/{deal}/own/{job}/files/{path:name}", response=answers({200: None}, 403, 404, 422))
def left_over_deal(request: HttpRequest, deal: DealId, job: _JobId, name: str) -> HttpResponse:
    """Return a chart or a file that one of them left, as an attachment."""
    call, subject = _team(request, deal)
    return attached(left_by(rerun_of(call.place.queue, subject, job), name, call.place.shelf), name)


@router.get("/desk/{filing}/own", response=answers({200: list[JobRecord]}, 403, 404, 422))
def over_filing(request: HttpRequest, filing: FilingId) -> list[JobRecord]:
    """Return the desk's runs of a filing under its own assumptions, the youngest first."""
    call, subject = _desk(request, filing)
    return _own(call, subject)


@router.post("/desk/{filing}/own", response=answers({202: JobRecord}, 403, 404, 422))
def ask_over_filing(request: HttpRequest, filing: FilingId, wanted: _Assumed, key: Key) -> Status[JobRecord]:
    """Have a filing run again under the desk's own assumptions."""
    call = calling(request, act=True)
    found = filing_of_mine(call, filing)
    if not may(call.member, "filing.review"):
        raise AnswerError(403)
    return call.once(key, wanted, lambda: _again(call, f"desk/{filing}", lambda: found.package.contents, wanted))


@router.get("/desk/{filing}/own/{job}", response=answers({200: JobRecord}, 403, 404, 422))
def run_over_filing(request: HttpRequest, filing: FilingId, job: _JobId) -> JobRecord:
    """Return how far one of them is, and every figure beside the filed one."""
    call, subject = _desk(request, filing)
    return JobRecord.of(_found(rerun_of(call.place.queue, subject, job)), _OWN)


@router.get("/desk/{filing}/own/{job}/files/{path:name}", response=answers({200: None}, 403, 404, 422))
def left_over_filing(request: HttpRequest, filing: FilingId, job: _JobId, name: str) -> HttpResponse:
    """Return a chart or a file that one of them left, as an attachment."""
    call, subject = _desk(request, filing)
    return attached(left_by(rerun_of(call.place.queue, subject, job), name, call.place.shelf), name)


def _team(request: HttpRequest, deal: str) -> tuple[Calling, str]:
    call = calling(request)
    return call, f"deal/{draft_of(call, deal).deal}"


def _desk(request: HttpRequest, filing: str) -> tuple[Calling, str]:
    """Return a call about what the desk alone ran over a filing.

    Raises:
        AnswerError: it is not theirs to see.
    """
    call = calling(request)
    filing_of_mine(call, filing)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    return call, f"desk/{filing}"


def _own(call: Calling, subject: str) -> list[JobRecord]:
    return [JobRecord.of(each, _OWN) for each in reruns_of(call.place.queue, subject)]


def _again(call: Calling, subject: str, files: Callable[[], Mapping[str, bytes]], wanted: _Assumed) -> Answer:
    said, place = wanted.model_dump(), call.place
    given(read_own(said))
    job = ask_for_rerun(place.queue, place.shelf, subject, files(), said, by=call.member.id)
    return _asked(JobRecord.of(job, _OWN))


def _asked(record: JobRecord) -> Answer:
    return Answer(status=202, body=record.model_dump(mode="json"))


def _run(job: Job) -> JobRecord:
    return JobRecord.of(job, kind_of(job))


def _found(job: Job | None) -> Job:
    if job is None:
        raise AnswerError(404)
    return job
