"""The market for the desk: a run as of its day, alerts told, deals with their loans; and what a change of law does.

GET  /market?as_of=&kind=&q=&page=              GET /market/alerts/{alert}?as_of=
GET  /market/deals/{deal}?as_of=                GET /market/deals/{deal}/loans?as_of=&payer=&page=
GET  /market/looks                              POST /market/looks   have the home's own filings looked at
GET  /market/law                                the changes held against every filing last, with what came of them
POST /market/law                                hold another: amended books from uploads, or another day
"""

from datetime import date
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.findings import finding
from tallystick.evidence.wording import Language
from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.background.impact import ask_for_impact, checked_books, impacts_of
from tallystick.shell.operations.background.market import ask_for_market, markets_of
from tallystick.shell.operations.market.drilling import currencies_of, deal_seen
from tallystick.shell.operations.market.loans import A_PAGE, loans_of
from tallystick.shell.operations.market.runs import KeptRun, alert_key
from tallystick.shell.operations.market.telling import tell
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.ports.services.jobs import Job
from tallystick.shell.web.background.works import JobRecord
from tallystick.shell.web.calls.calling import Calling, Key, UploadId, calling, given
from tallystick.shell.web.calls.shapes import Named
from tallystick.shell.web.market.asked import Asked, run_of
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.place.days import Day
from tallystick.supervision.market.alerts import Alert

__all__ = [
    "AlertRecord",
    "ImpactRecord",
    "LoansRecord",
    "MarketDealRecord",
    "MarketRecord",
    "alert",
    "deal",
    "impacts",
    "loans",
    "looked",
    "looks",
    "market",
    "router",
    "weighed",
]

_A_PAGE: Final = 50
_DealId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
_AlertId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]

_LOOK: Final = "market"

router = Router(tags=["market"])


class AlertRecord(BaseModel):
    """One thing to look at, in words and with every figure of its formula."""

    id: str
    kind: str
    deals: list[str]
    about: str
    since: str
    period: str
    measured: str
    against: str
    figures: dict[str, str]
    sources: list[str]
    new: bool
    title: Named
    story: Named
    meaning: Named
    check: Named


class MarketRecord(BaseModel):
    """A run: over what, its day and month, the days there are, and a page of its alerts, those that are new first."""

    of: str
    as_of: date
    period: str
    days: list[date]
    deals: int
    count: int
    page: int
    pages: int
    alerts: list[AlertRecord]


class MarketDealRecord(BaseModel):
    """A deal in the market: as filed, its months, what each source says of each figure, its largest payers."""

    record: dict[str, Any]
    months: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    payers: list[dict[str, Any]]
    loans: int
    pool: int
    currency: str
    alerts: list[str]


class LoansRecord(BaseModel):
    """A page of loans, the largest first."""

    count: int
    page: int
    pages: int
    loans: list[dict[str, Any]]


class ImpactRecord(BaseModel):
    """A change of the law held against every filing: how far it is, and what came of it by deal."""

    id: int
    state: str
    books: list[str]
    as_of: str
    value: dict[str, Any]
    findings: list[dict[str, Any]]


class _Look(BaseModel):
    model_config = ConfigDict(extra="forbid")
    as_of: Day


class _Day(BaseModel):
    of: Literal["", "home", "given"] = Field(default="", description="the home's own filings, or the market given")
    as_of: Day | None = Field(default=None, description="a day on which there is a run; the last one otherwise")


class _Looking(_Day):
    kind: str = Field(default="", max_length=60)
    q: str = Field(default="", max_length=200)
    page: int = Field(default=1, ge=1, le=1_000_000)


class _Loans(_Day):
    payer: str = Field(default="", max_length=200)
    page: int = Field(default=1, ge=1, le=1_000_000)


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid")
    books: list[UploadId] = Field(default=[], max_length=20, description="amended books, uploaded")
    as_of: Day | None = Field(default=None, description="another day; each filing's own otherwise")


@router.get("/market", response=answers({200: MarketRecord}, 403, 404, 422))
def market(request: HttpRequest, wanted: Annotated[_Looking, Query()]) -> MarketRecord:
    """Return a run over the market with its alerts, a page at a time."""
    asked = _asked(request, wanted)
    store, run = asked.store, asked.run
    found = [
        each
        for each in run.alerts.values()
        if wanted.kind in {"", each.kind.value} and wanted.q in " ".join((*each.deals, each.about))
    ]
    found.sort(key=lambda each: (alert_key(each) not in run.new, -len(each.deals), each.id))
    first = (wanted.page - 1) * _A_PAGE
    return MarketRecord(
        as_of=run.as_of,
        period=str(run.period),
        of=asked.of,
        days=[*asked.every],
        deals=run.deals,
        count=len(found),
        page=wanted.page,
        pages=max(1, -(-len(found) // _A_PAGE)),
        alerts=[_alert(store, run, each) for each in found[first : first + _A_PAGE]],
    )


@router.get("/market/alerts/{alert}", response=answers({200: AlertRecord}, 403, 404, 422))
def alert(request: HttpRequest, alert: _AlertId, day: Annotated[_Day, Query()]) -> AlertRecord:
    """Return one alert, told."""
    asked = _asked(request, day)
    store, run = asked.store, asked.run
    if alert not in run.alerts:
        raise AnswerError(404)
    return _alert(store, run, run.alerts[alert])


@router.get("/market/deals/{deal}", response=answers({200: MarketDealRecord}, 403, 404, 422))
def deal(request: HttpRequest, deal: _DealId, day: Annotated[_Day, Query()]) -> MarketDealRecord:
    """Return a deal in the market with its alerts."""
    asked = _asked(request, day)
    store, run = asked.store, asked.run
    found = deal_seen(store, deal, run.period)
    if found is None:
        raise AnswerError(404)
    return MarketDealRecord(
        record=dict(found.record),
        months=[dict(each) for each in found.months],
        claims=[dict(each) for each in found.claims],
        payers=[dict(each) for each in found.payers],
        loans=found.loans,
        pool=found.pool,
        currency=str(currencies_of(store).get(deal, "")),
        alerts=[alert_key(each) for each in run.alerts.values() if deal in each.deals],
    )


@router.get("/market/deals/{deal}/loans", response=answers({200: LoansRecord}, 403, 404, 422))
def loans(request: HttpRequest, deal: _DealId, wanted: Annotated[_Loans, Query()]) -> LoansRecord:
    """Return the loans of a deal, of one payer where one is named."""
    asked = _asked(request, wanted)
    store, run = asked.store, asked.run
    found = loans_of(store, deal, run.period, payer=wanted.payer, page=wanted.page)
    if not found.count:
        raise AnswerError(404)
    pages = -(-found.count // A_PAGE)
    return LoansRecord(count=found.count, page=wanted.page, pages=pages, loans=[dict(each) for each in found.rows])


@router.get("/market/looks", response=answers({200: list[JobRecord]}, 403))
def looks(request: HttpRequest) -> list[JobRecord]:
    """Return the last times that the home's own filings were looked at, and how far each is."""
    return [JobRecord.of(each, _LOOK) for each in markets_of(_of_the_desk(request).place.queue)]


@router.post("/market/looks", response=answers({202: JobRecord}, 403, 404, 422))
def looked(request: HttpRequest, wanted: _Look, key: Key) -> Status[JobRecord]:
    """Have the home's own filings looked at as of a day, of today where a later one is asked for."""
    call = _of_the_desk(request, act=True)

    def act() -> Answer:
        day = min(wanted.as_of, beijing_day(call.portal.now()))
        acts = call.portal.register.evidence.journal.last()
        job = ask_for_market(call.place.queue, day, acts=acts, by=call.member.id)
        return Answer(status=202, body=JobRecord.of(job, _LOOK).model_dump(mode="json"))

    return call.once(key, wanted, act)


@router.get("/market/law", response=answers({200: list[ImpactRecord]}, 403))
def impacts(request: HttpRequest) -> list[ImpactRecord]:
    """Return the changes of the law that were held against every filing last."""
    return [_impact(each) for each in impacts_of(_of_the_desk(request).place.queue)]


@router.post("/market/law", response=answers({202: ImpactRecord}, 403, 404, 409, 422))
def weighed(request: HttpRequest, wanted: _Change, key: Key) -> Status[ImpactRecord]:
    """Hold a change against every filing; asked before anything happened since, it is done once."""
    call = _of_the_desk(request, act=True)
    if not wanted.books and wanted.as_of is None:
        raise AnswerError(422, finding("law.impact-nothing-asked"))
    files = {} if call.known(key, wanted) else call.uploaded(wanted.books)
    if files:
        given(call.portal.apart(checked_books, files))

    def act() -> Answer:
        kept = {name: call.place.shelf.put(content).sha256 for name, content in files.items()}
        acts = call.portal.register.evidence.journal.last()
        job = ask_for_impact(call.place.queue, kept, wanted.as_of, acts=acts, by=call.member.id)
        return Answer(status=202, body=_impact(job).model_dump(mode="json"))

    return call.once(key, wanted, act)


def _of_the_desk(request: HttpRequest, *, act: bool = False) -> Calling:
    call = calling(request, act=act)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    return call


def _asked(request: HttpRequest, wanted: _Day) -> Asked:
    """Return the market and its run of a day, to somebody of the desk.

    Raises:
        AnswerError: they are not, or there is none.
    """
    call = _of_the_desk(request)
    found = run_of(call.portal, wanted.of, wanted.as_of)
    if found is None or wanted.as_of not in {None, found.run.as_of} or wanted.of not in {"", found.of}:
        raise AnswerError(404)
    return found


def _alert(store: Partitions, run: KeptRun, each: Alert) -> AlertRecord:
    currencies, key = currencies_of(store), alert_key(each)
    told = {language: tell(each, language, currencies) for language in Language}
    words = {
        part: Named(**{language.value: getattr(one, part) for language, one in told.items()})
        for part in ("title", "story", "meaning", "check")
    }
    return AlertRecord(
        id=key,
        kind=each.kind.value,
        deals=[*each.deals],
        about=each.about,
        since=str(each.since),
        period=str(each.period),
        measured=each.measured,
        against=each.against,
        figures=dict(each.values),
        sources=[*each.sources],
        new=key in run.new,
        **words,
    )


def _impact(job: Job) -> ImpactRecord:
    return ImpactRecord(
        id=job.id,
        state=job.state.value,
        books=sorted(job.wanted.arguments.get("files", {})),
        as_of=str(job.wanted.arguments.get("as_of", "")),
        value=dict(job.result.get("value") or {}),
        findings=[*job.result.get("findings", ())],
    )
