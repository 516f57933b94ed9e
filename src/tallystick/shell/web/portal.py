"""What a portal works with, and how a view comes by it: one object a process, handed over with each request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.http import HttpRequest

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language
from tallystick.shell.operations.issued.holdings import LedgerAt
from tallystick.shell.operations.issued.issues import Issues
from tallystick.shell.operations.issued.tokens import TokenDesk
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.compute import Confined, ConfinedError
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError, LedgerReader
from tallystick.shell.operations.ports.partitions import Partitions
from tallystick.shell.operations.ports.people.accounts import Accounts, Member
from tallystick.shell.operations.ports.people.tokens import Scope
from tallystick.shell.operations.ports.people.work import Work
from tallystick.shell.operations.ports.refusals import RefusedError
from tallystick.shell.operations.ports.services.scanning import Scanner
from tallystick.shell.operations.register.dropped import Unzip
from tallystick.shell.operations.register.register import Asked, Register
from tallystick.shell.web.place.buckets import Buckets, Rate
from tallystick.shell.web.place.workplace import Workplace

__all__ = ["Asking", "Portal", "install", "installed"]

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One side's pages over one home.

    Attributes:
        register: the filings of the home, and its log.
        documents: draws figures and makes the pages that stand alone.
        unzip: reads a stranger's archive, within limits.
        confined: does what a stranger's files ask for in a process of its own.
        workplace: uploads and jobs; None where there are none.
        issues: what is issued and paid from the home; None where nothing is, as onshore.
        ledger: opens the ledger for reading where it answers; None likewise.
        market: runs over a market for the desk; None where none was given.
        own_market: runs over the home's own filings likewise; None overseas.
        tokens: answers for the tokens made from the home; None where none are.
        buckets: how often anybody may ask the API.
        accounts: who may enter; `work` the deal folders and plans under way.
        scanner: looks through files that come in.
        now: asks the clock.
        rehearsed: whether that clock is a rehearsal's, which every page then says.
        ahead: by how much it goes ahead of the machine's, by which workers tell when they did something.
    """

    side: Side
    register: Register
    documents: Documents
    unzip: Unzip
    confined: Confined
    accounts: Accounts
    work: Work
    scanner: Scanner
    now: Callable[[], datetime]
    workplace: Workplace | None = None
    issues: Issues | None = None
    ledger: LedgerAt | None = None
    market: Partitions | None = None
    own_market: Partitions | None = None
    tokens: TokenDesk | None = None
    rehearsed: bool = False
    ahead: timedelta = timedelta()
    buckets: Buckets = field(default_factory=lambda: Buckets(Rate()))

    def read_ahead(self) -> None:
        """Read in what its first readers would wait for: what a search needs, the issues, the way to the ledger."""
        self.register.filings(Asked(words="-"))
        with suppress(RefusedError):
            if self.issues is not None:
                self.issues.issues()
            if self.ledger is not None:
                with self.ledger() as ledger:
                    ledger.head()

    @contextmanager
    def open_ledger(self) -> Iterator[LedgerReader]:
        """Open the ledger for reading.

        Raises:
            ChainUnavailableError: there is none, or it does not answer.
        """
        if self.ledger is None:
            raise ChainUnavailableError(finding("chain.not-running"))
        with self.ledger() as ledger:
            yield ledger

    def apart(self, act: Callable[..., Outcome[_Value]], *arguments: object) -> Outcome[_Value]:
        """Do what a stranger's files ask for in a process of its own; where that was stopped, this is what is found."""
        try:
            return self.confined(act, *arguments)
        except ConfinedError as error:
            return Outcome(value=None, findings=(error.finding,))


class Asking(HttpRequest):
    """A request as the middleware hands it on.

    Attributes:
        portal: what this process works with.
        language: in which the reader is answered; `theme` is auto, light or dark, `size` normal or large.
        member: who entered, or calls the API with a token; None for a reader without an account.
        scopes: what the tokens of a call let it do; None for somebody who entered.
    """

    portal: Portal
    language: Language
    theme: str
    size: str
    member: Member | None
    scopes: frozenset[Scope] | None


def install(portal: Portal) -> None:
    """Make this the portal of the process."""
    _INSTALLED[:] = [portal]


def installed() -> Portal:
    """Return the portal of the process.

    Raises:
        IndexError: none was installed.
    """
    return _INSTALLED[0]


_INSTALLED: list[Portal] = []
