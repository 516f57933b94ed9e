"""A foreign node on which a transaction is stuck, dropped or left behind: replaced under a cap, and done once."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tallystick.shell.chain.accounts import Accounts
from tallystick.shell.chain.agents import AgentChain
from tallystick.shell.chain.anvil import CHAIN_ID
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.remote import sender as sending
from tallystick.shell.chain.remote.sender import Fees, RemoteSender
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tests.shell.chain.stage import AT, Deal, live, need_anvil, opened

pytestmark = pytest.mark.chain

GWEI = 10**9
SENT = "eth_sendRawTransaction"
FEES = Fees(most=40 * GWEI, tip=GWEI)


class Stuck:
    """A node that mines only after so many sendings, and does something to each before."""

    def __init__(self, node: Connection, *, mined_at: int, before: Callable[[int], bool] = lambda _: True) -> None:
        self._node, self._mined_at, self._before = node, mined_at, before
        self.sent: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._node, name)

    def ask(self, method: str, *parameters: object) -> Any:
        if method != SENT:
            return self._node.ask(method, *parameters)
        self.sent.append(str(parameters[0]))
        if not self._before(len(self.sent)):
            return "0x" + bytes(self._node._web3.keccak(hexstr=str(parameters[0]))).hex()
        transaction = self._node.ask(method, *parameters)
        if len(self.sent) >= self._mined_at:
            self._node.ask("evm_mine")
        return transaction


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("replaced")


@pytest.fixture(scope="module")
def deal(folder: Path) -> Iterator[Deal]:
    need_anvil()
    with opened(folder) as (plain, _):
        made = live(plain, "replaced")
        plain._node.ask("anvil_setBalance", plain.account("agent"), hex(10**21))
        yield made


@pytest.fixture
def node(deal: Deal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """The node without mining by itself; what is stuck is soon replaced."""
    monkeypatch.setattr(sending, "_REPLACED_AFTER", 0.15)
    own = deal.chain._node
    own.ask("evm_setAutomine", False)
    yield own
    own.ask("anvil_dropAllTransactions")
    own.ask("evm_setAutomine", True)


def chain_on(node: Any, folder: Path, fees: Fees = FEES) -> AgentChain:
    keys = Accounts.open(folder)
    return AgentChain(node, keys, sender=RemoteSender(node, keys, chain_id=CHAIN_ID, fees=fees, locks=folder / "locks"))


def offered(node: Connection, raw: str) -> tuple[int, int]:
    """Number and fee cap of a signed transaction."""
    from eth_account.typed_transactions.typed_transaction import TypedTransaction
    from hexbytes import HexBytes

    said = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    return int(said["nonce"]), int(said["maxFeePerGas"])


def mint(chain: AgentChain, deal: Deal, key: str, amount: int) -> bool:
    return chain.mint(deal.token, [deal.order(key, "holder-0", amount)], at=AT)[0].act.repeated


def test_what_is_stuck_is_replaced_dearer_and_mined_once(deal: Deal, node: Connection, folder: Path) -> None:
    stuck = Stuck(node, mined_at=3)
    assert not mint(chain_on(stuck, folder), deal, "one", 10)
    numbers, fees = zip(*(offered(node, each) for each in stuck.sent), strict=True)
    assert len(set(numbers)) == 1
    assert len(fees) == 3
    assert all(after * 10 >= before * 11 for before, after in pairwise(fees))
    assert deal.chain.token(deal.token).cumulative == 10
    assert mint(chain_on(node, folder), deal, "one", 10)


def test_no_replacement_costs_more_than_the_cap(
    deal: Deal, node: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_PATIENCE", 1.5)
    stuck, cap = Stuck(node, mined_at=99), 2 * GWEI
    with pytest.raises(ChainUnavailableError) as late:
        mint(chain_on(stuck, folder, Fees(most=cap, tip=GWEI)), deal, "two", 5)
    assert late.value.finding.code == "chain.act-not-mined"
    assert max(offered(node, each)[1] for each in stuck.sent) <= cap


def test_what_the_node_lost_is_sent_again_as_it_was(deal: Deal, node: Connection, folder: Path) -> None:
    lost = Stuck(node, mined_at=2, before=lambda count: count > 1)
    assert not mint(chain_on(lost, folder), deal, "three", 7)
    assert lost.sent[0] == lost.sent[1]


def test_what_a_call_that_did_not_end_left_behind_is_replaced(
    deal: Deal, node: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, left = deal.chain.token(deal.token).cumulative, Stuck(node, mined_at=99)
    patience = sending._PATIENCE
    monkeypatch.setattr(sending, "_PATIENCE", 0.1)
    with pytest.raises(ChainUnavailableError):
        mint(chain_on(left, folder), deal, "back", 9)
    monkeypatch.setattr(sending, "_PATIENCE", patience)
    again = Stuck(node, mined_at=1)
    assert not mint(chain_on(again, folder), deal, "back", 9)
    assert offered(node, again.sent[-1])[0] == offered(node, left.sent[0])[0]
    node.ask("evm_mine")
    assert deal.chain.token(deal.token).cumulative == before + 9, "the one that was left is never mined as well"
