"""What each act on the ledger costs: gas of mined transactions on the local chain, the shipped build.

A value is `gasUsed`, so calldata and the 21,000 of a transaction are in it; it is the same on every run and every
machine. The act is the inner call by a single role holder. The twin is the ceiling that the act may not exceed, or the
figure of a peer; `ratio` is twin over value, above 1 the ceiling has room.
Nothing is yielded where the local chain is not installed.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from web3 import Web3

from bench.timing import Result
from tallystick.shell.chain.accounts import Accounts
from tallystick.shell.chain.anvil import local_node
from tallystick.shell.chain.client import Chain
from tallystick.shell.chain.connection import Connection
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.ledgers.ledger import Approver, ClassCap, FilingRecord, FilingRoles, identifier
from tallystick.shell.operations.ports.ledgers.tokens import Order, Registration, Standing, TokenTerms
from tools.settlement_asset import asset, existing

__all__ = ["ADAPTER", "BESIDE", "CEILINGS", "adapted", "measured", "results"]

CEILINGS = {
    "gas.transfer.existing": 50_000,
    "gas.transfer.both_settle": 60_000,
    "gas.mint.existing": 58_000,
    "gas.mint.batch100.new": 3_000_000,
    "gas.mint.batch100.existing": 1_500_000,
    "gas.onboard": 48_000,
    "gas.distribution": 62_000,
    "gas.claim": 65_000,
    "gas.freeze.partial": 52_000,
    "gas.deploy.token": 3_600_000,
}
"""What each act may cost. Source: the peers' figures, measured on the same chain (docs/gas.md)."""

BESIDE = ("gas.distribution.recorded",)
"""Acts without a ceiling that the page on gas tells of."""

ADAPTER = (
    "gas.adapter.deploy",
    "gas.adapter.mint",
    "gas.adapter.mint.batch100",
    "gas.adapter.redeem",
)
"""What acts on a token of another maker cost through its adapter, that token's own share in it: without a ceiling."""

_AT = datetime(2026, 9, 15, 9, tzinfo=UTC)
_DAY = timedelta(days=1)
_WORDS = "test test test test test test test test test test test junk"
"""The mnemonic that everybody uses for tests: the zero bytes of an address change the gas, so addresses are fixed."""
_FILING = "gas"
_HUNDRED = 100
_LAST = 200


def results() -> Iterator[Result]:
    """Yield the gas of each act beside its ceiling."""
    try:
        found = measured()
    except ChainUnavailableError:
        return
    for name, ceiling in CEILINGS.items():
        yield Result(
            name=name, value=found[name], unit="gas", against="ceiling", ratio=ceiling / found[name], runs=1, spread=0.0
        )


def measured() -> dict[str, int]:
    """Carry out each act on a chain of its own and return its gas by name.

    Raises:
        ChainUnavailableError: the local chain is not installed.
    """
    with tempfile.TemporaryDirectory() as folder, _stage(Path(folder)) as stage:
        return dict(_acts(stage))


@dataclass(frozen=True, slots=True)
class _Stage:
    chain: Chain
    eligibility: str
    token: str
    distributor: str
    reports: str
    mandates: str
    deployed: int

    def send(self, sender: str, contract: str, address: str, function: str, *arguments: object) -> int:
        """Send one act as it stands, without asking whether it was done; returns its gas."""
        return self.chain._send(sender, contract, address, function, arguments, _AT).gas  # noqa: SLF001 - one raw act

    def wallet(self, number: int) -> str:
        return self.chain.account(f"holder-{number}")

    def orders(self, first: int, count: int, *, key: int) -> list[Order]:
        return [
            Order(key=f"{key + place:064x}", holder=self.wallet(first + place), amount=1_000) for place in range(count)
        ]


def _acts(stage: _Stage) -> Iterator[tuple[str, int]]:
    chain, token = stage.chain, stage.token
    yield "gas.deploy.token", stage.deployed
    yield "gas.onboard", _onboarded(stage)

    # ISSUANCE
    page = int(identifier("plan")[:-2] + "00", 16)
    first = stage.orders(_HUNDRED, _HUNDRED, key=page)
    yield "gas.mint.batch100.new.first", chain.mint(token, first, at=_AT)[0].act.gas
    second = stage.orders(0, _HUNDRED, key=page + _HUNDRED)
    yield "gas.mint.batch100.new", chain.mint(token, second, at=_AT)[0].act.gas
    page = page + 256
    chain.mint(token, stage.orders(1, 1, key=page + 255), at=_AT)
    again = stage.orders(0, _HUNDRED, key=page)
    yield "gas.mint.batch100.existing", chain.mint(token, again, at=_AT)[0].act.gas
    yield "gas.mint.existing", chain.mint(token, stage.orders(0, 1, key=page + _HUNDRED), at=_AT)[0].act.gas
    yield "gas.mint.existing.new-page", chain.mint(token, stage.orders(0, 1, key=page << 1), at=_AT)[0].act.gas

    # TRANSFERS AND CASH
    yield "gas.transfer.existing", _transfer(stage)
    yield "gas.transfer.new", chain.transfer(token, "holder-0", stage.wallet(_LAST), 10, at=_AT).gas
    stage.send("paying-agent", "Distributor", stage.distributor, "fund", token, 10_000_000_000)
    yield "gas.distribution.first", _closed(stage, 202609)
    yield "gas.transfer.both_settle", _transfer(stage)
    yield "gas.claim.first", _claimed(stage)
    yield "gas.distribution", _closed(stage, 202610)
    yield "gas.distribution.recorded", _closed(stage, 202611, stage.wallet(3), stage.wallet(4))
    yield "gas.claim", _claimed(stage)

    # ENFORCEMENT
    frozen = ("transfer-agent", "TrancheToken", token)
    yield "gas.freeze.partial", stage.send(*frozen, "setFrozenTokens", stage.wallet(7), 400)
    redeemed = stage.orders(0, 1, key=page + _HUNDRED)
    yield "gas.redeem", chain.redeem(token, redeemed, at=_AT)[0].act.gas
    yield from _by_adapter(stage, page)


def adapted(stage: _Stage) -> TokenTerms:
    """Return the terms of class B, which is issued as a token of another maker."""
    return replace(stage.chain.token(stage.token).terms, class_id=identifier("B"))


def _by_adapter(stage: _Stage, page: int) -> Iterator[tuple[str, int]]:
    """The acts on a token of another maker (ERC-3643's methods, 18 decimals), under the same filing."""
    chain = stage.chain
    abi, code = existing("Existing3643")
    creation = Web3().eth.contract(abi=abi, bytecode=code).constructor(18).data_in_transaction
    other, _ = chain._sender.deploy("existing", creation, at=_AT)  # noqa: SLF001 - a contract that is not ours
    terms = adapted(stage)
    adapter = chain.deploy_adapter("adapter", other, terms, at=_AT)
    chain.bind(terms.filings, terms.filing_id, terms.class_id, adapter.address, at=_AT)
    yield "gas.adapter.deploy", adapter.act.gas
    node, owner = chain._node, chain._accounts.deployer("existing")  # noqa: SLF001 - its owner is whoever deployed it
    told = Web3().eth.contract(address=Web3.to_checksum_address(other), abi=abi)
    allowed = told.encode_abi("addAgent", args=(adapter.address,))
    node.ask("anvil_impersonateAccount", owner)
    node.ask("eth_sendTransaction", {"from": owner, "to": other, "data": allowed, "gasPrice": "0x0"})
    orders = stage.orders(0, _HUNDRED, key=page)
    chain.mint(adapter.address, orders, at=_AT)
    again = stage.orders(0, _HUNDRED, key=page + _HUNDRED)
    yield "gas.adapter.mint.batch100", chain.mint(adapter.address, again, at=_AT)[0].act.gas
    one = stage.orders(0, 1, key=page + 2 * _HUNDRED)
    yield "gas.adapter.mint", chain.mint(adapter.address, one, at=_AT)[0].act.gas
    chain.redeem(adapter.address, one, at=_AT)
    yield (
        "gas.adapter.redeem",
        chain.redeem(adapter.address, stage.orders(1, 1, key=page + 2 * _HUNDRED + 1), at=_AT)[0].act.gas,
    )


def _onboarded(stage: _Stage) -> int:
    each = _registration(stage.chain, _LAST)
    gas = stage.send("transfer-agent", "EligibilityRegistry", stage.eligibility, "set", *_fields(each))
    stage.chain.register(stage.eligibility, [_registration(stage.chain, number) for number in range(_LAST)], at=_AT)
    return gas


def _fields(each: Registration) -> tuple[object, ...]:
    said = each.standing
    standing = (int(said.expires_at.timestamp()), said.classes, said.jurisdiction, said.frozen, said.nominee)
    return each.account, standing, bytes.fromhex(each.commitment)


def _transfer(stage: _Stage) -> int:
    return stage.chain.transfer(stage.token, "holder-1", stage.wallet(2), 10, at=_AT).gas


def _closed(stage: _Stage, period: int, *moved: str) -> int:
    """Close a month; each of these accounts held one unit more on the record date than it holds now."""
    chain, token = stage.chain, stage.token
    (units,) = chain._node.read("TrancheToken", token, "totalSupply")  # noqa: SLF001 - by its own word
    held = [(each, chain._node.read("TrancheToken", token, "balanceOf", each)[0] + 1) for each in moved]  # noqa: SLF001
    recorded = sorted(int(each, 16) << 96 | then for each, then in held)
    said = (token, period, 1_234_567_891, units + len(moved), recorded)
    packed = Web3().codec.encode(("uint32", "uint256", "uint256", "uint256[]"), said[1:])
    order = (stage.distributor, token, stage.distributor, int.from_bytes(Web3.keccak(packed)))
    stage.send("trustee", "Mandates", stage.mandates, "order", *order, bytes.fromhex(identifier("register")))
    return stage.send("paying-agent", "Distributor", stage.distributor, "close", *said)


def _claimed(stage: _Stage) -> int:
    return stage.send("holder-1", "Distributor", stage.distributor, "claim", stage.token)


def _registration(chain: Chain, number: int) -> Registration:
    standing = Standing(expires_at=_AT + 300 * _DAY, classes=1, jurisdiction=344)
    return Registration(
        account=chain.account(f"holder-{number}"), standing=standing, commitment=identifier(f"holder {number}")
    )


@contextmanager
def _stage(folder: Path) -> Iterator[_Stage]:
    """A filing that names a settlement asset, approved by both, with one token under it."""
    with local_node(folder) as node:
        chain = Chain(Connection(node.url), Accounts(_WORDS))
        yield _staged(chain)


def _staged(chain: Chain) -> _Stage:
    named = ("agent", "issuer", "trustee", "guardian")
    roles = FilingRoles(**{name: chain.account(name) for name in named})
    filings = chain.deploy_filings("filings", roles, at=_AT).address
    eligibility = chain.deploy_eligibility("eligibility", chain.account("transfer-agent"), at=_AT).address
    paid_in = _asset(chain)
    filing_id, paying = identifier(_FILING), chain.account("paying-agent")
    mandates = chain.deploy_beside("mandates", "Mandates", chain.account("trustee"), at=_AT).address
    cash = (filings, filing_id, paid_in, paying, mandates)
    distributor = chain.deploy_beside("distributor", "Distributor", *cash, at=_AT).address
    record = FilingRecord(
        filing_id=filing_id,
        package_sha256=identifier("package"),
        package_sm3=identifier("package, sm3"),
        terms_hash=identifier("terms"),
        notice_reference="bench",
        notice_digest=identifier("notice"),
        notice_at=_AT - 5 * _DAY,
        valid_from=_AT - 4 * _DAY,
        valid_until=_AT + 300 * _DAY,
        caps=tuple(ClassCap(class_id=identifier(name), cap=1_000_000) for name in "AB"),
        asset=paid_in,
    )
    chain.propose(filings, record, at=_AT)
    state = chain.filing(filings, filing_id)
    for approver in Approver:
        chain.approve(filings, filing_id, approver, digest=state.digest if state else "", at=_AT)
    terms = TokenTerms(
        name="Example Leasing 2026-1 A",
        symbol="EXL-A",
        decimals=0,
        filings=filings,
        eligibility=eligibility,
        filing_id=filing_id,
        class_id=identifier("A"),
        class_mask=1,
        agent=chain.account("agent"),
        mandates=mandates,
        reports=chain.deploy_beside("reports", "ReportAnchor", chain.account("agent"), paying, at=_AT).address,
        distributor=distributor,
    )
    token = chain.deploy_token("token", terms, at=_AT)
    chain.bind(filings, filing_id, terms.class_id, token.address, at=_AT)
    allowed = _interface(paid_in).encode_abi("approve", args=(distributor, 10**12))
    chain._sender.send("paying-agent", paid_in, allowed, at=_AT)  # noqa: SLF001 - a contract that is not ours
    return _Stage(chain, eligibility, token.address, distributor, terms.reports, terms.mandates, token.act.gas)


def _asset(chain: Chain) -> str:
    """Deploy a settlement asset of 6 decimals; holder-1 has some already, as after a first payment."""
    abi, code = asset()
    empty: Any = Web3().eth.contract(abi=abi, bytecode=code)
    creation = empty.constructor(6, chain.account("paying-agent"), 10**12).data_in_transaction
    address, _ = chain._sender.deploy("asset", creation, at=_AT)  # noqa: SLF001 - a contract that is not ours
    given = _interface(address).encode_abi("transfer", args=(chain.account("holder-1"), 1))
    chain._sender.send("paying-agent", address, given, at=_AT)  # noqa: SLF001 - a contract that is not ours
    return address


def _interface(address: str) -> Any:  # noqa: ANN401 - the client library's contract
    return Web3().eth.contract(address=Web3.to_checksum_address(address), abi=asset()[0])
