"""One's own account: who one is here, what happened to it, and invitations into one's organisation.

GET /account          GET /account/history          POST /account/invitations
"""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.evidence.persons import Name, PersonError
from tallystick.evidence.wording import Language, say
from tallystick.shell.operations.people.accounts import invite
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.tokens import Answer
from tallystick.shell.web.calls.calling import Key, calling, given, refusing
from tallystick.shell.web.calls.shapes import Named
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, answers

__all__ = ["AccountRecord", "HappenedRecord", "InvitationRecord", "history", "invited", "own", "router"]

_MOST = 200

router = Router(tags=["account"])


class AccountRecord(BaseModel):
    """Who calls."""

    person: str
    name: Named
    organisation: Named
    roles: list[str]
    public_key: str
    owner: bool


class HappenedRecord(BaseModel):
    """One line of a history."""

    what: Named
    at: datetime
    subject: str
    address: str


class InvitationRecord(BaseModel):
    """An invitation: the link to hand over, in the answer that made it alone."""

    person: str
    link: str


class _Invited(BaseModel):
    model_config = ConfigDict(extra="forbid")
    person: str = Field(max_length=80)
    name_zh: str = Field(min_length=1, max_length=200)
    name_en: str = Field(min_length=1, max_length=200)
    roles: list[str] = Field(min_length=1, max_length=10)
    owner: bool = False


@router.get("/account", response=answers({200: AccountRecord}, 403))
def own(request: HttpRequest) -> AccountRecord:
    """Return who the caller is here."""
    member = calling(request, side=None).member
    return AccountRecord(
        person=member.id,
        name=Named.of(member.name),
        organisation=Named.of(member.organisation),
        roles=[*member.roles],
        public_key=member.public_key,
        owner=member.owner,
    )


@router.get("/account/history", response=answers({200: list[HappenedRecord]}, 403))
def history(request: HttpRequest) -> list[HappenedRecord]:
    """Return what happened to the caller's account, the youngest first."""
    call = calling(request, side=None)
    return [
        HappenedRecord(
            what=Named(zh=say(each.what, Language.ZH), en=say(each.what, Language.EN)),
            at=each.at,
            subject=each.subject,
            address=each.address,
        )
        for each in call.portal.accounts.history(call.member.id, most=_MOST)
    ]


@router.post("/account/invitations", response=answers({201: InvitationRecord}, 403, 409, 422))
def invited(request: HttpRequest, wanted: _Invited, key: Key) -> Status[InvitationRecord]:
    """Invite somebody into the caller's organisation; asked again, the answer names nobody's link any more."""
    call = calling(request, act=True, side=None)
    portal, by, links = call.portal, call.member, list[str]()
    if not may(by, "house.invite"):
        raise AnswerError(403)
    try:
        who = Member(
            id=wanted.person,
            name=Name(zh=wanted.name_zh, en=wanted.name_en),
            organisation=by.organisation,
            roles=tuple(wanted.roles),
            side=by.side,
            owner=wanted.owner,
        )
    except PersonError as error:
        raise AnswerError(422, where=("person",)) from error

    def act() -> Answer:
        secret = given(invite(portal.accounts, by, who, at=portal.now()))
        links.append(request.build_absolute_uri(reverse("accept", args=[secret])))
        return Answer(status=201, body=InvitationRecord(person=who.id, link="").model_dump())

    with refusing():
        status = call.once(key, wanted, act)
    return Status(status.status_code, InvitationRecord(person=who.id, link=links[0] if links else ""))
