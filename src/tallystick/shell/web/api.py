"""The register as an API: read only, no login, every answer declared, errors included.

    GET /api/v1/filings?q=&phase=&asset_class=&as_of=&page=     GET /api/v1/filings/{id}?as_of=
    GET /api/v1/log                                             GET /api/v1/openapi.json

Source: OpenAPI 3.1; RFC 9110 for the status codes.
"""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from pydantic import BaseModel, Field

from tallystick.evidence.wording import Language, say
from tallystick.filing.states import Phase
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.register.heads import Head, head_of
from tallystick.shell.operations.register.register import Asked
from tallystick.shell.web.portal import installed
from tallystick.shell.web.records import FilingRecord, record

__all__ = ["FilingPage", "LogRecord", "Problem", "api", "filing", "filings", "log"]

_A_PAGE = 50
_MOST_PAGES = 1_000_000
_ID = r"^[a-z0-9-]{1,120}$"

api = NinjaAPI(title="Tallystick register", version="1", docs_url=None, urls_namespace="api")


class Problem(BaseModel):
    """Why there is no answer, in both languages: what, why it matters, what to do."""

    status: int
    what_zh: str
    what_en: str
    why_zh: str
    why_en: str
    remedy_zh: str
    remedy_en: str
    where: list[str] = []


class FilingPage(BaseModel):
    """A page of at most fifty filings, those that moved last first."""

    count: int
    page: int
    pages: int
    filings: list[FilingRecord]


class LogRecord(BaseModel):
    """The log's last head; `note` is the signed checkpoint itself. Empty where nothing was logged yet."""

    origin: str
    key: str
    size: int
    root: str
    witnesses: list[str]
    note: str


class _Wanted(BaseModel):
    q: str = Field(default="", max_length=200, description="words; every one must stand in a name, a party or an id")
    phase: Phase | None = None
    asset_class: str = Field(default="", max_length=100)
    as_of: date | None = None
    page: int = Field(default=1, ge=1, le=_MOST_PAGES)


@api.get("/filings", response={200: FilingPage, 422: Problem})
def filings(request: HttpRequest, wanted: Annotated[_Wanted, Query()]) -> FilingPage:
    """Return the filings that answer a question, a page at a time."""
    asked = Asked(words=wanted.q, phase=wanted.phase, assets=wanted.asset_class, day=wanted.as_of)
    found = installed().register.filings(asked)
    first = (wanted.page - 1) * _A_PAGE
    shown = [_record(request, each) for each in found[first : first + _A_PAGE]]
    return FilingPage(count=len(found), page=wanted.page, pages=max(1, -(-len(found) // _A_PAGE)), filings=shown)


@api.get("/filings/{filing}", response={200: FilingRecord, 404: Problem, 422: Problem})
def filing(request: HttpRequest, filing: Annotated[str, Field(pattern=_ID)], as_of: date | None = None) -> FilingRecord:
    """Return one filing as it stands, or as it stood at the end of a Beijing day."""
    known = installed().register.filing(filing, day=as_of)
    if not isinstance(known, Filed):
        raise Http404
    return _record(request, known)


@api.get("/log", response={200: LogRecord, 404: Problem})
def log(request: HttpRequest) -> LogRecord:  # noqa: ARG001 - as ninja calls it
    """Return the head of the log and who cosigned it; 404 where nothing was logged yet."""
    register = installed().register
    head = head_of(register.evidence, register.trusted)
    if not isinstance(head, Head):
        raise Http404
    return LogRecord(
        origin=head.key.name,
        key=str(head.key),
        size=head.size,
        root=head.root,
        witnesses=[each.name for each in head.witnesses if each.checked],
        note=head.note,
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, raised: Any) -> HttpResponse:  # noqa: ANN401, ARG001 - as ninja calls it
    return _problem(request, 404)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, raised: ValidationError) -> HttpResponse:
    return _problem(request, 422, where=[str(each["loc"][-1]) for each in raised.errors])


def _problem(request: HttpRequest, status: int, *, where: list[str] | None = None) -> HttpResponse:
    key = f"portal.error.{400 if status == 422 else status}"
    told = {
        f"{part}_{language.value}": say(f"{key}.{part}", language)
        for part in ("what", "why", "remedy")
        for language in Language
    }
    problem = Problem(status=status, where=where or [], **told)
    return api.create_response(request, problem.model_dump(), status=status)


def _record(request: HttpRequest, filed: Filed) -> FilingRecord:
    page = request.build_absolute_uri(reverse("filing", args=[filed.id]))
    return record(filed, side=installed().side.value, page=page)
