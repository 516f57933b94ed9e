"""Versions side by side, and what is owed after a filing and was told.

GET  /deals/{deal}/versions?before=&after=      GET /desk/{filing}/versions?before=&after=
GET  /deals/{deal}/after                        GET /duties
POST /deals/{deal}/told                         prepare the record that a duty or an event was reported, or why not
"""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language
from tallystick.shell.operations.filing.proofing.compare import Compared
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.people.desk import filing_of
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.reviewing.after import After, for_telling, latest_filings, worked_of
from tallystick.shell.operations.reviewing.versions import Version
from tallystick.shell.web.calls.calling import Calling, DealId, FilingId, Key, UploadId, calling, draft_of, given
from tallystick.shell.web.calls.desk import filing_of_mine, kept_papers
from tallystick.shell.web.calls.shapes import ActRecord, Named
from tallystick.shell.web.issued.after import issue_stands
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.work.review import after as pages
from tallystick.shell.web.work.review.versions import compared, of_the_desk, of_the_team
from tallystick.supervision.watching.drafts import draft_name
from tallystick.supervision.watching.events import EventLine

__all__ = [
    "AfterRecord",
    "ChangedRecord",
    "DutyRecord",
    "EarlierRecord",
    "HappeningRecord",
    "OrderRecord",
    "VersionsRecord",
    "after",
    "after_record",
    "deal_versions",
    "duties",
    "filing_versions",
    "router",
    "told",
]

_LONGEST: Final = 4_000
_NAME: Final = r"^[a-z0-9-]{0,120}$"

router = Router(tags=["review"])


class ChangedRecord(BaseModel):
    """What differs between two versions: fields with their paths, lines of the report by language, files, the tape.

    Of the tape there are counts and sums of classes of three assets and more, and no row.
    """

    before: str
    after: str
    fields: list[dict[str, str]]
    lines: dict[str, int]
    files: list[str]
    tape: dict[str, Any] | None


class VersionsRecord(BaseModel):
    """The versions there are, the youngest first, and two of them side by side where two were asked for."""

    versions: list[str]
    compared: ChangedRecord | None


class DutyRecord(BaseModel):
    """A duty on a day. `due` is judged only where it is `binding`; `days` since it arose, or to when it was told."""

    filing: str
    id: str
    name: Named
    owner: str
    state: str
    arose: date
    due: date | None
    binding: bool
    days: int
    certain: bool
    escalated: list[str]


class EarlierRecord(BaseModel):
    """A decision taken on other figures: what the event said then, and why it was not reported, where it was not."""

    by: str
    day: date
    reasons: str
    fact: Named


class HappeningRecord(BaseModel):
    """Something that happened and may have to be reported.

    `figure` is held against `threshold`; `evidence` are SHA-256 by what each is of; `escalated` the roles that are to
    be told by now; `reasons` why it is not reported, where that was decided; `earlier` the decision taken on other
    figures or evidence, so that it is asked again; `draft` the text of the report that nobody has decided on yet.
    """

    filing: str
    id: str
    title: Named
    fact: Named
    rule: str
    figure: str
    threshold: str
    evidence: dict[str, str]
    arose: date
    due: date | None
    late: bool
    decided: bool
    reasons: str
    earlier: EarlierRecord | None
    escalated: list[str]
    draft: Named | None


class OrderRecord(BaseModel):
    """Something that must stop, and the rules that call for it."""

    filing: str
    measure: str
    rules: list[str]
    day: date


class AfterRecord(BaseModel):
    """What follows one filing, or all of them; `issued` is said of one alone."""

    duties: list[DutyRecord]
    events: list[HappeningRecord]
    orders: list[OrderRecord]
    issued: bool | None = None


class _Two(BaseModel):
    before: str = Field(default="", pattern=_NAME, description="a revision, such as r2, or a filing")
    after: str = Field(default="", pattern=_NAME)


class _Word(BaseModel):
    model_config = ConfigDict(extra="forbid")
    of: str = Field(max_length=300, description="id of the duty or event")
    reasons: str = Field(default="", max_length=_LONGEST, description="why it is not reported; empty where it was")
    report: UploadId | None = Field(default=None, description="what was sent")


@router.get("/deals/{deal}/versions", response=answers({200: VersionsRecord}, 403, 404, 422))
def deal_versions(request: HttpRequest, deal: DealId, two: Annotated[_Two, Query()]) -> VersionsRecord:
    """Return the revisions of a deal and what was submitted of it, and any two of them side by side."""
    call = calling(request)
    draft_of(call, deal)
    return _versions(call, deal, of_the_team(call.portal, call.member, deal), two)


@router.get("/desk/{filing}/versions", response=answers({200: VersionsRecord}, 403, 404, 422))
def filing_versions(request: HttpRequest, filing: FilingId, two: Annotated[_Two, Query()]) -> VersionsRecord:
    """Return what was submitted of a deal, and any two versions of it side by side."""
    call = calling(request)
    deal = filing_of_mine(call, filing).at_the_desk.row.deal
    return _versions(call, deal, of_the_desk(call.portal, call.member, deal), two)


@router.get("/deals/{deal}/after", response=answers({200: AfterRecord}, 403, 404, 422))
def after(request: HttpRequest, deal: DealId) -> AfterRecord:
    """Return what follows the latest filing of a team's deal: duties with their days, events, what must stop."""
    call = calling(request)
    filing, made = _stands(call, deal)
    return after_record([(filing, made)], issued=made.issued)


@router.get("/duties", response=answers({200: AfterRecord}, 403))
def duties(request: HttpRequest) -> AfterRecord:
    """Return what is owed over all filings that came so far, for the desk; drafts are their teams' alone.

    Overseas it is what is owed on the issues in which the caller's house has a part, and on all for an authority.
    """
    call = calling(request, side=None)
    if call.portal.side is Side.OVERSEAS:
        return _over_issues(call)
    if not may(call.member, "desk.see"):
        raise AnswerError(403)
    rows = [row for row in latest_filings(call.portal.register.evidence) if row.state in pages.FILED]
    work = call.portal.work
    made = [(row.id, pages.stands(call.portal, row, work.draft(row.deal)).value) for row in rows]
    return after_record([(filing, replace(each, drafts={})) for filing, each in made if each is not None])


@router.post("/deals/{deal}/told", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def told(request: HttpRequest, deal: DealId, wanted: _Word, key: Key) -> Status[ActRecord]:
    """Prepare the record that a duty or an event was reported, or why an event is not; another of the house signs."""
    call = calling(request, act=True)
    draft = draft_of(call, deal)
    filing, made = _stands(call, deal)
    found = filing_of(call.portal.register.evidence, filing, now=call.portal.now())
    if found is None or not may(call.member, "filing.answer", found.at_the_desk):
        raise AnswerError(403)

    def act() -> Answer:
        papers = kept_papers(call, [wanted.report] if wanted.report else [])
        said = {"of": wanted.of.strip(), "reasons": wanted.reasons.strip()}
        said["report"] = next(iter(papers.values()), "")
        worked = worked_of(draft.files, package_of(call.portal.register.evidence, filing).manifest)
        outcome = for_telling(filing, made, said, worked, by=call.member, at=call.portal.now())
        return call.prepared(given(outcome))

    return call.once(key, wanted, act)


def _over_issues(call: Calling) -> AfterRecord:
    if call.portal.issues is None or not may(call.member, "duties.see"):
        raise AnswerError(403)
    seen = [each for each in call.portal.issues.issues() if may(call.member, "issue.watch", each)]
    made = [(each.filing, issue_stands(call.portal, each).value) for each in seen]
    return after_record([(filing, replace(each, drafts={})) for filing, each in made if each is not None])


def _stands(call: Calling, deal: str) -> tuple[str, After]:
    """Return the latest filing of a team's deal and how it stands.

    Raises:
        AnswerError: nothing was submitted, or it is not theirs to see.
    """
    draft, portal = draft_of(call, deal), call.portal
    row = pages.latest(portal, deal)
    found = None if row is None else filing_of(portal.register.evidence, row.id, now=portal.now())
    if row is None or found is None or not may(call.member, "filing.see", found.at_the_desk):
        raise AnswerError(404)
    made: After = given(pages.stands(portal, row, draft))
    return row.id, made


def _versions(call: Calling, deal: str, versions: tuple[Version, ...], two: _Two) -> VersionsRecord:
    named, known = (two.before, two.after), {each.id: each for each in versions}
    if not any(named):
        return VersionsRecord(versions=[*known], compared=None)
    if not all(each in known for each in named):
        raise AnswerError(404)
    made: Compared = given(compared(call.portal, deal, known[two.before], known[two.after]))
    tape = made.tape
    return VersionsRecord(
        versions=[*known],
        compared=ChangedRecord(
            before=two.before,
            after=two.after,
            fields=[{"path": each.path, "before": each.before, "after": each.after} for each in made.fields],
            lines={language.value: count for language, count in made.lines.items()},
            files=[*made.files],
            tape=None
            if tape is None
            else {
                "assets_before": tape.before,
                "assets_after": tape.after,
                "added": tape.added,
                "removed": tape.removed,
                "changed": tape.changed,
                "columns": dict(tape.columns),
                "owed": {name: None if money is None else str(money) for name, money in tape.owed.items()},
            },
        ),
    )


def _happening(filing: str, made: After, line: EventLine) -> HappeningRecord:
    event, decision = line.event, line.decision
    zh, en = (made.drafts.get(draft_name(event.id, each), b"").decode() for each in (Language.ZH, Language.EN))
    return HappeningRecord(
        filing=filing,
        id=event.id,
        title=Named.of(event.title),
        fact=Named.of(event.fact),
        rule=event.rule,
        figure=event.figure,
        threshold=event.threshold,
        evidence={each.reference: each.sha256 for each in event.evidence},
        arose=event.arose,
        due=line.due,
        late=line.late,
        decided=decision is not None,
        reasons=decision.reasons if decision is not None else "",
        earlier=None
        if (was := line.earlier) is None
        else EarlierRecord(by=was.by, day=was.day, reasons=was.reasons, fact=Named.of(was.told_of)),
        escalated=[*line.escalated],
        draft=Named(zh=zh, en=en) if en else None,
    )


def after_record(every: list[tuple[str, After]], *, issued: bool | None = None) -> AfterRecord:
    """Return what follows filings, by id of each; `issued` where it is one."""
    return AfterRecord(
        duties=[
            DutyRecord(
                filing=filing,
                id=line.expected.id,
                name=Named.of(line.expected.name),
                owner=line.expected.owner,
                state=line.state.value,
                arose=line.expected.arose,
                due=line.due,
                binding=line.binding,
                days=line.days,
                certain=line.expected.certain,
                escalated=[*line.escalated],
            )
            for filing, made in every
            for line in pages.ordered(made)
        ],
        events=[_happening(filing, made, line) for filing, made in every for line in made.watched.events],
        orders=[
            OrderRecord(filing=filing, measure=each.measure.value, rules=[*each.rules], day=each.day)
            for filing, made in every
            for each in made.watched.orders
        ],
        issued=issued,
    )
