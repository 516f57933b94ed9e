"""The cast with accounts: who enters with what, and the process that signs what they approved."""

import json
import shutil
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.persons import Side
from tallystick.shell.operations.people.accounts import Credentials, enrol
from tallystick.shell.operations.people.carry_out import CarriedOut, carry_out
from tallystick.shell.operations.people.carrying import Tools
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.people.tokens import Holder, Scope, Tokens
from tallystick.shell.operations.tokens.tokens import make
from tallystick.shell.web.people.rights import permitted_by_account
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.web.portal import Portal, install
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import uploads
from tests.shell.operations import example
from tests.shell.operations.twins import PlainDocuments
from tests.shell.web.conftest import Reader, portal_of

__all__ = ["Cast", "Program", "Staged", "copied_home", "entered", "kept", "stage", "totp", "with_api"]


def totp(secret: str, *, step: int = 0) -> str:
    """The six digits that an authenticator shows now, or a step of 30 seconds earlier or later; each counts once."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


class Staged(Protocol):
    """A home with accounts, and a portal over it."""

    home: Path
    portal: Portal
    credentials: dict[str, Credentials]

    def code(self, person: str) -> str:
        """Return a code of somebody's authenticator that was not used yet."""
        ...


_Staged = TypeVar("_Staged", bound=Staged)


class Cast:
    """A new onshore home with accounts for everybody of the example."""

    def __init__(self, folder: Path, only: tuple[str, ...] = ()) -> None:
        self.home, made = folder, operations()
        people, _ = parse_people((example.EXAMPLE / "people.yaml").read_bytes(), file="people.yaml")
        with made.make_home(str(folder), Side.ONSHORE) as home:
            roll = [each for each in people if not only or each.id in only]
            given = enrol(home.accounts, roll, Side.ONSHORE, at=example.CLOSING, totp=True)
            self.credentials: dict[str, Credentials] = {each.person: each for each in given}
        self.portal = portal_of(folder, Side.ONSHORE)

    def copy(self, folder: Path) -> "Cast":
        """The same people in a copy of their home, for what changes it."""
        made = object.__new__(type(self))
        made.home, made.credentials = copied_home(self.home, folder), self.credentials
        made.portal = replace(portal_of(folder, Side.ONSHORE), now=self.portal.now)
        return made

    def __getstate__(self) -> dict[str, Any]:
        return {"home": self.home, "credentials": self.credentials, "now": self.portal.now()}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.home, self.credentials = kept["home"], kept["credentials"]
        self.portal = replace(portal_of(self.home, Side.ONSHORE), now=lambda: kept["now"])

    def code(self, person: str) -> str:
        """A code of somebody's authenticator that was not used yet."""
        from django.core.cache import cache

        cache.clear()
        return totp(self.credentials[person].totp)

    def reader(self, person: str) -> Reader:
        """A browser in which somebody entered."""
        return entered(self, person)

    def sign(self, documents: Documents | None = None) -> list[CarriedOut]:
        """Let the signing process carry out what was approved; its documents are plain texts unless said otherwise."""
        with operations().open_home(str(self.home), Side.ONSHORE) as home:
            return [*carry_out(home, Tools(documents=documents or PlainDocuments(), key=example.signer))]


def copied_home(home: Path, folder: Path) -> Path:
    """Copy a home that nobody writes to; what SQLite remembers of its readers stays behind."""
    return Path(shutil.copytree(home, folder, ignore=shutil.ignore_patterns("*-shm")))


def entered(cast: Staged, person: str) -> Reader:
    """A browser in which somebody entered, by password and code."""
    browser = Reader(cast.portal)
    given = cast.credentials[person]
    browser.get("/account/login/")
    asked: Any = browser.post("/account/login/", {"login": person, "password": given.password})
    assert asked.status_code == 302, asked.content.decode()
    asked = browser.post("/account/factors/authenticate/", {"code": cast.code(person)})
    assert asked.status_code == 302, asked.content.decode()
    return browser


def seconded(cast: Cast, browser: Reader, person: str, plan: str, event: str) -> int:
    """Give the second's own outcome on a decision, then approve it; the status of the approval."""
    given = {"event": event, "standing": "rehearsal", "reason": "So it seems to me."}
    assert browser.post(f"{plan}outcome/", given).status_code == 302
    return int(browser.post(f"{plan}approve/", {"code": cast.code(person)}).status_code)


def stage(folder: Path, *only: str) -> Cast:
    """A cast in a home of their own, or some of it."""
    return Cast(folder, only)


def with_api(cast: _Staged) -> _Staged:
    """The same cast in a portal whose API knows them by their accounts and their tokens, as `serve` has it."""
    home = operations().read_home(str(cast.home), cast.portal.side)
    place = Workplace(
        queue=home.queue,
        shelf=home.shelf,
        uploads=uploads(str(cast.home)),
        hooks=home.hooks,
        is_public=lambda _: True,
        permit=permitted_by_account,
        tokens=home.tokens,
        calls=home.calls,
    )
    cast.portal = replace(cast.portal, workplace=place)
    return cast


def kept(cast: Staged) -> Tokens:
    """The tokens of its home."""
    assert cast.portal.workplace is not None
    assert cast.portal.workplace.tokens is not None
    return cast.portal.workplace.tokens


class Program:
    """A program with tokens and no session."""

    def __init__(self, cast: Staged, person: str, *scopes: Scope, house: str = "", house_scopes: Any = None) -> None:
        self.reader, tokens = Reader(cast.portal), kept(cast)
        install(cast.portal)
        every, at = scopes or tuple(Scope), cast.portal.now()
        member = cast.portal.accounts.member(person)
        assert member is not None
        own = make(tokens, member, Holder.PERSON, every, label="a", days=7, at=at).value
        self.headers = {"Authorization": f"Bearer {own}"}
        owner = cast.portal.accounts.member(house) if house else None
        if owner is not None:
            shared = make(tokens, owner, Holder.HOUSE, house_scopes or tuple(Scope), label="b", days=7, at=at).value
            self.headers["Organisation-Token"] = str(shared)

    def get(self, path: str) -> tuple[int, Any]:
        answer = self.reader.get(f"/api/v1{path}", headers=self.headers)
        return answer.status_code, json.loads(answer.content)

    def post(self, path: str, key: str, **body: Any) -> tuple[int, Any]:
        headers = {**self.headers, "Idempotency-Key": key}
        answer = self.reader.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content)

    def send(self, name: str, content: bytes) -> str:
        """Upload a file, whole."""
        digest = sha256(content).hexdigest()
        upload = self.post("/uploads", f"send-{digest[:20]}", name=name, size=len(content), sha256=digest)[1]["id"]
        path = f"/api/v1/uploads/{upload}?at=0"
        sent = self.reader.patch(path, content, content_type="application/octet-stream", headers=self.headers)
        assert sent.status_code == 200, sent.content
        return str(upload)
