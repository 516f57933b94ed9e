"""The token's bytecode against its twin in whole numbers: the same book of acts, the same numbers and refusals."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web3 import Web3

from tallystick.issuance.twin.token import TwinRefusalError, TwinToken
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import identifier
from tests.shell.chain.stage import need_anvil

pytestmark = pytest.mark.chain

CAP = 1_000_000
NAMES = ("holder-0", "holder-1", "holder-2")
names = st.sampled_from(NAMES)
acts = st.one_of(
    st.tuples(st.just("mint"), names, st.integers(0, 400_000)),
    st.tuples(st.just("mint"), names, st.integers(1, 1_000)),
    st.tuples(st.just("redeem"), names, st.integers(0, 500)),
    st.tuples(st.just("transfer"), names, names, st.integers(0, 1_000)),
    st.tuples(st.just("declare"), st.integers(0, 10_000_019)),
    st.tuples(st.just("declare"), st.integers(0, 10_000_019), st.dictionaries(names, st.integers(0, 400_000))),
    st.tuples(st.just("collect"), names),
    st.tuples(st.just("report"), st.integers(0, 10**18), st.integers(0, 10**18)),
)


@pytest.fixture(scope="module")
def stage(project: Path, tmp_path_factory: pytest.TempPathFactory):
    need_anvil()
    if shutil.which("node") is None or not (project / "contracts" / "node_modules").is_dir():
        pytest.skip("the settlement asset is compiled by npm's packages: run `npm ci --ignore-scripts` in contracts/")
    from bench import bench_gas

    with bench_gas._stage(tmp_path_factory.mktemp("twin")) as stage:
        bench_gas._onboarded(stage)
        stage.send("paying-agent", "Distributor", stage.distributor, "fund", stage.token, 10**11)
        yield stage


@given(book=st.lists(acts, min_size=8, max_size=20))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_bytecode_and_twin_agree_act_by_act(stage: Any, book: list[tuple[Any, ...]]) -> None:
    node = stage.chain._node
    snapshot = node.ask("evm_snapshot")
    try:
        twin = TwinToken(cap=CAP)
        for place, act in enumerate(book, start=1):
            assert on_ledger(stage, act, place, twin) == on_twin(twin, act, place), act
            assert told(stage) == numbers(twin), act
    finally:
        node.ask("evm_revert", snapshot)


def month(place: int) -> int:
    """The month of an act, as the reports number it."""
    years, months = divmod(place - 1, 12)
    return 202_601 + 100 * years + months


def on_twin(twin: TwinToken, act: tuple[Any, ...], place: int) -> bool:
    try:
        if act[0] == "report":
            twin.report(month(place), *act[1:])
        else:
            getattr(twin, act[0])(*act[1:])
    except TwinRefusalError:
        return False
    return True


def divided(stage: Any, act: tuple[Any, ...], place: int, twin: TwinToken) -> None:
    """By the units of a record date: whoever held otherwise then, in ascending order, as the trustee orders it."""
    chain, then = stage.chain, dict(act[2]) if len(act) > 2 else {}
    held = sorted((int(chain.account(name), 16) << 96 | units) for name, units in then.items())
    units = sum((twin.units | then).values())
    said = (month(place), act[1], units, held)
    packed = Web3().codec.encode(("uint32", "uint256", "uint256", "uint256[]"), said)
    asked = (stage.distributor, stage.token, stage.distributor, int.from_bytes(Web3.keccak(packed)))
    paper = bytes.fromhex(identifier(f"register {place}"))
    stage.send("trustee", "Mandates", stage.mandates, "order", *asked, paper)
    stage.send("paying-agent", "Distributor", stage.distributor, "close", stage.token, *said)


def on_ledger(stage: Any, act: tuple[Any, ...], place: int, twin: TwinToken) -> bool:
    chain, token, kind = stage.chain, stage.token, act[0]
    account = [chain.account(each) if isinstance(each, str) else each for each in act[1:]]
    key = bytes.fromhex(identifier(str(place)))
    try:
        if kind in {"mint", "redeem"}:
            stage.send("agent", "TrancheToken", token, kind, *account, key)
        elif kind == "transfer":
            stage.send(act[1], "TrancheToken", token, "transfer", *account[1:])
        elif kind == "declare":
            divided(stage, act, place, twin)
        elif kind == "collect":
            stage.send(act[1], "Distributor", stage.distributor, "claim", token)
        else:
            classes = [(token, 0, 0, 0, *act[1:])]
            stage.send("paying-agent", "ReportAnchor", stage.reports, "report", month(place), key, key, classes)
    except ChainRefusedError:
        return False
    return True


def told(stage: Any) -> tuple[Any, ...]:
    def ask(function: str, *arguments: object) -> Any:
        return stage.chain._node.read("TrancheToken", stage.token, function, *arguments)

    accounts = [stage.chain.account(name) for name in NAMES]
    each = [(ask("balanceOf", account)[0], ask("owedTo", account)[0]) for account in accounts]
    return (ask("totalSupply")[0], ask("cumulativeMinted")[0], tuple(ask("cash")), tuple(ask("performance"))[:2], each)


def numbers(twin: TwinToken) -> tuple[Any, ...]:
    each = [(twin.units.get(name, 0), twin.owed(name)) for name in NAMES]
    cash = (twin.declared, twin.carried, twin.index)
    return (twin.supply, twin.minted, cash, (twin.factor, twin.write_down), each)
