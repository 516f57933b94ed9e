"""What pages lay beside a deal or a filing: its report, the law in its margins, redlines, other filings, papers.

GET /deals/{deal}/report                          the report that a package would hold
GET /deals/{deal}/law?book=    GET /desk/{filing}/law?book=         rule by rule: status, why, what answered it
GET /deals/{deal}/redline      GET /desk/{filing}/redline           two versions as a file
GET /desk/{filing}/others                         precedents, registrations and tags that met; for the desk alone
GET /desk/{filing}/papers/{sha256}                GET /acts/{act}/papers/{sha256}
"""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.wording import Language
from tallystick.filing.report.content import as_plain
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.deal_plans import next_version
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.people.uploads import contents
from tallystick.shell.operations.reviewing.elsewhere import Registered
from tallystick.shell.operations.reviewing.versions import Version
from tallystick.shell.operations.tape.matching.entered import entered_of, standing_met
from tallystick.shell.web.calls.calling import Calling, DealId, FilingId, Sha256, calling, draft_of, given
from tallystick.shell.web.calls.desk import filing_of_mine
from tallystick.shell.web.files import attached
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, Told, answers, told
from tallystick.shell.web.work.law import Answered, answered_books
from tallystick.shell.web.work.review.elsewhere import held_against
from tallystick.shell.web.work.review.papers import papers_of, papers_said
from tallystick.shell.web.work.review.versions import of_the_desk, of_the_team, redlined, two_of
from tallystick.shell.web.work.sheets import report as report_of
from tallystick.shell.web.work.sheets import sheet
from tallystick.supervision.market.precedents import Case

__all__ = [
    "BookRecord",
    "CaseRecord",
    "OthersRecord",
    "PrecedentRecord",
    "RegisteredRecord",
    "ReportRecord",
    "RuleRecord",
    "act_paper",
    "deal_law",
    "deal_redline",
    "filing_law",
    "filing_paper",
    "filing_redline",
    "others",
    "report",
    "router",
]

_NAME = r"^[a-z0-9-]{0,120}$"
_BOOK = r"^[a-z0-9-]{1,80}$"

router = Router(tags=["review"])


class ReportRecord(BaseModel):
    """The report in both languages: sections with their texts and tables; pictures by the id of their figure."""

    report: dict[str, Any]


class RuleRecord(BaseModel):
    """A rule beside its clause: where the deal stands under it, why, and the ids of the answers people gave."""

    rule: str
    status: str
    gate: str
    why_zh: list[str]
    why_en: list[str]
    answers: list[str]


class BookRecord(BaseModel):
    """A book as this deal stands under it, and the books there are."""

    book: str
    books: list[str]
    rules: list[RuleRecord]


class CaseRecord(BaseModel):
    """A determination: of which matter, by whom, on which day, and why."""

    matter: str
    value: str
    persons: list[str]
    day: date
    reasons: str


class PrecedentRecord(BaseModel):
    """The same question decided otherwise elsewhere; `apart` tells the two apart."""

    question: str
    own: CaseRecord
    other: CaseRecord
    likeness: str
    shared: int
    apart: list[str]


class RegisteredRecord(BaseModel):
    """What an extract of the register shows over the assets."""

    ours: int
    covered: int
    others: int
    disputed: int
    unmatched: int
    complete: bool
    findings: list[Told]


class OthersRecord(BaseModel):
    """What other filings say to one, `compared` with so many; `met` are assets that two filings both pledge."""

    compared: int
    precedents: list[PrecedentRecord]
    registered: RegisteredRecord | None
    entered: int
    met: list[Told]


class _Redline(BaseModel):
    model_config = ConfigDict(extra="forbid")
    before: str = Field(default="", pattern=_NAME, description="a revision, such as r2, or a filing; the last two else")
    after: str = Field(default="", pattern=_NAME)
    language: Language = Language.ZH
    form: Literal["docx", "pdf"] = "docx"


class _Book(BaseModel):
    model_config = ConfigDict(extra="forbid")
    book: str = Field(default="", pattern=rf"{_BOOK}|^$")


@router.get("/deals/{deal}/report", response=answers({200: ReportRecord}, 403, 404, 422))
def report(request: HttpRequest, deal: DealId) -> ReportRecord:
    """Return the report that a package of the deal would hold, as far as it can be made."""
    call = calling(request)
    draft, evidence = draft_of(call, deal), call.portal.register.evidence
    number = next_version(evidence.journal, deal).number
    made = given(report_of(call.portal, draft.digest, lambda: contents(evidence.objects, draft), number))
    return ReportRecord(report=as_plain(made))


@router.get("/deals/{deal}/law", response=answers({200: BookRecord}, 403, 404, 422))
def deal_law(request: HttpRequest, deal: DealId, wanted: Annotated[_Book, Query()]) -> BookRecord:
    """Return a book of the law as a deal stands under it, rule by rule."""
    call = calling(request)
    draft, objects = draft_of(call, deal), call.portal.register.evidence.objects
    return _book(sheet(call.portal, draft.digest, lambda: contents(objects, draft)), wanted.book)


@router.get("/desk/{filing}/law", response=answers({200: BookRecord}, 403, 404, 422))
def filing_law(request: HttpRequest, filing: FilingId, wanted: Annotated[_Book, Query()]) -> BookRecord:
    """Return a book of the law as a filing stands under it, established anew from its package."""
    call = calling(request)
    found = filing_of_mine(call, filing)
    digest, files = found.at_the_desk.row.package_sha256, found.package.contents
    return _book(sheet(call.portal, digest, lambda: dict(files)), wanted.book)


@router.get("/deals/{deal}/redline", response=answers({200: None}, 403, 404, 422))
def deal_redline(request: HttpRequest, deal: DealId, wanted: Annotated[_Redline, Query()]) -> HttpResponse:
    """Return the redline of the reports of two versions of a deal, to be saved."""
    call = calling(request)
    draft_of(call, deal)
    return _redline(call, deal, of_the_team(call.portal, call.member, deal), wanted)


@router.get("/desk/{filing}/redline", response=answers({200: None}, 403, 404, 422))
def filing_redline(request: HttpRequest, filing: FilingId, wanted: Annotated[_Redline, Query()]) -> HttpResponse:
    """Return the redline of the reports of two versions that were submitted, to be saved."""
    call = calling(request)
    deal = filing_of_mine(call, filing).at_the_desk.row.deal
    return _redline(call, deal, of_the_desk(call.portal, call.member, deal), wanted)


@router.get("/desk/{filing}/others", response=answers({200: OthersRecord}, 403, 404, 422))
def others(request: HttpRequest, filing: FilingId) -> OthersRecord:
    """Return what other filings say to one; for the desk alone, since it tells of other filers."""
    call = calling(request)
    found = filing_of_mine(call, filing)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    made, evidence = given(held_against(call.portal, found)), call.portal.register.evidence
    deal = found.at_the_desk.row.deal
    return OthersRecord(
        compared=made.compared,
        precedents=[
            PrecedentRecord(
                question=each.own.question,
                own=_case(each.own),
                other=_case(each.other),
                likeness=str(each.likeness),
                shared=each.shared,
                apart=[*each.apart],
            )
            for each in made.precedents
        ],
        registered=None if made.registered is None else _registered(made.registered),
        entered=entered_of(evidence, deal),
        met=[told(each) for each in standing_met(evidence, deal).findings],
    )


@router.get("/desk/{filing}/papers/{sha256}", response=answers({200: None}, 403, 404, 422))
def filing_paper(request: HttpRequest, filing: FilingId, sha256: Sha256) -> HttpResponse:
    """Return a paper of an act on a filing: of a reply, of a department, the capture of an authority's own."""
    call = calling(request)
    return _paper(call, papers_of(filing_of_mine(call, filing)), sha256)


@router.get("/acts/{act}/papers/{sha256}", response=answers({200: None}, 403, 404, 422))
def act_paper(request: HttpRequest, act: Sha256, sha256: Sha256) -> HttpResponse:
    """Return a paper that an act names which waits, or is done."""
    call = calling(request, side=None)
    found = call.portal.work.plan(act)
    if found is None or not may(call.member, "plan.see", found):
        raise AnswerError(404)
    if found.unseen(call.member.id, call.portal.work.plans(subject=found.subject)):
        raise AnswerError(404)
    return _paper(call, papers_said(found), sha256)


def _paper(call: Calling, names: dict[str, str], sha256: str) -> HttpResponse:
    if sha256 not in names:
        raise AnswerError(404)
    return attached(call.portal.register.evidence.objects.get(sha256), names[sha256])


def _redline(call: Calling, deal: str, versions: tuple[Version, ...], wanted: _Redline) -> HttpResponse:
    try:
        two = two_of(versions, wanted.before, wanted.after)
    except KeyError as error:
        raise AnswerError(404) from error
    made = None if two is None else redlined(call.portal, deal, two, wanted.language, wanted.form)
    if two is None or made is None:
        raise AnswerError(404)
    return attached(made, f"{two[0].id}-{two[1].id}-{wanted.language}.{wanted.form}")


def _book(made: Outcome[DealSheet], book: str) -> BookRecord:
    """Return a book with its rules, each worded in both languages."""
    found = given(made)
    zh, en = (answered_books(found, book, language) for language in Language)
    reading = zh["reading"]
    if reading is None or (book and reading.book.id != book):
        raise AnswerError(404)
    pairs = zip(_rules(zh), _rules(en), strict=True)
    rules = [
        RuleRecord(
            rule=one.rule.id,
            status=one.status,
            gate=one.gate,
            why_zh=[*one.why],
            why_en=[*other.why],
            answers=[each.question for each in one.answers],
        )
        for one, other in pairs
    ]
    return BookRecord(book=reading.book.id, books=[each.book.id for each in zh["books"]], rules=rules)


def _rules(told: dict[str, Any]) -> list[Answered]:
    return [each for _, beside in told["sections"] for each in beside]


def _case(each: Case) -> CaseRecord:
    return CaseRecord(
        matter=each.matter, value=each.value, persons=[*each.persons], day=each.date, reasons=each.reasons
    )


def _registered(found: Registered) -> RegisteredRecord:
    return RegisteredRecord(
        ours=found.ours,
        covered=found.covered,
        others=found.others,
        disputed=found.disputed,
        unmatched=found.unmatched,
        complete=found.complete,
        findings=[told(each) for each in found.findings],
    )
