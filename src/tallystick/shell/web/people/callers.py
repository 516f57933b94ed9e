"""Who calls the API by tokens: a person, and for whatever changes something their organisation as well.

    Authorization: Bearer tsp_…       the person's token
    Organisation-Token: tso_…         the organisation's, made by one of its owners

To read, the person's scopes count; to change something, the scopes that both tokens have. A call with tokens is not
looked at for a session.
Source: RFC 6750, section 2.1.
"""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.tokens import Holder, Scope, Tokens
from tallystick.shell.operations.tokens.tokens import recognise
from tallystick.shell.web.portal import Portal

__all__ = ["PERSON", "Caller", "by_tokens"]

PERSON: Final = "Authorization"
_HOUSE: Final = "Organisation-Token"
_BEARER: Final = "bearer"
_READING: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A member, and what their tokens let them do."""

    member: Member
    scopes: frozenset[Scope]


def by_tokens(request: HttpRequest, portal: Portal) -> Caller | None:
    """Return who calls; None where a token that was given does not hold, or the two belong to different houses."""
    tokens = None if portal.workplace is None else portal.workplace.tokens
    kind, _, secret = request.headers.get(PERSON, "").partition(" ")
    if tokens is None or kind.lower() != _BEARER:
        return None
    own = recognise(tokens, secret.strip(), Holder.PERSON, at=portal.now())
    member = None if own is None else portal.accounts.member(own.person)
    if own is None or member is None or not member.active:
        return None
    scopes, house = frozenset(own.scopes), request.headers.get(_HOUSE, "")
    shared = _of_the_house(tokens, portal, member, house) if house else frozenset[Scope]()
    if shared is None:
        return None
    return Caller(member=member, scopes=scopes if request.method in _READING else scopes & shared)


def _of_the_house(tokens: Tokens, portal: Portal, member: Member, secret: str) -> frozenset[Scope] | None:
    found = recognise(tokens, secret, Holder.HOUSE, at=portal.now())
    maker = None if found is None else portal.accounts.member(found.person)
    if found is None or maker is None or not (maker.active and maker.owner):
        return None
    return frozenset(found.scopes) if found.house == member.organisation else None
