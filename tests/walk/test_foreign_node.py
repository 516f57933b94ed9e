"""An issue on somebody else's node: fees, other people's blocks, keys in another process; issued, paid and verified.

The node is an anvil of its own, started apart from any home; the home finds it by its environment alone.
"""

import datetime as dt
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

import pytest

from tallystick.evidence.persons import Side
from tallystick.issuance.obligations import Standing
from tallystick.shell.operations.servicing.on_ledger.anchor import anchor
from tallystick.shell.wiring import operations
from tallystick.units.periods import Period
from tests.shell.operations import example
from tests.walk.life import FILING, Life, filed
from tests.walk.stage import need_chain

pytestmark = pytest.mark.chain

SEPTEMBER = Period.parse("2026-09")
BEGINS = dt.datetime(2026, 9, 14, tzinfo=dt.UTC)
GWEI = 10**9
ROLES = ("issuer", "trustee", "agent", "guardian", "transfer-agent", "paying-agent")
LABELS = ("filings", "eligibility", "mandates", "reports", "distributor", "token/A", "token/B")


class Node:
    """Somebody else's node: it charges fees, and others' transactions go on in it."""

    def __init__(self, url: str) -> None:
        from tallystick.shell.chain.connection import Connection

        self.url, self.connection, self._over = url, Connection(url), Event()
        self._others = Thread(target=self._go_on, daemon=True)

    def _go_on(self) -> None:
        while not self._over.wait(0.1):
            self.connection.ask("anvil_mine", "0x1")

    def __enter__(self) -> Self:
        for _ in range(200):
            with suppress(Exception):
                self.connection.ask("eth_chainId")
                break
            time.sleep(0.05)
        self._others.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._others.join()

    def wait_until(self, moment: dt.datetime) -> None:
        left = int((moment - self.connection.head().at).total_seconds())
        if left > 0:
            self.connection.ask("evm_increaseTime", left)
            self.connection.ask("anvil_mine", "0x3")


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    need_chain()
    from tallystick.shell.chain.anvil import program

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = ["--port", str(port), "--host", "127.0.0.1", "--no-cors", "--silent", "--accounts", "1"]
    asked += ["--timestamp", str(int(BEGINS.timestamp())), "--base-fee", str(GWEI)]
    process = subprocess.Popen([str(program()), *asked])
    try:
        with Node(f"http://127.0.0.1:{port}") as running:
            yield running
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def life(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    from tallystick.shell.chain.accounts import Accounts

    folder = tmp_path_factory.mktemp("foreign")
    keys = Accounts.open(folder / "vault")
    payers = [keys.address(each) for each in ROLES] + [keys.deployer(f"{FILING}/{each}") for each in LABELS]
    for each in payers:
        node.connection.ask("anvil_setBalance", each, hex(10**18))
    with pytest.MonkeyPatch.context() as named:
        named.setenv("TALLYSTICK_RPC", node.url)
        named.setenv("TALLYSTICK_CHAIN_ID", "31337")
        named.setenv("TALLYSTICK_SIGNER", f"{sys.executable} -m tests.shell.chain.signer_process {folder / 'vault'}")
        named.setenv("TALLYSTICK_MAX_FEE", str(20 * GWEI))
        named.setenv("TALLYSTICK_TIP", str(GWEI))
        named.setenv("TALLYSTICK_FINALITY", "2")
        with operations().make_home(str(folder / "overseas"), Side.OVERSEAS) as home, home.ledger() as ledger:
            yield Life(home, ledger, filed(), example.placement())
        assert not (folder / "overseas" / "chain" / "mnemonic").exists(), "no key of the ledger lies in the home"
        assert not (folder / "overseas" / "chain" / "state.json").exists(), "nor a chain of its own"


def test_an_issue_is_made_paid_and_verified_on_somebody_elses_node(life: Life, node: Node) -> None:
    node.wait_until(life.now)
    assert life.issue()
    assert not life.issue(), "asked again, everything is found"
    spent = 10**18 - int(node.connection.ask("eth_getBalance", life.ledger.account("agent"), "latest"), 16)
    assert spent > 0, "fees were paid"
    node.wait_until(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    life.pay(SEPTEMBER)
    assert anchor(life.desk(example.PAYING_AGENT), life.ledger, SEPTEMBER).value is not None
    tally = life.verified(SEPTEMBER).value
    assert tally is not None
    said = {each.number: each.standing for each in tally.obligations}
    assert not [number for number, standing in said.items() if standing is Standing.BROKEN], tally.findings()
    assert {number for number, standing in said.items() if standing is Standing.HOLDS} >= set(range(3, 10))


def test_anybody_reads_the_same_from_the_nodes_address_alone(life: Life, node: Node) -> None:
    reader: Any = operations().reader(node.url)
    where = life.where()
    assert reader.token(where.tokens["A"]).supply == life.prepared().placed.plan.units("A")
    assert all(reader.code(address, "TrancheToken").equal for address in where.tokens.values())


def test_a_signer_that_is_gone_stops_an_act_before_anything_is_sent(life: Life, node: Node, tmp_path: Path) -> None:
    from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError

    with pytest.MonkeyPatch.context() as named:
        named.setenv("TALLYSTICK_SIGNER", f"{sys.executable} -c pass")
        with pytest.raises(ChainUnavailableError) as gone, life.home.ledger() as ledger:
            ledger.suspend(life.where().filings, "ab" * 32, reason="cd" * 32, at=life.now)
    assert gone.value.finding.code == "chain.signer-ended"
