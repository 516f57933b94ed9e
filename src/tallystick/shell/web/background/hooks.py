"""Acts as events, from any point on, and listeners that are told of them, signed, and again from any point on.

    GET /events?after=NUMBER        the acts in the log after one, in order: public, as the log is
    POST /hooks {address, after}    be told of them; the secret is answered once, and again only under the same key
    PATCH /hooks/{id} {after}       be told again from there

Source: Standard Webhooks, 1.0.
"""

import base64
import hashlib
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tallystick.shell.operations.background.bench import task_name
from tallystick.shell.operations.background.telling import events_after, every_minute, tell_hooks
from tallystick.shell.operations.ports.services.hooks import Hook, Hooks
from tallystick.shell.web.place.answers import AnswerError, answers
from tallystick.shell.web.place.workplace import Right
from tallystick.shell.web.portal import installed

__all__ = ["EventRecord", "HookRecord", "drop", "events", "hooks", "listen", "replay", "router"]

_MOST_HOOKS = 10
_Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._:-]{8,120}$")]
_HookId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
_Number = Annotated[int, Field(ge=0, le=2**53)]

router = Router(tags=["events"])


class EventRecord(BaseModel):
    """An act in the log; `number` is the cursor from which what follows is asked for."""

    type: str
    timestamp: str
    number: int
    data: dict[str, Any]


class HookRecord(BaseModel):
    """A listener; `secret` is empty but in the answer that made it."""

    id: str
    address: str
    cursor: int
    failures: int
    secret: str = ""


class _After(BaseModel):
    after: _Number = 0
    most: int = Field(default=100, ge=1, le=1000)


class _Listening(BaseModel):
    model_config = ConfigDict(extra="forbid")
    address: str = Field(min_length=10, max_length=500, description="https, on the public internet, port 443")
    after: _Number | None = Field(default=None, description="the last act that need not be told; now where absent")


class _From(BaseModel):
    model_config = ConfigDict(extra="forbid")
    after: _Number


@router.get("/events", response=answers({200: list[EventRecord]}, 422))
def events(request: HttpRequest, wanted: Annotated[_After, Query()]) -> list[EventRecord]:  # noqa: ARG001
    """Return the acts in the log after one, in order."""
    found = events_after(installed().register.evidence, wanted.after, most=wanted.most)
    return [EventRecord(**each) for each in found]


@router.post("/hooks", response=answers({201: HookRecord}, 403, 409, 422))
def listen(request: HttpRequest, wanted: _Listening, key: _Key) -> Status[HookRecord]:
    """Be told of acts from now on, or from a point on."""
    kept, who = _let(request)
    place = installed().workplace
    if place is None or not place.is_public(wanted.address):
        raise AnswerError(422, where=("address",))
    under, asked = _half(f"{who}\n{key}"), _half(wanted.model_dump_json())
    cursor = installed().register.evidence.journal.last() if wanted.after is None else wanted.after
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    with installed().work.alone():
        mine = {each.id for each in kept.hooks(by=who)}
        if any(each.startswith(under) and each != under + asked for each in mine):
            raise AnswerError(422, where=("Idempotency-Key",))
        if under + asked not in mine and len(mine) >= _MOST_HOOKS:
            raise AnswerError(409)
        hook = kept.keep(Hook(id=under + asked, by=who, address=wanted.address, secret=secret, cursor=cursor))
    place.queue.plan(every_minute(datetime.now(UTC), task_name(tell_hooks)))
    return Status(201, _record(hook, secret=hook.secret))


@router.get("/hooks", response=answers({200: list[HookRecord]}, 403))
def hooks(request: HttpRequest) -> list[HookRecord]:
    """Return one's listeners, and how far each was told."""
    kept, who = _let(request)
    return [_record(each) for each in kept.hooks(by=who)]


@router.patch("/hooks/{hook}", response=answers({200: HookRecord}, 403, 404, 409, 422))
def replay(request: HttpRequest, hook: _HookId, wanted: _From) -> HookRecord:
    """Be told again from a point on, or from further on; a listener that was given up is asked again."""
    kept, found = _mine(request, hook)
    if not kept.move(found, to=wanted.after):
        raise AnswerError(409)
    return HookRecord(id=found.id, address=found.address, cursor=wanted.after, failures=0)


@router.delete("/hooks/{hook}", response=answers({204: None}, 403, 404, 422))
def drop(request: HttpRequest, hook: _HookId) -> Status[None]:
    """Be told no more."""
    kept, found = _mine(request, hook)
    kept.drop(found)
    return Status(204, None)


def _let(request: HttpRequest) -> tuple[Hooks, str]:
    place = installed().workplace
    who = place.permit(request, Right.LISTEN) if place is not None else None
    if place is None or place.hooks is None or not who:
        raise AnswerError(403)
    return place.hooks, who


def _mine(request: HttpRequest, hook: str) -> tuple[Hooks, Hook]:
    kept, who = _let(request)
    found = next((each for each in kept.hooks(by=who) if each.id == hook), None)
    if found is None:
        raise AnswerError(404)
    return kept, found


def _half(text: str) -> str:
    """Return half the id of a listener: the first is of its key, the second of what was asked for under it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _record(hook: Hook, *, secret: str = "") -> HookRecord:
    return HookRecord(id=hook.id, address=hook.address, cursor=hook.cursor, failures=hook.failures, secret=secret)
