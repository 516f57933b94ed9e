"""One small deal on a local chain: class A of one filing, cap 1,000, two holders in Hong Kong and Singapore."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.ledgers.ledger import Approver, ClassCap, FilingRecord, FilingRoles, identifier
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY, Order, Registration, Standing, TokenTerms

pytest.importorskip("web3", reason="the extra [chain] is not installed")

from tallystick.shell.chain.accounts import Accounts
from tallystick.shell.chain.agents import AgentChain
from tallystick.shell.chain.anvil import LocalNode, local_node, program
from tallystick.shell.chain.client import Chain
from tallystick.shell.chain.connection import Connection

NOTICE = datetime(2026, 9, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)
AT = NOTICE + 5 * DAY
HONG_KONG, SINGAPORE, MAINLAND = 344, 702, 156
CLASS_A = identifier("class A")
CAP = 1_000
_PLACES = ("one", "two", "three", "back")


def need_anvil() -> None:
    """Skip where the local chain is not installed, saying how to get it."""
    try:
        program()
    except ChainUnavailableError as missing:
        pytest.skip(str(missing))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[AgentChain, LocalNode]]:
    """Run the folder's chain."""
    with local_node(folder) as node:
        yield AgentChain(Connection(node.url), Accounts.open(folder)), node


def roles(chain: Chain) -> FilingRoles:
    """The four accounts of the registry of filings."""
    names = ("agent", "issuer", "trustee", "guardian")
    return FilingRoles(**{name: chain.account(name) for name in names})


def record(filing: str, *, cap: int = CAP) -> FilingRecord:
    """The record of a filing."""
    return FilingRecord(
        filing_id=identifier(filing),
        package_sha256=identifier("package"),
        package_sm3=identifier("package, sm3"),
        terms_hash=identifier("terms"),
        notice_reference="rehearsal 2026-1",
        notice_digest=identifier("notice"),
        notice_at=NOTICE,
        valid_from=NOTICE + DAY,
        valid_until=NOTICE + 300 * DAY,
        caps=(ClassCap(class_id=CLASS_A, cap=cap),),
    )


def registration(chain: Chain, holder: str, jurisdiction: int = HONG_KONG) -> Registration:
    """A holder's standing, good for 200 days."""
    standing = Standing(expires_at=NOTICE + 200 * DAY, classes=1, jurisdiction=jurisdiction)
    return Registration(account=chain.account(holder), standing=standing, commitment=identifier(f"salted {holder}"))


@dataclass(frozen=True, slots=True)
class Deal:
    """What was deployed for one filing."""

    chain: Chain
    filing: str
    filings: str
    eligibility: str
    token: str

    def order(self, key: str, holder: str, amount: int) -> Order:
        """An order under a key of this deal; the keys called one and two follow each other."""
        page = identifier(self.filing)[:-2]
        return Order(key=f"{page}{_PLACES.index(key):02x}", holder=self.chain.account(holder), amount=amount)

    def approve(self, *, at: datetime = AT) -> None:
        """Let issuer and trustee approve the record."""
        state = self.chain.filing(self.filings, identifier(self.filing))
        assert state is not None
        for approver in Approver:
            self.chain.approve(self.filings, identifier(self.filing), approver, digest=state.digest, at=at)


def terms(chain: Chain, filing: str, filings: str, eligibility: str) -> TokenTerms:
    """The terms of class A."""
    paying = chain.account("paying-agent")
    mandates = chain.deploy_beside(f"{filing} mandates", "Mandates", chain.account("trustee"), at=AT).address
    cash = (filings, identifier(filing), NOBODY, paying, mandates)
    return TokenTerms(
        name="Example Leasing 2026-1 A",
        symbol="EXL-A",
        decimals=2,
        filings=filings,
        eligibility=eligibility,
        filing_id=identifier(filing),
        class_id=CLASS_A,
        class_mask=1,
        agent=chain.account("agent"),
        mandates=mandates,
        reports=chain.deploy_beside(f"{filing} reports", "ReportAnchor", chain.account("agent"), paying, at=AT).address,
        distributor=chain.deploy_beside(f"{filing} distributor", "Distributor", *cash, at=AT).address,
    )


def deployed(chain: Chain, filing: str) -> Deal:
    """Deploy everything and propose the record; nobody has approved it yet."""
    filings = chain.deploy_filings(f"{filing} filings", roles(chain), at=AT).address
    eligibility = chain.deploy_eligibility(f"{filing} eligibility", chain.account("transfer-agent"), at=AT).address
    token = chain.deploy_token(f"{filing} A", terms(chain, filing, filings, eligibility), at=AT).address
    chain.propose(filings, record(filing), at=AT)
    chain.bind(filings, identifier(filing), CLASS_A, token, at=AT)
    chain.register(eligibility, [registration(chain, "holder-0"), registration(chain, "holder-1", SINGAPORE)], at=AT)
    return Deal(chain, filing, filings, eligibility, token)


def live(chain: Chain, filing: str) -> Deal:
    """Deploy everything and have the record approved by both."""
    deal = deployed(chain, filing)
    deal.approve()
    return deal
