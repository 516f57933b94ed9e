"""Two authorities at their portals: a desk that holds a filing, and officers overseas where its edition arrived."""

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tallystick.deal.answers.people import parse_people
from tallystick.evidence.persons import Side
from tallystick.filing.states import Event
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.issuance.issue_records import keep_received
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.people.accounts import Credentials, enrol
from tallystick.shell.operations.people.carry_out import CarriedOut, carry_out
from tallystick.shell.operations.people.carrying import Tools
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import DESK, EXAMPLES, at
from tests.shell.operations.twins import PlainDocuments
from tests.shell.web.conftest import Reader, portal_of, submitted
from tests.shell.web.people import copied_home, entered, totp, with_api

__all__ = ["CAST", "NOW", "OFFICERS", "WITNESS", "Authority", "both", "sent", "terms"]

OFFICERS = ("ingrid-solberg", "marcus-adeyemi")
CAST = EXAMPLES / "cast"
WITNESS = "nadia-osei"
NOW = at("2026-11-03T02:00")


def apart(task: Any, *arguments: Any) -> Any:
    """Do a task here with what a process of its own would be handed, and hand back what that would."""
    there, given = pickle.loads(pickle.dumps((task, arguments)))  # noqa: S301 - our own, a moment ago
    return pickle.loads(pickle.dumps(there(*given)))  # noqa: S301 - likewise


class Authority:
    """An authority at its own portal, with accounts for these people alone."""

    def __init__(self, folder: Path, side: Side, *people: str) -> None:
        self.home, self.side, self._entered = folder, side, dict[str, Reader]()
        roll, _ = parse_people((CAST / "people.yaml").read_bytes())
        with operations().make_home(str(folder), side) as home:
            own = [each for each in roll if each.id in people]
            given = enrol(home.accounts, own, side, at=example.CLOSING, totp=True)
            self.credentials: dict[str, Credentials] = {each.person: each for each in given}
        self.portal: Any = replace(portal_of(folder, side, confined=apart), now=lambda: NOW)

    def copy(self, folder: Path) -> "Authority":
        """The same people in a copy of their home, for what changes it."""
        made = object.__new__(type(self))
        made.home, made.side, made._entered = copied_home(self.home, folder), self.side, {}
        made.credentials = self.credentials
        made.portal = replace(portal_of(folder, self.side, confined=apart), now=self.portal.now)
        return with_api(made)

    def code(self, person: str) -> str:
        """A code of somebody's authenticator that was not used yet."""
        from django.core.cache import cache

        cache.clear()
        return totp(self.credentials[person].totp)

    def reader(self, person: str) -> Reader:
        """The browser in which somebody entered, who stays there."""
        if person not in self._entered:
            self._entered[person] = entered(self, person)
        return self._entered[person]

    def sign(self) -> list[CarriedOut]:
        """Let the signing process carry out what was approved."""
        with operations().open_home(str(self.home), self.side) as home:
            return [*carry_out(home, Tools(documents=PlainDocuments(), key=example.signer))]

    def act(self, path: str, *people: str, **form: Any) -> CarriedOut:
        """Post a form as the first, approve what it prepared as each of the others, and have it signed."""
        first, *others = people
        answer = self.reader(first).post(path, {**form, "code": self.code(first)})
        assert answer.status_code == 302, (answer.status_code, told(answer))
        plan = answer.headers["Location"]
        for each in others:
            assert self.sign() == [], "one is not enough"
            assert self.reader(each).post(f"{plan}approve/", {"code": self.code(each)}).status_code == 302
        (done,) = self.sign()
        return done

    def done(self, path: str, *people: str, **form: Any) -> None:
        """The same, where it must hold."""
        carried = self.act(path, *people, **form)
        assert carried.state is PlanState.DONE, carried.findings


def told(answer: Any) -> list[str]:
    """What a page refuses, in words."""
    return [each.partition("</p>")[0] for each in answer.content.decode().split('<p class="what">')[1:]]


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def terms() -> dict[str, SimpleUploadedFile]:
    """The agreement and the roll that each side adopts."""
    names = {"agreement": "agreement.yaml", "roll": "people.yaml"}
    return {field: sent((CAST / name).read_bytes(), name) for field, name in names.items()}


def both(folder: Path) -> tuple[Authority, Authority]:
    """The desk with a filing that was filed in rehearsal, and the officers where its edition arrived."""
    desk = Authority(folder / "onshore", Side.ONSHORE, *DESK, example.FILER)
    with operations().open_home(str(desk.home), Side.ONSHORE) as home:
        submitted(home.evidence)
        example.decided(home.evidence, Event.FILE)
        example.recorded(home.evidence)
        delivered = deliver(home.evidence, example.FILING).value
    assert delivered is not None
    received = open_received(delivered).value
    assert received is not None
    abroad = Authority(folder / "overseas", Side.OVERSEAS, *OFFICERS, WITNESS)
    with operations().open_home(str(abroad.home), Side.OVERSEAS) as home:
        keep_received(home.evidence, received, example.signer(example.ISSUER), at("2026-09-14T02:00"))
    return with_api(desk), with_api(abroad)
