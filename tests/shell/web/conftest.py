"""Both portals over homes on disk: a filing that was submitted, filed in rehearsal and recorded, and its edition.

Django is set up once a process; where a test of the store came first, with the portal's settings all the same, since
this file is read before any test runs.
"""

from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tallystick.evidence.persons import Side
from tallystick.filing.states import Event
from tallystick.shell.documents.makers import Makers
from tallystick.shell.files.archives import read_zip
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.issuance.issue_records import keep_received
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.scanning import UNSCANNED
from tallystick.shell.operations.register.register import Register, roll_of
from tallystick.shell.operations.supervision.verify import verify as tallied
from tallystick.shell.operations.supervision.watching import on_ledger
from tallystick.shell.store.default import choose
from tallystick.shell.store.journal import StoreJournal
from tallystick.shell.web import portal as pages
from tallystick.shell.web.portal import Portal
from tallystick.shell.web.settings import set_up
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import prepare_portal
from tests.shell.operations import example
from tests.shell.operations.twins import PlainDocuments

WITNESS = "nadia-osei"
ROLL = str(example.EXAMPLE / "people.yaml")

if not django_settings.configured:
    set_up(hosts=(), secret="only tests run with this one")
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # no test waits for a hash


@pytest.fixture(autouse=True)
def ledger_that_says_what_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger in memory has no contracts to tally: it says what the test put into `says`."""

    def verify(evidence: Evidence, reader: Any, *given: Any, **named: Any) -> Outcome[Any]:
        said = getattr(reader, "says", None)
        return tallied(evidence, reader, *given, **named) if said is None else Outcome(value=said, findings=tuple(said))

    monkeypatch.setattr(on_ledger, "verify", verify)


@cache
def package() -> dict[str, bytes]:
    """The example's package over leases that are soon repaid, made once."""
    made = make_package(example.soon_repaid(), PlainDocuments(), secret=lambda: example.SECRET)
    assert made.value is not None, example.codes(made)
    return made.value.package.files()


def submitted(kept: Evidence) -> None:
    """Submit it."""
    by = example.person(example.FILER)
    moment = example.at("2026-09-01T02:00")
    assert submit(kept, package(), by=by, signer=example.signer(by.id), at=moment).value is not None


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[Side, Path]:
    """An onshore home with one recorded filing, and an overseas home where its edition arrived."""
    top, made = tmp_path_factory.mktemp("portal"), operations()
    with made.make_home(str(top / "onshore"), Side.ONSHORE) as home:
        submitted(home.evidence)
        example.decided(home.evidence, Event.FILE)
        example.recorded(home.evidence)
        cosign(home.evidence.log, example.person(WITNESS), example.signer(WITNESS), at=example.at("2026-09-10T03:00"))
    received = open_received(crossed_from(top / "onshore")).value
    assert received is not None
    with made.make_home(str(top / "overseas"), Side.OVERSEAS) as home:
        keep_received(home.evidence, received, example.signer(example.ISSUER), example.at("2026-09-14T02:00"))
    return {Side.ONSHORE: top / "onshore", Side.OVERSEAS: top / "overseas"}


def crossed_from(home: Path) -> dict[str, bytes]:
    """What crosses for the filing of a home."""
    delivered = deliver(operations().read_home(str(home), Side.ONSHORE).evidence, example.FILING)
    assert delivered.value is not None
    return delivered.value


@pytest.fixture(scope="session")
def crossed(homes: dict[Side, Path]) -> dict[str, bytes]:
    """What crossed from one home to the other."""
    return crossed_from(homes[Side.ONSHORE])


def here(task, *args):
    """Do a task in this process, which is quicker; one test has a process of its own."""
    return task(*args)


@cache
def prepared(home: Path) -> None:
    """Make the tables of a portal, once a home."""
    prepare_portal(str(home))


def portal_of(home: Path, side: Side, confined: Any = here) -> Portal:
    """The portal of a home, as `serve` makes it."""
    made = operations()
    prepared(home)
    read = made.read_home(str(home), side)
    register = Register(
        evidence=read.evidence, tiles=read.tiles, trusted=roll_of(made.folders, ROLL), now=lambda: example.CLOSING
    )
    return Portal(
        side=side,
        register=register,
        documents=Makers(),
        unzip=read_zip,
        confined=confined,
        accounts=read.accounts,
        work=read.work,
        scanner=UNSCANNED,
        now=lambda: example.CLOSING,
    )


class Reader(Client):
    """A browser at one portal, without scripts; several may be open at once."""

    def __init__(self, portal: Portal, **more: Any) -> None:
        super().__init__(headers={"host": "127.0.0.1", "accept-language": "en"}, **more)
        self.portal = portal

    def request(self, **asked: Any) -> Any:
        pages.install(self.portal)
        choose(cast("StoreJournal", self.portal.register.evidence.journal))
        return super().request(**asked)


@pytest.fixture
def onshore(homes: dict[Side, Path]) -> Reader:
    return Reader(portal_of(homes[Side.ONSHORE], Side.ONSHORE))


@pytest.fixture
def overseas(homes: dict[Side, Path]) -> Reader:
    return Reader(portal_of(homes[Side.OVERSEAS], Side.OVERSEAS))


@pytest.fixture
def empty(tmp_path: Path) -> Reader:
    with operations().make_home(str(tmp_path / "new"), Side.ONSHORE):
        pass
    return Reader(portal_of(tmp_path / "new", Side.ONSHORE))
