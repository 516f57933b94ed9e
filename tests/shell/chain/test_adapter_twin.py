"""The adapter's bytecode against its twin: the same acts, through it and past it, the same numbers and refusals."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web3 import Web3

from tallystick.issuance.twin.adapter import TwinAdapter
from tallystick.issuance.twin.token import TwinRefusalError
from tallystick.shell.operations.ports.ledgers.chain import ChainConflictError, ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tests.shell.chain.stage import AT, need_anvil

pytestmark = pytest.mark.chain

CAP, UNIT = 1_000_000, 1_000
NAMES = ("holder-0", "holder-1")
names = st.sampled_from(NAMES)
acts = st.one_of(
    st.tuples(st.just("mint"), names, st.integers(0, 600_000)),
    st.tuples(st.just("mint"), names, st.integers(1, 1_000)),
    st.tuples(st.just("redeem"), names, st.integers(0, 1_000)),
    st.tuples(st.just("mint_past"), names, st.integers(1, 50)),
    st.tuples(st.just("burn_past"), names, st.integers(1, 50)),
)


@dataclass(frozen=True, slots=True)
class Stage:
    chain: Any
    owner: str
    token: str
    adapter: str
    abi: Any

    def past(self, function: str, *arguments: object) -> bool:
        """Act on the token itself, as its owner; whether it was done."""
        contract: Any = Web3().eth.contract(address=Web3.to_checksum_address(self.token), abi=self.abi)
        call = {"from": self.owner, "to": self.token, "data": contract.encode_abi(function, args=arguments)}
        node = self.chain._node
        sent = node.ask("eth_sendTransaction", call | {"gas": hex(500_000), "gasPrice": "0x0"})
        return bool(self.chain._sender._receipt(sent)["status"] == "0x1")


@pytest.fixture(scope="module")
def stage(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    need_anvil()
    if shutil.which("node") is None or not (project / "contracts" / "node_modules").is_dir():
        pytest.skip("tokens of other makers are compiled by npm's packages: `npm ci --ignore-scripts` in contracts/")
    from bench import bench_gas
    from tools.settlement_asset import existing

    with bench_gas._stage(tmp_path_factory.mktemp("adapter")) as under:
        bench_gas._onboarded(under)
        chain, (abi, code) = under.chain, existing("Existing3643")
        owner = chain._accounts.deployer("existing")
        empty: Any = Web3().eth.contract(abi=abi, bytecode=code)
        token, _ = chain._sender.deploy("existing", empty.constructor(3).data_in_transaction, at=AT)
        chain._node.ask("anvil_impersonateAccount", owner)
        terms = bench_gas.adapted(under)
        adapter = chain.deploy_adapter("adapter", token, terms, at=AT).address
        chain.bind(terms.filings, terms.filing_id, terms.class_id, adapter, at=AT)
        made = Stage(chain, owner, token, adapter, abi)
        assert chain.deploy_adapter("adapter", token, terms, at=AT).act.repeated
        assert chain.existing(under.token) is None
        for agent in (adapter, owner):
            assert made.past("addAgent", agent)
        behind = chain.existing(adapter)
        assert behind is not None
        assert behind.minters == (owner,)
        yield made


@given(book=st.lists(acts, min_size=6, max_size=14))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_bytecode_and_twin_agree_act_by_act(stage: Stage, book: list[tuple[Any, ...]]) -> None:
    node = stage.chain._node
    snapshot = node.ask("evm_snapshot")
    try:
        twin = TwinAdapter(cap=CAP)
        for place, act in enumerate(book, start=1):
            assert on_ledger(stage, act, place) == on_twin(twin, act), act
            assert told(stage) == (twin.minted, twin.redeemed, twin.outstanding * UNIT, units(twin)), act
    finally:
        node.ask("evm_revert", snapshot)


def units(twin: TwinAdapter) -> list[int]:
    return [twin.units.get(name, 0) * UNIT for name in NAMES]


def on_twin(twin: TwinAdapter, act: tuple[Any, ...]) -> bool:
    try:
        getattr(twin, act[0])(*act[1:])
    except TwinRefusalError:
        return False
    return True


def on_ledger(stage: Stage, act: tuple[Any, ...], place: int) -> bool:
    kind, account, amount = act[0], stage.chain.account(act[1]), act[2]
    if kind.endswith("_past"):
        return stage.past(kind.removesuffix("_past"), account, amount * UNIT)
    key = bytes.fromhex(identifier(str(place)))
    try:
        stage.chain._send("agent", "TrancheToken", stage.adapter, kind, (account, amount, key), AT)
    except ChainRefusedError:
        return False
    return True


def told(stage: Stage) -> tuple[Any, ...]:
    def ask(function: str, *arguments: object) -> Any:
        name = "TokenAdapter" if function.startswith("cumulative") else "TrancheToken"
        address = stage.adapter if name == "TokenAdapter" else stage.token
        return stage.chain._node.read(name, address, function, *arguments)[0]

    each = [ask("balanceOf", stage.chain.account(name)) for name in NAMES]
    return ask("cumulativeMinted"), ask("cumulativeRedeemed"), ask("totalSupply"), each


def test_a_mint_says_itself_what_went_through_the_adapter(stage: Stage) -> None:
    node, chain = stage.chain._node, stage.chain
    snapshot = node.ask("evm_snapshot")
    key, holder = identifier("one"), chain.account("holder-0")
    chain._send("agent", "TrancheToken", stage.adapter, "mint", (holder, 7, bytes.fromhex(key)), AT)
    assert stage.past("mint", holder, UNIT // 2)
    (only,) = chain.mints(stage.adapter)
    assert (only.order.key, only.order.holder, only.order.amount) == (key, holder, 7)
    (held,) = chain.holdings(stage.adapter)
    assert (held.account, held.amount) == (holder, 7), "half a denomination is none"
    behind = chain.existing(stage.adapter)
    assert (behind.minted, behind.outstanding, behind.unit) == (7_500, 7_500, UNIT)
    other = replace(chain.token(stage.adapter).terms, class_mask=2)
    with pytest.raises(ChainConflictError):
        chain.deploy_adapter("adapter", stage.token, other, at=AT)
    node.ask("evm_revert", snapshot)
