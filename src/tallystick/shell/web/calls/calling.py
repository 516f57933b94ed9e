"""What every call about work begins with: who calls, what of theirs there is, and that a call is done once.

    Idempotency-Key: …     asked again under its key, a call is answered as before and does nothing; with another
                           content it is refused, and a refused call leaves its key free

Source: IETF, draft-ietf-httpapi-idempotency-key-header-07.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from django.http import HttpRequest
from ninja import Header, Status
from pydantic import BaseModel, Field

from tallystick.evidence.canonical import canonical
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Side
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.ports.people.tokens import Answer, Calls, KeyReusedError
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.web.calls.shapes import ActRecord
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError
from tallystick.shell.web.place.workplace import Right, Workplace
from tallystick.shell.web.portal import Portal, installed

__all__ = ["Calling", "DealId", "FilingId", "Key", "Sha256", "UploadId", "calling", "draft_of", "given", "refusing"]

Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._:-]{8,120}$")]
DealId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
FilingId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,120}$")]
UploadId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_KEY: Final = "Idempotency-Key"
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """A call: the portal, its workplace, who calls."""

    portal: Portal
    place: Workplace
    member: Member
    path: str

    def once(self, key: str, wanted: BaseModel | None, act: Callable[[], Answer], *, shown: bool = True) -> Status[Any]:
        """Do an act under a key, once.

        Args:
            key: of the call.
            wanted: its content.
            act: does it, or raises.
            shown: whether what must be shown anew for the act was; looked at for a new call alone.

        Raises:
            AnswerError: the key came before with another content, or something was not shown.
        """
        said = {} if wanted is None else wanted.model_dump(mode="json", exclude={"code"})
        asked = sha256_hex(canonical({"path": self.path, "said": said}))
        calls, name = _calls(self.place), f"{self.member.id}/{key}"
        try:
            known = calls.known(name, asked)
            if known is None and not shown:
                raise AnswerError(403, where=("code",))
            answer = known or calls.once(name, asked, act, at=self.portal.now())
        except KeyReusedError as error:
            raise AnswerError(422, where=(_KEY,)) from error
        return Status(answer.status, dict(answer.body))

    def known(self, key: str, wanted: BaseModel | None) -> bool:
        """Tell whether a call was answered before, so that nothing need be read or shown for it again."""
        said = {} if wanted is None else wanted.model_dump(mode="json", exclude={"code"})
        asked = sha256_hex(canonical({"path": self.path, "said": said}))
        try:
            return _calls(self.place).known(f"{self.member.id}/{key}", asked) is not None
        except KeyReusedError as error:
            raise AnswerError(422, where=(_KEY,)) from error

    def uploaded(self, uploads: list[str]) -> dict[str, bytes]:
        """Return files that the caller uploaded, by name.

        Raises:
            AnswerError: one is not theirs, or has not come as a whole.
        """
        sent = {}
        for each in uploads:
            found = self.place.uploads.find(each, by=self.member.id)
            if found is None or not found.whole:
                raise AnswerError(404 if found is None else 409)
            sent[found.name.rpartition("/")[2]] = self.place.shelf.get(found.sha256)
        return sent

    def prepared(self, plan: Plan) -> Answer:
        """Prepare an act; asked for anew under another key, the answer is the act that waits already."""
        made = self.portal.work.prepare(plan)
        new = made is plan
        return Answer(status=201 if new else 200, body=ActRecord.of(made).model_dump(mode="json"))


def calling(request: HttpRequest, *, act: bool = False, side: Side | None = Side.ONSHORE) -> Calling:
    """Return a call about work on one side, or on either where none is named; to change something with both tokens.

    Raises:
        AnswerError: nobody may, or they may not.
    """
    portal = installed()
    place = portal.workplace if side in {None, portal.side} else None
    who = None if place is None else place.permit(request, Right.ACT if act else Right.SEE)
    member = portal.accounts.member(who) if who else None
    if place is None or member is None or not member.active:
        raise AnswerError(403)
    return Calling(portal=portal, place=place, member=member, path=request.path)


def draft_of(call: Calling, deal: str, *, edit: bool = False) -> Draft:
    """Return a deal folder of the caller's.

    Raises:
        AnswerError: it is not there for them, or they may only look at it.
    """
    draft = call.portal.work.draft(deal)
    if draft is None or not may(call.member, "deal.see", draft):
        raise AnswerError(404)
    if edit and not may(call.member, "deal.edit", draft):
        raise AnswerError(403)
    return draft


def given(outcome: Outcome[_Value], status: int = 422) -> _Value:
    """Return what an operation made.

    Raises:
        AnswerError: it made nothing; its findings say why.
    """
    if outcome.value is None:
        raise AnswerError(status, *outcome.findings)
    return outcome.value


@contextmanager
def refusing(status: int = 409) -> Iterator[None]:
    """Answer what an operation refuses with its finding."""
    try:
        yield
    except RefusedError as error:
        raise AnswerError(status, error.finding) from error


def _calls(place: Workplace) -> Calls:
    if place.calls is None:
        raise AnswerError(403)
    return place.calls
