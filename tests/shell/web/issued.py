"""An issue on its pages: an overseas home with its people, the papers of the issue, and a ledger in memory."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Person, Side
from tallystick.shell.files.archives import read_zip
from tallystick.shell.operations.background.bench import Bench
from tallystick.shell.operations.background.tasks import TASKS
from tallystick.shell.operations.evidence.acts import Evidence, Intent, perform
from tallystick.shell.operations.issuance.issue_records import COMPLETED, PLANNED, keep_received, planned_body
from tallystick.shell.operations.issuance.registrations import midnight
from tallystick.shell.operations.issued.issues import Issues
from tallystick.shell.operations.issued.papers import PLACEMENT
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.people.accounts import Credentials, enrol
from tallystick.shell.operations.people.carry_out import CarriedOut, carry_out
from tallystick.shell.operations.people.carrying import Tools
from tallystick.shell.operations.people.issues.folder import Brought, bring
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.ledgers.ledger import Act, Head
from tallystick.shell.operations.ports.ledgers.tokens import Holding, Ineligibility, Movement, Order, Standing
from tallystick.shell.wiring import operations
from tests.shell.operations import example
from tests.shell.operations.example import CLOSING, FILING, ISSUER, PAYING_AGENT, TRUSTEE
from tests.shell.operations.issued import TOKENS, issued
from tests.shell.operations.twins import PlainDocuments
from tests.shell.web.conftest import Reader, portal_of
from tests.shell.web.people import copied_home, entered, with_api

__all__ = ["FUND", "INSURER", "NOW", "STRANGER", "Overseas", "stage"]

FUND, INSURER, STRANGER = "rosalind-chow", "graham-ince", "peter-strand"
NOW = example.at("2026-11-25T02:00")
_HOUSES = {
    FUND: Name(zh="太平山信贷基金（虚构）", en="Victoria Peak Credit Fund"),
    INSURER: Name(zh="大屿山保险（虚构）", en="Lantau Insurance (Bermuda) Limited, Hong Kong Branch"),
    STRANGER: Name(zh="别家基金（虚构）", en="Somebody Else's Fund"),
}


def investor(identity: str) -> Person:
    """Somebody of a house that holds, or of none."""
    key = sha256(identity.encode()).hexdigest()
    name = Name(zh=identity, en=identity)
    return Person(
        id=identity, name=name, organisation=_HOUSES[identity], roles=("investor",), public_key=key, side=Side.OVERSEAS
    )


@dataclass(slots=True)
class MemoryLedger:
    """A ledger on which everybody holds what was allotted; what is changed in it is changed for every reader."""

    held: dict[str, dict[str, int]]
    minted: dict[str, int]
    expired: set[str] = field(default_factory=set)
    anchored: dict[str, tuple[int, int]] = field(default_factory=dict)
    away: bool = False
    says: list[Finding] = field(default_factory=list)

    def head(self) -> Head:
        """The last block."""
        return Head(number=1, hash="0x" + "00" * 32, at=NOW)

    def block_at(self, moment: dt.datetime) -> Head:
        """The one block there is."""
        return Head(number=1, hash="0x" + "00" * 32, at=moment)

    def holdings(self, token: str, *, block: int | None = None) -> tuple[Holding, ...]:
        """Who holds how much."""
        return tuple(Holding(account=who, amount=units) for who, units in sorted(self.held[token].items()))

    def mints(self, token: str) -> tuple[Movement, ...]:
        """One mint of all."""
        act = Act(transaction="0x" + "11" * 32, block=1, at=CLOSING, gas=1, repeated=False)
        return (Movement(order=Order(key="00" * 32, holder="0x", amount=self.minted[token]), act=act),)

    def redemptions(self, token: str) -> tuple[Movement, ...]:
        """None."""
        return ()

    def token(self, address: str) -> Any:
        """The token's supply."""
        return _Token(supply=self.minted[address])

    def performance(self, token: str) -> tuple[int, int]:
        """What was anchored last."""
        return self.anchored.get(token, (0, 10**18))

    def eligibility(self, registry: str, who: Any, mask: int, *, at: dt.datetime) -> tuple[Ineligibility, ...]:
        """Everybody may hold but those whose evidence is over."""
        return tuple(Ineligibility.EXPIRED if each in self.expired else Ineligibility.NONE for each in who)

    def registered(self, registry: str) -> dict[str, Standing | None]:
        """Everybody who holds, as `standing` says."""
        return {who: self.standing(registry, who) for own in self.held.values() for who in own}

    def frozen_on(self, token: str, accounts: Any) -> frozenset[str]:
        """Nobody."""
        return frozenset()

    def standing(self, registry: str, account: str) -> Standing | None:
        """Until the middle of next year, or until yesterday."""
        day = dt.date(2026, 11, 20) if account in self.expired else dt.date(2027, 8, 14)
        return Standing(expires_at=midnight(day), classes=3, jurisdiction=344)


@dataclass(frozen=True, slots=True)
class _Token:
    supply: int


@cache
def _orders() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    orders = issued().placed.plan.orders
    held = {
        address: {each.wallet: each.units for each in orders if each.token_class == name}
        for name, address in TOKENS.items()
    }
    return held, {address: sum(own.values()) for address, own in held.items()}


class Overseas:
    """A home overseas in which the example was issued, with accounts for its agents and for those who hold it."""

    portal: Any

    def __init__(self, folder: Path) -> None:
        self.home, made = folder, operations()
        held, minted = _orders()
        self.ledger: Any = MemoryLedger(held={name: dict(own) for name, own in held.items()}, minted=dict(minted))
        people = [*map(example.person, (ISSUER, TRUSTEE, PAYING_AGENT)), *map(investor, _HOUSES)]
        with made.make_home(str(folder), Side.OVERSEAS) as home:
            given = enrol(home.accounts, people, Side.OVERSEAS, at=CLOSING, totp=True)
            self.credentials: dict[str, Credentials] = {each.person: each for each in given}
            _issue(home.evidence)
        self._open()

    def copy(self, folder: Path) -> "Overseas":
        """The same people and issue in a copy of their home, with a ledger of its own, for what changes it."""
        made = object.__new__(type(self))
        made.home, made.ledger, made.credentials = (
            copied_home(self.home, folder),
            deepcopy(self.ledger),
            self.credentials,
        )
        made._open()
        made.portal = replace(made.portal, now=self.portal.now)
        return made

    def __getstate__(self) -> dict[str, Any]:
        kept = {"home": self.home, "ledger": self.ledger, "credentials": self.credentials}
        return {**kept, "now": self.portal.now()}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.home, self.ledger, self.credentials = (kept[name] for name in ("home", "ledger", "credentials"))
        self._open()
        self.portal = replace(self.portal, now=lambda: kept["now"])

    def _open(self) -> None:
        plain = portal_of(self.home, Side.OVERSEAS)
        issues = Issues(evidence=plain.register.evidence, work=plain.work)
        self.portal = replace(plain, issues=issues, ledger=self.reading, now=lambda: NOW)
        with_api(self)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """The ledger, where it answers."""
        if self.ledger.away:
            raise ChainUnavailableError(finding("chain.not-running"))
        yield self.ledger

    def papers(self, files: Mapping[str, bytes]) -> None:
        """Bring papers as the paying agent does."""
        issue = self.issue()
        member = self.portal.accounts.member(PAYING_AGENT)
        seen = issue.folder.revision if issue.folder is not None else 0
        objects = self.portal.register.evidence.objects
        brought = bring(self.portal.work, objects, issue, Brought(files=files, seen=seen), by=member, at=NOW)
        assert brought.value is not None, example.codes(brought)

    def issue(self) -> Any:
        """The issue as the pages have it."""
        return self.portal.issues.issue(FILING)

    @contextmanager
    def writing(self) -> Iterator[Evidence]:
        """The evidence of the home, held alone."""
        with operations().open_home(str(self.home), Side.OVERSEAS) as home:
            yield home.evidence

    def placed(self) -> "Overseas":
        """Bring price and order book."""
        self.papers({f"{PLACEMENT}{name}": content for name, content in example.placement().items()})
        return self

    def code(self, person: str) -> str:
        """A code of somebody's authenticator that was not used yet."""
        from django.core.cache import cache as remembered

        from tests.shell.web.people import totp

        remembered.clear()
        return totp(self.credentials[person].totp)

    def reader(self, person: str) -> Reader:
        """A browser in which somebody entered."""
        return entered(self, person)

    def bench(self, tell: Callable[[str, int, int], None] = lambda *_: None) -> Bench:
        """A worker's place for one job, on this ledger."""
        made = operations()

        def read_home(folder: str, side: Side) -> Any:
            return replace(made.read_home(folder, side), ledger=self.reading)

        here: Operations = replace(made, read_home=read_home, now=lambda: NOW, documents=PlainDocuments())
        return Bench(
            operations=here,
            home=str(self.home),
            side=Side.OVERSEAS,
            shelf=self.portal.workplace.shelf,
            tell=tell,
            unzip=read_zip,
            send=lambda *_: 200,
        )

    def work(self) -> None:
        """Do the jobs that wait, in this process and on this ledger."""
        queue = self.portal.workplace.queue
        while (job := queue.claim("a test")) is not None:
            queue.finish(job, TASKS[job.wanted.task](self.bench(), **job.wanted.arguments))

    def sign(self) -> list[CarriedOut]:
        """Let the signing process carry out what was approved."""
        with operations().open_home(str(self.home), Side.OVERSEAS) as home:
            here = replace(home, ledger=self.reading, copied_ledger=self.reading)
            return [*carry_out(here, Tools(documents=PlainDocuments(), key=example.signer))]


def _issue(kept: Evidence) -> None:
    """Write into a home what an issue leaves there."""
    ready = issued()
    by = (example.person(ISSUER), example.person(TRUSTEE))
    keep_received(kept, ready.received, example.signer(ISSUER), CLOSING)
    plan = planned_body(ready.placed.plan, ready.pricing, {}, "00" * 32, by, example.signer(TRUSTEE))
    perform(kept, Intent(kind=PLANNED, subject=FILING, at=CLOSING, body=plan), example.signer(ISSUER))
    places = ("filings", "eligibility", "mandates", "reports", "distributor")
    body: dict[str, object] = {"tokens": TOKENS, **{name: f"0x{name}" for name in places}}
    perform(kept, Intent(kind=COMPLETED, subject=FILING, at=CLOSING, body=body), example.signer(ISSUER))


def stage(folder: Path) -> Overseas:
    """An issue in a home of its own."""
    return Overseas(folder)
