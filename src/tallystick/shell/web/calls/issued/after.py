"""After an issue, overseas: what is owed of it and what happened, and the record that it was told.

GET  /issues/{filing}/after
POST /issues/{filing}/told     prepare the record that a duty or an event was told, or why an event is not
"""

from typing import Final

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.persons import Side
from tallystick.shell.operations.issued.issues import Issue
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.operations.reviewing.after_issue import for_issue_told
from tallystick.shell.web.calls.after import AfterRecord, after_record
from tallystick.shell.web.calls.calling import Calling, FilingId, Key, calling, given
from tallystick.shell.web.calls.shapes import ActRecord
from tallystick.shell.web.issued.after import issue_stands
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import PAPER, AnswerError, answers, decoded

__all__ = ["after", "router", "told"]

_LONGEST: Final = 4_000

router = Router(tags=["issues"])


class _ToldOfIssue(BaseModel):
    model_config = ConfigDict(extra="forbid")
    of: str = Field(max_length=300, description="id of the duty or event")
    reasons: str = Field(default="", max_length=_LONGEST, description="why it is not reported; empty where it was")
    name: str = Field(default="", max_length=200, description="of the report")
    content: str = Field(default="", max_length=PAPER, description="what was sent, as base64; empty where nothing was")


@router.get("/issues/{filing}/after", response=answers({200: AfterRecord}, 403, 404, 422))
def after(request: HttpRequest, filing: FilingId) -> AfterRecord:
    """Return what follows an issue: duties with their days, events with their drafts, what must stop."""
    call, found = _mine(request, filing)
    made = given(issue_stands(call.portal, found))
    return after_record([(filing, made)], issued=made.issued)


@router.post("/issues/{filing}/told", response=answers({200: ActRecord, 201: ActRecord}, 403, 404, 409, 422))
def told(request: HttpRequest, filing: FilingId, wanted: _ToldOfIssue, key: Key) -> Status[ActRecord]:
    """Prepare the record that a duty or an event was told, or why an event is not; an officer of the house signs."""
    call, found = _mine(request, filing, act=True)
    portal = call.portal

    def act() -> Answer:
        said = {"of": wanted.of.strip(), "reasons": wanted.reasons.strip(), "report": ""}
        if wanted.content:
            sent = {wanted.name or "report": decoded(wanted.content, "content")}
            kept = given(keep_papers(portal.register.evidence.objects, sent, portal.scanner))
            said["report"] = next(iter(kept.values()))
        made = given(issue_stands(portal, found))
        outcome = for_issue_told(found, made, said, portal.accounts, by=call.member, at=portal.now())
        return call.prepared(given(outcome))

    return call.once(key, wanted, act)


def _mine(request: HttpRequest, filing: str, *, act: bool = False) -> tuple[Calling, Issue]:
    """Return the call, and an issue in which the caller's house has a part.

    Raises:
        AnswerError: it is not there for them.
    """
    call = calling(request, act=act, side=Side.OVERSEAS)
    found = None if call.portal.issues is None else call.portal.issues.issue(filing)
    if found is None or not may(call.member, "issue.see", found):
        raise AnswerError(404)
    return call, found
