"""The API: the register, read only and without a login; work for those who may; every answer declared.

    GET /api/v1/filings?q=&phase=&asset_class=&as_of=&page=     GET /api/v1/filings/{id}?as_of=
    GET /api/v1/log                                             GET /api/v1/openapi.json
    GET /api/v1/events?after=                                   POST, GET, PATCH, DELETE /api/v1/hooks
    POST, GET, PATCH, DELETE /api/v1/uploads                    POST, GET, DELETE /api/v1/jobs
    POST /api/v1/verify                                         GET /api/v1/tokens/{address}
    /api/v1/deals, /acts, /desk, /duties, /agreements, /exchanges, /market, /account      the pages of work; `web.calls`
    /api/v1/issues, /holdings, /agreements, /requests, /acts, /account                     the same, overseas

Source: OpenAPI 3.1; RFC 9110 for the status codes.
"""

from datetime import date
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel, Field

from tallystick.evidence.findings import finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.states import Phase
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.register.heads import Head, head_of
from tallystick.shell.operations.register.register import Asked
from tallystick.shell.web.background.hooks import router as hooks
from tallystick.shell.web.background.works import router as works
from tallystick.shell.web.calls.account import router as account
from tallystick.shell.web.calls.acts import router as acts
from tallystick.shell.web.calls.after import router as after
from tallystick.shell.web.calls.deals import router as deals
from tallystick.shell.web.calls.desk import router as desk
from tallystick.shell.web.calls.interview import router as interview
from tallystick.shell.web.calls.issued.after import router as issue_after
from tallystick.shell.web.calls.issued.holdings import router as holdings
from tallystick.shell.web.calls.issued.issues import router as issues
from tallystick.shell.web.calls.market import router as market
from tallystick.shell.web.calls.review.agreements import router as agreements
from tallystick.shell.web.calls.review.elsewhere import router as elsewhere
from tallystick.shell.web.calls.review.exchange import router as exchange
from tallystick.shell.web.calls.review.look import router as look
from tallystick.shell.web.calls.review.requests import router as requests
from tallystick.shell.web.calls.review.runs import router as runs
from tallystick.shell.web.calls.rounds import router as rounds
from tallystick.shell.web.checks import router as checks
from tallystick.shell.web.place.answers import AnswerError, answers, problem
from tallystick.shell.web.place.days import Day
from tallystick.shell.web.portal import installed
from tallystick.shell.web.records import FilingRecord, record
from tallystick.shell.web.views.errors import too_large

__all__ = ["FilingPage", "LogRecord", "SeenHead", "api", "filing", "filings", "log"]

_A_PAGE = 50
_MOST_PAGES = 1_000_000
_ID = r"^[a-z0-9-]{1,120}$"

_TOKENS = {
    "person": {"type": "http", "scheme": "bearer", "description": "to read, and to change with the other"},
    "organisation": {"type": "apiKey", "in": "header", "name": "Organisation-Token"},
}
_ASKED: dict[str, Any] = {"security": [{}, {"person": []}, {"person": [], "organisation": []}]}
"""Nothing for what is public, the person's token to read, and both to change something."""


class _Described(NinjaAPI):
    """The API, whose description names the tokens: `openapi_extra` adds nothing to the components."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:  # noqa: ANN401 - handed on
        schema = super().get_openapi_schema(**asked)
        schema["components"]["securitySchemes"] = _TOKENS
        return schema


api = _Described(title="Tallystick register", version="1", docs_url=None, urls_namespace="api", openapi_extra=_ASKED)
_AT_WORK = (
    account,
    deals,
    interview,
    acts,
    desk,
    rounds,
    after,
    runs,
    look,
    elsewhere,
    agreements,
    exchange,
    requests,
    market,
    issues,
    issue_after,
    holdings,
)
for _router in (checks, works, hooks, *_AT_WORK):
    api.add_router("", _router)


class FilingPage(BaseModel):
    """A page of at most fifty filings, those that moved last first."""

    count: int
    page: int
    pages: int
    filings: list[FilingRecord]


class SeenHead(BaseModel):
    """An earlier head that witnesses cosigned; `growth` is the consistency proof from it to the present one."""

    size: int
    root: str
    witnesses: list[str]
    note: str
    growth: list[str]


class LogRecord(BaseModel):
    """The log's last head; `note` is the signed checkpoint itself. Empty where nothing was logged yet.

    Where nobody cosigned it, `seen` is the last head that somebody did: receipts of its entries are under that one.
    """

    origin: str
    key: str
    size: int
    root: str
    witnesses: list[str]
    note: str
    seen: SeenHead | None


class _Wanted(BaseModel):
    q: str = Field(default="", max_length=200, description="words; every one must stand in a name, a party or an id")
    phase: Phase | None = None
    asset_class: str = Field(default="", max_length=100)
    as_of: Day | None = None
    page: int = Field(default=1, ge=1, le=_MOST_PAGES)


@api.get("/filings", response=answers({200: FilingPage}, 422))
def filings(request: HttpRequest, wanted: Annotated[_Wanted, Query()]) -> FilingPage:
    """Return the filings that answer a question, a page at a time."""
    asked = Asked(words=wanted.q, phase=wanted.phase, assets=wanted.asset_class, day=_come(wanted.as_of))
    found = installed().register.filings(asked)
    first = (wanted.page - 1) * _A_PAGE
    shown = [_record(request, each) for each in found[first : first + _A_PAGE]]
    return FilingPage(count=len(found), page=wanted.page, pages=max(1, -(-len(found) // _A_PAGE)), filings=shown)


@api.get("/filings/{filing}", response=answers({200: FilingRecord}, 404, 422))
def filing(request: HttpRequest, filing: Annotated[str, Field(pattern=_ID)], as_of: Day | None = None) -> FilingRecord:
    """Return one filing as it stands, or as it stood at the end of a Beijing day."""
    known = installed().register.filing(filing, day=_come(as_of))
    if not isinstance(known, Filed):
        raise Http404
    return _record(request, known)


@api.get("/log", response=answers({200: LogRecord}, 404))
def log(request: HttpRequest) -> LogRecord:  # noqa: ARG001 - as ninja calls it
    """Return the head of the log and who cosigned it; 404 where nothing was logged yet."""
    register = installed().register
    head = head_of(register.evidence, register.trusted)
    if not isinstance(head, Head):
        raise Http404
    seen = head.seen
    return LogRecord(
        origin=head.key.name,
        key=str(head.key),
        **_said(head),
        seen=None if seen is None else SeenHead(**_said(seen), growth=list(seen.growth)),
    )


def _come(day: date | None) -> date | None:
    """Return a day that is asked for, or None.

    Raises:
        AnswerError: it is still to come.
    """
    today = beijing_day(installed().now())
    if day is not None and day > today:
        raise AnswerError(400, finding("evidence.day-to-come", day=day, today=today), where=("as_of",))
    return day


def _said(head: Head) -> dict[str, Any]:
    names = [each.name for each in head.witnesses if each.checked]
    return {"size": head.size, "root": head.root, "witnesses": names, "note": head.note}


@api.exception_handler(Http404)
def _missing(request: HttpRequest, raised: Any) -> HttpResponse:  # noqa: ANN401, ARG001 - as ninja calls it
    return _told(request, AnswerError(404))


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, raised: ValidationError) -> HttpResponse:
    return _told(request, AnswerError(422, where=tuple(str(each["loc"][-1]) for each in raised.errors)))


@api.exception_handler(HttpError)
def _unparsed(request: HttpRequest, raised: HttpError) -> HttpResponse:
    return _told(request, AnswerError(raised.status_code))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, raised: Any) -> HttpResponse:  # noqa: ANN401, ARG001 - as ninja calls it
    return _told(request, AnswerError(400, too_large(), where=("body",)))


@api.exception_handler(AnswerError)
def _told(request: HttpRequest, raised: AnswerError) -> HttpResponse:
    return api.create_response(request, problem(raised).model_dump(), status=raised.status)


def _record(request: HttpRequest, filed: Filed) -> FilingRecord:
    page = request.build_absolute_uri(reverse("filing", args=[filed.id]))
    return record(filed, side=installed().side.value, page=page)
