"""Transactions that are dropped, replaced, unanswered or undone: what is done again happens once."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tallystick.shell.chain import sending
from tallystick.shell.chain.client import Chain
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tests.shell.chain.stage import AT, Deal, live

pytestmark = pytest.mark.chain

SENT = "eth_sendRawTransaction"
NOWHERE = "0x" + "ab" * 32


class Faulty:
    """A node that does to the next transaction what a test asks, and to everything else nothing."""

    def __init__(self, node: Any, fault: str, over: Callable[[], None]) -> None:
        self._node = node
        self._fault = fault
        self._over = over

    def __getattr__(self, name: str) -> Any:
        return getattr(self._node, name)

    def ask(self, method: str, *parameters: object) -> Any:
        """Ask the node, unless it is the transaction that the fault is for."""
        if method != SENT:
            return self._node.ask(method, *parameters)
        if not self._fault:
            self._over()
            return self._node.ask(method, *parameters)
        fault, self._fault = self._fault, ""
        if fault == "dropped":
            return NOWHERE
        self._node.ask(method, *parameters)
        if fault == "unanswered":
            raise ConnectionResetError
        if fault == "replaced":
            return NOWHERE
        return self._node.ask(method, *parameters)


@pytest.fixture
def faulty(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the next transaction go wrong in a named way; patience is cut short for it, and for none after it."""
    patience = sending._PATIENCE

    def breaking(fault: str) -> None:
        monkeypatch.setattr(sending, "_PATIENCE", 0.2)
        over = partial(monkeypatch.setattr, sending, "_PATIENCE", patience)
        monkeypatch.setattr(chain._sender, "_node", Faulty(chain._node, fault, over))

    return breaking


def minted(deal: Deal) -> int:
    """What was minted, once nothing that was sent is still to be mined: the node mines after it answered."""
    for _ in range(200):
        if deal.chain._node.ask("txpool_status")["pending"] == "0x0":
            break
        time.sleep(0.05)
    assert sum(each.order.amount for each in deal.chain.mints(deal.token)) == deal.chain.token(deal.token).cumulative
    return deal.chain.token(deal.token).cumulative


@pytest.mark.parametrize(
    ("fault", "there"),
    [
        ("dropped", 0),  # taken by the node and never mined
        ("replaced", 30),  # mined under another hash than the one that was answered
        ("unanswered", 30),  # mined, and the connection broke before the answer
    ],
)
def test_a_mint_that_went_wrong_is_made_once(chain: Chain, faulty: Any, fault: str, there: int) -> None:
    deal = live(chain, fault)
    orders = [deal.order("one", "holder-0", 10), deal.order("two", "holder-1", 20)]
    faulty(fault)
    with pytest.raises((ChainUnavailableError, ConnectionResetError)):
        chain.mint(deal.token, orders, at=AT)
    assert minted(deal) == there
    again = chain.mint(deal.token, orders, at=AT)
    assert minted(deal) == 30
    assert [each.act.repeated for each in again] == [there > 0] * 2
    assert [each.act.repeated for each in chain.mint(deal.token, orders, at=AT)] == [True, True]


def test_a_transaction_sent_twice_mints_once(chain: Chain, faulty: Any) -> None:
    deal = live(chain, "twice")
    faulty("twice")
    with pytest.raises(ChainUnavailableError):
        chain.mint(deal.token, [deal.order("one", "holder-0", 10)], at=AT)
    assert minted(deal) == 10
    assert chain.mint(deal.token, [deal.order("one", "holder-0", 10)], at=AT)[0].act.repeated


def test_a_mint_that_a_reorganisation_undid_is_made_again_and_once(chain: Chain) -> None:
    deal = live(chain, "undone")
    order = deal.order("one", "holder-0", 10)
    chain.mint(deal.token, [order], at=AT)
    chain._node.ask("anvil_rollback", 1)
    assert minted(deal) == 0
    assert not chain.mint(deal.token, [order], at=AT)[0].act.repeated
    assert minted(deal) == 10


def test_a_fault_in_the_second_of_two_portions_leaves_the_first_and_makes_the_rest(chain: Chain, faulty: Any) -> None:
    deal = live(chain, "portions")
    first, apart = deal.order("one", "holder-0", 10), deal.order("back", "holder-1", 20)
    chain.mint(deal.token, [first], at=AT)
    faulty("dropped")
    with pytest.raises(ChainUnavailableError):
        chain.mint(deal.token, [first, apart], at=AT)
    assert minted(deal) == 10
    assert [each.act.repeated for each in chain.mint(deal.token, [first, apart], at=AT)] == [True, False]
    assert minted(deal) == 30
