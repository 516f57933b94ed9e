"""The cast with accounts: who enters with what, and the process that signs what they approved."""

import time
from pathlib import Path
from typing import Any, Protocol

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.persons import Side
from tallystick.shell.operations.people.accounts import Credentials, enrol
from tallystick.shell.operations.people.carry_out import CarriedOut, carry_out
from tallystick.shell.operations.people.carrying import Tools
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.web.portal import Portal
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.twins import PlainDocuments
from tests.shell.web.conftest import Reader, portal_of

__all__ = ["Cast", "Staged", "entered", "stage", "totp"]


def totp(secret: str, *, step: int = 0) -> str:
    """The six digits that an authenticator shows now, or a step of 30 seconds earlier or later; each counts once."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


class Staged(Protocol):
    """A home with accounts, and a portal over it."""

    portal: Portal
    credentials: dict[str, Credentials]

    def code(self, person: str) -> str:
        """Return a code of somebody's authenticator that was not used yet."""
        ...


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


def stage(folder: Path, *only: str) -> Cast:
    """A cast in a home of their own, or some of it."""
    return Cast(folder, only)
