"""Deal folders: begun, taken in from an upload, edited field by field, handed in, packaged, submitted.

GET  /deals                          GET /deals/{deal}              GET /deals/{deal}/revisions
GET  /deals/{deal}/sheet             what checking it finds         GET /deals/{deal}/packages/{act}, as an archive
POST /deals                          begin one with its name and the day it stands on
POST /deals/{deal}/revisions         take in a folder that was uploaded, on top of the revision that was seen
POST /deals/{deal}/revisions/{revision}/restore    make the files of an earlier revision the next one
POST /deals/{deal}/files             more files beside the deal, from uploads
POST /deals/{deal}/edits             one field, over the value that its editor saw
POST /deals/{deal}/hand-in           make the next revision of what was edited
POST /deals/{deal}/packages          have a package made          POST /deals/{deal}/submissions   prepare one
"""

from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.deal.editing.edits import Deed, Edit
from tallystick.deal.editing.forms import field_at, parted
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.copies import change, open_copy
from tallystick.shell.operations.people.deal_plans import for_package, for_submission, next_version
from tallystick.shell.operations.people.drafting import add_files, begin, hand_in, restore
from tallystick.shell.operations.people.uploads import Folder, contents, read_folder, take_in
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.web.calls.calling import DealId, Key, UploadId, calling, draft_of, given, refusing
from tallystick.shell.web.calls.shapes import ActRecord, DealRecord, SheetRecord
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.place.days import Day
from tallystick.shell.web.work.review.packages import archived
from tallystick.shell.web.work.sheets import sheet

__all__ = [
    "EditsRecord",
    "added",
    "checked",
    "deal",
    "deals",
    "edited",
    "handed_in",
    "packaged",
    "restored",
    "revised",
    "revisions",
    "router",
    "sealed",
    "started",
    "submitted",
]

_LONGEST: Final = 4_000
_MOST_FILES: Final = 20
_ActId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Revision = Annotated[int, Field(ge=1, le=2**31 - 2)]

router = Router(tags=["deals"])


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Begun(_Closed):
    deal: DealId
    name_zh: str = Field(min_length=1, max_length=300, pattern=r"\S")
    name_en: str = Field(min_length=1, max_length=300, pattern=r"\S")
    as_of: Day


class _Sent(_Closed):
    upload: UploadId = Field(description="an archive of the folder")
    seen: int = Field(ge=0, le=2**31 - 2, description="the revision it was made from; 0 for a deal that is new here")


class _Added(_Closed):
    uploads: list[UploadId] = Field(min_length=1, max_length=_MOST_FILES)
    papers: bool = Field(default=False, description="whether they lie in `documents/`")


class _Field(_Closed):
    way: list[str] = Field(min_length=1, max_length=20, description="keys, and items of lists by their `id`")
    value: str = Field(max_length=_LONGEST, description="empty to take the field away")
    over: str = Field(max_length=_LONGEST, description="what stood there when its editor looked")


class _Package(_Closed):
    package: str = Field(pattern=r"^[0-9a-f]{64}$", description="id of the act that made it")


class EditsRecord(BaseModel):
    """Edits of a deal that are in no revision yet: how many, and the number of the last one."""

    deal: str
    waiting: int
    last: int


@router.get("/deals", response=answers({200: list[DealRecord]}, 403))
def deals(request: HttpRequest) -> list[DealRecord]:
    """Return the last revision of every deal that the caller may see."""
    call = calling(request)
    return [DealRecord.of(each) for each in call.portal.work.drafts() if may(call.member, "deal.see", each)]


@router.get("/deals/{deal}", response=answers({200: DealRecord}, 403, 404, 422))
def deal(request: HttpRequest, deal: DealId) -> DealRecord:
    """Return the last revision of a deal."""
    return DealRecord.of(draft_of(calling(request), deal))


@router.get("/deals/{deal}/sheet", response=answers({200: SheetRecord}, 403, 404, 422))
def checked(request: HttpRequest, deal: DealId) -> SheetRecord:
    """Return what checking the last revision of a deal finds."""
    call = calling(request)
    draft, objects = draft_of(call, deal), call.portal.register.evidence.objects
    return SheetRecord.of(given(sheet(call.portal, draft.digest, lambda: contents(objects, draft))))


@router.get("/deals/{deal}/packages/{act}", response=answers({200: None}, 403, 404, 422))
def sealed(request: HttpRequest, deal: DealId, act: _ActId) -> HttpResponse:
    """Return a package that was made, as one archive."""
    call = calling(request)
    return archived(call.portal, draft_of(call, deal).deal, act)


@router.get("/deals/{deal}/revisions", response=answers({200: list[DealRecord]}, 403, 404, 422))
def revisions(request: HttpRequest, deal: DealId) -> list[DealRecord]:
    """Return every revision of a deal, the youngest first."""
    call = calling(request)
    return [DealRecord.of(each) for each in call.portal.work.revisions(draft_of(call, deal).deal)]


@router.post("/deals", response=answers({201: DealRecord}, 403, 409, 422))
def started(request: HttpRequest, wanted: _Begun, key: Key) -> Status[DealRecord]:
    """Begin a deal for the caller's organisation."""
    call = calling(request, act=True)
    if not may(call.member, "deal.start"):
        raise AnswerError(403)
    portal, name = call.portal, Name(zh=wanted.name_zh.strip(), en=wanted.name_en.strip())
    objects, day = portal.register.evidence.objects, wanted.as_of.isoformat()

    def act() -> Answer:
        made = begin(portal.work, objects, wanted.deal, name, as_of=day, by=call.member, at=portal.now())
        return _deal(given(made, 409), 201)

    return call.once(key, wanted, act)


@router.post("/deals/{deal}/revisions", response=answers({201: DealRecord}, 403, 404, 409, 422))
def revised(request: HttpRequest, deal: DealId, wanted: _Sent, key: Key) -> Status[DealRecord]:
    """Take in a folder as the next revision; a revision that came in between is never overwritten."""
    call = calling(request, act=True)
    if not may(call.member, "deal.start"):
        raise AnswerError(403)
    if wanted.seen:
        draft_of(call, deal, edit=True)
    portal = call.portal
    sent = None if call.known(key, wanted) else call.uploaded([wanted.upload])
    read = None if sent is None else portal.apart(read_folder, sent, portal.unzip)

    def act() -> Answer:
        folder: Folder = given(read or Outcome(value=None))
        if folder.deal != deal:
            raise AnswerError(422, where=("deal",))
        objects, scanner = portal.register.evidence.objects, portal.scanner
        taken = take_in(
            portal.work, objects, folder, by=call.member, seen=wanted.seen, at=portal.now(), scanner=scanner
        )
        return _deal(given(taken, 409), 201)

    with refusing():
        return call.once(key, wanted, act)


@router.post("/deals/{deal}/revisions/{revision}/restore", response=answers({201: DealRecord}, 403, 404, 409, 422))
def restored(request: HttpRequest, deal: DealId, revision: _Revision, key: Key) -> Status[DealRecord]:
    """Make the files of an earlier revision the next one; those in between stay on record."""
    call = calling(request, act=True)
    draft, portal = draft_of(call, deal, edit=True), call.portal
    earlier = portal.work.draft(deal, revision)
    if earlier is None:
        raise AnswerError(404)

    def act() -> Answer:
        return _deal(restore(portal.work, draft, earlier, by=call.member, at=portal.now()), 201)

    with refusing():
        return call.once(key, None, act)


@router.post("/deals/{deal}/files", response=answers({201: DealRecord}, 403, 404, 409, 422))
def added(request: HttpRequest, deal: DealId, wanted: _Added, key: Key) -> Status[DealRecord]:
    """Keep more files beside the deal."""
    call = calling(request, act=True)
    draft, portal = draft_of(call, deal, edit=True), call.portal
    folder = "documents/" if wanted.papers else ""
    sent = {f"{folder}{name}": content for name, content in call.uploaded(wanted.uploads).items()}

    def act() -> Answer:
        objects = portal.register.evidence.objects
        made = add_files(portal.work, objects, draft, sent, by=call.member, at=portal.now(), scanner=portal.scanner)
        return _deal(given(made), 201)

    with refusing():
        return call.once(key, wanted, act)


@router.post("/deals/{deal}/edits", response=answers({201: EditsRecord}, 403, 404, 409, 422))
def edited(request: HttpRequest, deal: DealId, wanted: _Field, key: Key) -> Status[EditsRecord]:
    """Keep one field; refused where somebody else changed it since its editor looked."""
    call = calling(request, act=True)
    draft, portal = draft_of(call, deal, edit=True), call.portal
    objects, way = portal.register.evidence.objects, tuple(wanted.way)
    entry = field_at(given(open_copy(portal.work, objects, draft)).tree, way)
    if entry is None:
        raise AnswerError(422, where=("way",))
    edit = Edit(deed=Deed.PUT, way=entry.way, value=parted(entry, wanted.value), over=parted(entry, wanted.over))

    def act() -> Answer:
        copy = given(change(portal.work, objects, draft, edit, by=call.member, at=portal.now()), 409)
        record = EditsRecord(deal=draft.deal, waiting=len(copy.changed), last=copy.last)
        return Answer(status=201, body=record.model_dump(mode="json"))

    return call.once(key, wanted, act)


@router.post("/deals/{deal}/hand-in", response=answers({201: DealRecord}, 403, 404, 409, 422))
def handed_in(request: HttpRequest, deal: DealId, key: Key) -> Status[DealRecord]:
    """Make the next revision of what was edited."""
    call = calling(request, act=True)
    draft, portal = draft_of(call, deal, edit=True), call.portal
    objects = portal.register.evidence.objects

    def act() -> Answer:
        copy = given(open_copy(portal.work, objects, draft))
        if copy.held or not copy.changed:
            raise AnswerError(409, *([finding("deal.edits-held", deal=deal)] if copy.held else []))
        return _deal(given(hand_in(portal.work, objects, copy, by=call.member, at=portal.now())), 201)

    with refusing():
        return call.once(key, None, act)


@router.post("/deals/{deal}/packages", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 422))
def packaged(request: HttpRequest, deal: DealId, key: Key) -> Status[ActRecord]:
    """Have a package made of the folder as it is; it signs nothing, and the signing process makes it."""
    call = calling(request, act=True)
    draft, portal = draft_of(call, deal, edit=True), call.portal

    def act() -> Answer:
        version = next_version(portal.register.evidence.journal, deal)
        plan: Plan = given(for_package(draft, by=call.member, version=version, at=portal.now()))
        return call.prepared(plan)

    return call.once(key, None, act)


@router.post("/deals/{deal}/submissions", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 422))
def submitted(request: HttpRequest, deal: DealId, wanted: _Package, key: Key) -> Status[ActRecord]:
    """Prepare the submission of a package, for somebody else of the house to approve."""
    call = calling(request, act=True)
    draft, portal = draft_of(call, deal, edit=True), call.portal
    made = portal.work.plan(wanted.package)
    if made is None or made.subject != deal:
        raise AnswerError(404)

    def act() -> Answer:
        plan: Plan = given(for_submission(draft, made, by=call.member, at=portal.now()))
        return call.prepared(plan)

    return call.once(key, wanted, act)


def _deal(draft: Draft, status: int) -> Answer:
    return Answer(status=status, body=DealRecord.of(draft).model_dump(mode="json"))
