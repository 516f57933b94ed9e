"""Uploads in pieces, and jobs on them, onshore alone. Everybody sees their own; another's is not there.

    POST /uploads {name, size, sha256}      announce; with the same Idempotency-Key it is the same upload
    GET /uploads                            those that are not whole yet
    PATCH /uploads/{id}?at=OFFSET           the next piece, as it is; 409 says where to go on
    POST /jobs {kind, upload, mapping}      have it worked on; likewise once a key
    GET /jobs/{id}                          how far it is, and what it came to
    GET /jobs/{id}/files/{name}             a file it left: as an attachment, in a sandbox, never as a page

Source: IETF, draft-ietf-httpapi-idempotency-key-header-07.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.persons import Side
from tallystick.shell.operations.background.bench import task_name
from tallystick.shell.operations.background.tasks import KINDS
from tallystick.shell.operations.ports.services.jobs import Job, State, Wanted
from tallystick.shell.operations.ports.services.uploads import (
    Upload,
    UploadBusyError,
    UploadPlaceError,
    UploadRefusedError,
)
from tallystick.shell.web.files import attached, left_by
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.place.workplace import Right, Workplace
from tallystick.shell.web.portal import installed

__all__ = [
    "PIECE",
    "JobRecord",
    "UploadRecord",
    "append",
    "ask",
    "asked_last",
    "begin",
    "cancel",
    "drop",
    "how_far",
    "how_it_stands",
    "left",
    "router",
    "unfinished",
]

PIECE: Final = 8 << 20
"""The largest piece of an upload, in bytes."""

_KIND_OF: Final = {task_name(task): kind for kind, task in KINDS.items()}
_DIGEST: Final = r"^[0-9a-f]{64}$"
_ID: Final = r"^[0-9a-f]{32}$"
_BINARY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

_Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._:-]{8,120}$")]
_UploadId = Annotated[str, Field(pattern=_ID)]
_JobId = Annotated[int, Field(ge=1, le=2**53)]

router = Router(tags=["work"])


class _Announced(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    size: int = Field(ge=1, le=2**40)
    sha256: str = Field(pattern=_DIGEST)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["tape", "project", "package"]
    upload: _UploadId = Field(description="a deal folder as an archive, or for `tape` a tape")
    mapping: _UploadId | None = Field(default=None, description="`mapping.yaml` of a tape by itself")


class UploadRecord(BaseModel):
    """An upload: `here` of `size` bytes have come; `whole` when its digest was found to be the one announced."""

    id: str
    name: str
    size: int
    sha256: str
    here: int
    whole: bool


class JobRecord(BaseModel):
    """A job: how far it is, and in `result` what it came to, with the digest of each file it left."""

    id: int
    kind: str
    state: State
    step: str
    done: int
    count: int
    attempt: int
    asked: datetime
    ended: datetime | None
    result: dict[str, Any]

    @classmethod
    def of(cls, each: Job, kind: str) -> "JobRecord":
        """Return a job as it is answered."""
        return cls(
            id=each.id,
            kind=kind,
            state=each.state,
            step=each.told.step,
            done=each.told.done,
            count=each.told.count,
            attempt=each.attempt,
            asked=each.asked,
            ended=each.ended,
            result=dict(each.result),
        )


@router.post("/uploads", response=answers({201: UploadRecord}, 403, 409, 422))
def begin(request: HttpRequest, announced: _Announced, key: _Key) -> Status[UploadRecord]:
    """Announce a file; asked again under its key, the same upload is answered."""
    here, who = _let(request, Right.UPLOAD)
    try:
        begun = here.uploads.begin(key, by=who, **announced.model_dump())
    except UploadRefusedError as error:
        raise AnswerError(422, error.finding) from error
    return Status(201, _upload(begun))


@router.get("/uploads", response=answers({200: list[UploadRecord]}, 403))
def unfinished(request: HttpRequest) -> list[UploadRecord]:
    """Return one's uploads that are not whole yet, each with how much of it is here."""
    here, who = _let(request, Right.UPLOAD)
    return [_upload(each) for each in here.uploads.unfinished(by=who)]


@router.get("/uploads/{upload}", response=answers({200: UploadRecord}, 403, 404, 422))
def how_far(request: HttpRequest, upload: _UploadId) -> UploadRecord:
    """Return how much of a file is here: where to go on."""
    return _upload(_mine(request, upload)[1])


@router.patch(
    "/uploads/{upload}", response=answers({200: UploadRecord}, 403, 404, 409, 413, 422), openapi_extra=_BINARY
)
def append(request: HttpRequest, upload: _UploadId, at: Annotated[int, Field(ge=0, le=2**40)]) -> UploadRecord:
    """Take the next piece, at most 8 MiB; 409 where it does not begin where the last one ended."""
    here, found = _mine(request, upload)
    piece = request.read(PIECE + 1)
    if len(piece) > PIECE:
        raise AnswerError(413)
    try:
        return _upload(here.uploads.append(found, piece, at=at))
    except (UploadPlaceError, UploadBusyError) as error:
        raise AnswerError(409, error.finding) from error
    except UploadRefusedError as error:
        raise AnswerError(422, error.finding) from error


@router.delete("/uploads/{upload}", response=answers({204: None}, 403, 404, 422))
def drop(request: HttpRequest, upload: _UploadId) -> Status[None]:
    """Forget an upload."""
    here, found = _mine(request, upload)
    here.uploads.drop(found)
    return Status(204, None)


@router.post("/jobs", response=answers({202: JobRecord}, 403, 404, 409, 422))
def ask(request: HttpRequest, asked: _Asked, key: _Key) -> Status[JobRecord]:
    """Have an upload worked on; asked again under its key, the same job is answered."""
    here, who = _let(request, Right.RUN)
    files = {}
    for name, upload in (("", asked.upload), ("mapping.yaml", asked.mapping)):
        found = here.uploads.find(upload, by=who) if upload is not None else None
        if upload is not None and found is None:
            raise AnswerError(404)
        if found is not None and not found.whole:
            raise AnswerError(409)
        if found is not None:
            files[name or found.name] = found.sha256
    wanted = Wanted(task=task_name(KINDS[asked.kind]), arguments={"files": files}, by=who, key=f"{who}/{key}")
    job = here.queue.put(wanted)
    if (job.wanted.task, dict(job.wanted.arguments)) != (wanted.task, wanted.arguments):
        raise AnswerError(422, where=("Idempotency-Key",))
    return Status(202, _job(job))


@router.get("/jobs", response=answers({200: list[JobRecord]}, 403))
def asked_last(request: HttpRequest) -> list[JobRecord]:
    """Return the fifty jobs one asked for last."""
    here, who = _let(request, Right.RUN)
    return [_job(each) for each in here.queue.jobs(by=who) if each.wanted.task in _KIND_OF]


@router.get("/jobs/{job}", response=answers({200: JobRecord}, 403, 404, 422))
def how_it_stands(request: HttpRequest, job: _JobId) -> JobRecord:
    """Return how far a job is, and what it came to."""
    return _job(_of_mine(request, job)[1])


@router.delete("/jobs/{job}", response=answers({202: JobRecord}, 403, 404, 422))
def cancel(request: HttpRequest, job: _JobId) -> Status[JobRecord]:
    """Ask for the end of a job; what it had begun is thrown away."""
    here, found = _of_mine(request, job)
    here.queue.cancel(found.id)
    return Status(202, _job(here.queue.find(found.id) or found))


@router.get("/jobs/{job}/files/{path:name}", response=answers({200: None}, 403, 404, 422))
def left(request: HttpRequest, job: _JobId, name: str) -> HttpResponse:
    """Return a file that a job left, as an attachment that runs nothing."""
    here, found = _of_mine(request, job)
    return attached(left_by(found, name, here.shelf), name)


def _let(request: HttpRequest, right: Right) -> tuple[Workplace, str]:
    """Let somebody in who may; nobody overseas, where no tape and no deal folder may be."""
    here = installed().workplace if installed().side is Side.ONSHORE else None
    who = here.permit(request, right) if here is not None else None
    if here is None or not who:
        raise AnswerError(403)
    return here, who


def _mine(request: HttpRequest, upload: str) -> tuple[Workplace, Upload]:
    here, who = _let(request, Right.UPLOAD)
    found = here.uploads.find(upload, by=who)
    if found is None:
        raise AnswerError(404)
    return here, found


def _of_mine(request: HttpRequest, job: int) -> tuple[Workplace, Job]:
    here, who = _let(request, Right.RUN)
    found = here.queue.find(job)
    if found is None or found.wanted.by != who or found.wanted.task not in _KIND_OF:
        raise AnswerError(404)
    return here, found


def _upload(each: Upload) -> UploadRecord:
    return UploadRecord(
        id=each.id,
        name=each.name,
        size=each.size,
        sha256=each.sha256,
        here=each.size if each.whole else each.here,
        whole=each.whole,
    )


def _job(each: Job) -> JobRecord:
    return JobRecord.of(each, _KIND_OF[each.wanted.task])
