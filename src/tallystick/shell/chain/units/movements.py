"""Units from the events of a node: what a token minted and redeemed, and who held how much after a block.

An adapter stands for the token behind it: its own events say what was minted and redeemed through it, and the balances
are that token's, in whole denominations. Whether an address is an adapter, its code says.
Source: ERC-20 (Transfer events from and to the zero account); ERC-3643 (AgentAdded, AgentRemoved); OpenZeppelin's
access control (RoleGranted, RoleRevoked), which CMTAT uses; contracts/src/interfaces/ITokenAdapter.sol.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from web3 import Web3

from tallystick.shell.chain.artifacts import artifact
from tallystick.shell.chain.connection import Connection, moment
from tallystick.shell.operations.ports.ledgers.adapters import Existing
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.tokens import NOBODY, Holding, Movement, Order

__all__ = ["MovementReader"]

_TOKEN, _ADAPTER = "TrancheToken", "TokenAdapter"
_BLOCKS_AT_ONCE = 10_000


def _topic(event: str) -> str:
    return f"0x{bytes(Web3.keccak(text=event)).hex()}"


_TRANSFER = _topic("Transfer(address,address,uint256)")
"""A register is many of them, so they are read without the ABI."""

_GIVEN = (_topic("AgentAdded(address)"), _topic("RoleGranted(bytes32,address,address)"))
_TAKEN = (_topic("AgentRemoved(address)"), _topic("RoleRevoked(bytes32,address,address)"))
_MINTER_ROLE = _topic("MINTER_ROLE")
_OF_A_ROLE = 3
"""Topics by which an event of a role is told from one of an agent: the event, the role, and whom."""


class MovementReader:
    """Reads units over one node. Methods may raise `ChainUnavailableError`."""

    def __init__(self, connection: Connection) -> None:
        """Take the node to read from."""
        self._node = connection

    def existing(self, token: str) -> Existing | None:
        """Return the token of another maker behind an adapter; None where the address is no adapter."""
        behind = self._behind(token)
        if behind is None:
            return None
        address, unit = behind
        through = (
            (log["blockNumber"], log["transactionIndex"]) for log in self._events(_ADAPTER, token, "MintedThrough")
        )
        own = min(through, default=(0, 0))
        every = [log for log in self._transfers(address) if int(log["topics"][1], 16) == 0]
        given = [log for log in every if (int(log["blockNumber"], 16), int(log["transactionIndex"], 16)) >= own]
        (outstanding,), (may_mint,) = (
            self._node.read(_TOKEN, address, "totalSupply"),
            self._node.read(_ADAPTER, token, "mayMint"),
        )
        first = self._node.head(int(given[0]["blockNumber"], 16)).at if given else None
        return Existing(
            address=address,
            unit=unit,
            minted=sum(int(log["data"], 16) for log in given),
            before=sum(int(log["data"], 16) for log in every) - sum(int(log["data"], 16) for log in given),
            first=first,
            outstanding=outstanding,
            may_mint=may_mint,
            minters=tuple(sorted(self._minters(address) - {token})),
            code_sha256=hashlib.sha256(self._node.code(address)).hexdigest(),
        )

    def mints(self, token: str) -> tuple[Movement, ...]:
        """Return every mint, oldest first.

        A mint says its first key and how many holders it had; as many transfers from nobody right before it say whom.
        One through an adapter says key and holder itself.
        """
        if self._behind(token) is not None:
            return self._movements(_ADAPTER, token, "MintedThrough")
        mints = list(self._events(_TOKEN, token, "Minted"))
        given = list(self._events(_TOKEN, token, "Transfer", {"from": NOBODY}))
        logs = sorted((*mints, *given), key=lambda log: (log["blockNumber"], log["logIndex"]))
        found: list[Movement] = []
        credited: list[Any] = []
        for log in logs:
            if log["event"] == "Transfer":
                credited.append(log["args"])
                continue
            first, act = int.from_bytes(log["args"]["firstKey"]), self._act(log)
            found += [Movement(order=_credit(first + place, each), act=act) for place, each in enumerate(credited)]
            credited = []
        return tuple(found)

    def redemptions(self, token: str) -> tuple[Movement, ...]:
        """Return every redemption, oldest first."""
        return self._movements(_TOKEN, token, "Redeemed")

    def holdings(self, token: str, *, block: int | None = None) -> tuple[Holding, ...]:
        """Return who held how many denominations after a block (the last by default), by account, whole ones."""
        address, unit = self._behind(token) or (token, 1)
        balances: defaultdict[str, int] = defaultdict(int)
        for log in self._transfers(address, block):
            sender, to = (Web3.to_checksum_address(f"0x{topic[-40:]}") for topic in log["topics"][1:])
            balances[sender] -= int(log["data"], 16)
            balances[to] += int(log["data"], 16)
        balances.pop(NOBODY, None)
        whole = {each: balances[each] // unit for each in sorted(balances)}
        return tuple(Holding(account=each, amount=amount) for each, amount in whole.items() if amount)

    def _behind(self, token: str) -> tuple[str, int] | None:
        """Return the token behind an adapter and its unit."""
        compiled, found = artifact(_ADAPTER), self._node.code(token)
        if len(found) != len(compiled.runtime) or compiled.masked(found) != compiled.runtime:
            return None
        fixed = compiled.immutables(found)
        return str(Web3.to_checksum_address(fixed["token"][-20:])), int.from_bytes(fixed["unit"])

    def _minters(self, token: str) -> set[str]:
        """Return the accounts that a token's events gave the power to mint."""
        found: set[str] = set()
        for log in self._raw(token, [[*_GIVEN, *_TAKEN]]):
            topics = log["topics"]
            if len(topics) >= _OF_A_ROLE and topics[1] != _MINTER_ROLE:
                continue
            account = {Web3.to_checksum_address(f"0x{topics[2 if len(topics) >= _OF_A_ROLE else 1][-40:]}")}
            found = found | account if topics[0] in _GIVEN else found - account
        return found

    def _transfers(self, token: str, until: int | None = None) -> Iterator[Mapping[str, Any]]:
        return self._raw(token, [_TRANSFER], until)

    def _raw(self, token: str, topics: list[Any], until: int | None = None) -> Iterator[Mapping[str, Any]]:
        def ask(first: int, to: int) -> list[Any]:
            span = {"fromBlock": hex(first), "toBlock": hex(to)}
            return list(self._node.ask("eth_getLogs", {"address": token, "topics": topics, **span}))

        last = self._node.head().number if until is None else until
        for first in range(0, last + 1, _BLOCKS_AT_ONCE):
            yield from _in_pieces(ask, first, min(last, first + _BLOCKS_AT_ONCE - 1))

    def _movements(self, contract: str, token: str, event: str) -> tuple[Movement, ...]:
        logs = list(self._events(contract, token, event))
        acts = self._acts(logs)
        return tuple(Movement(order=_order(log["args"]), act=act) for log, act in zip(logs, acts, strict=True))

    def _act(self, log: Mapping[str, Any]) -> Act:
        return self._recorded(f"0x{log['transactionHash'].hex()}", log["blockNumber"])

    def _acts(self, logs: Sequence[Mapping[str, Any]]) -> list[Act]:
        """Return the act of each log, asked for together."""
        sent = [f"0x{log['transactionHash'].hex()}" for log in logs]
        blocks = sorted({int(log["blockNumber"]) for log in logs})
        receipts = self._node.ask_each("eth_getTransactionReceipt", [(each,) for each in sent])
        told = self._node.ask_each("eth_getBlockByNumber", [(hex(each), False) for each in blocks])
        times = {number: moment(int(block["timestamp"], 16)) for number, block in zip(blocks, told, strict=True)}
        return [
            Act(
                transaction=each,
                block=log["blockNumber"],
                at=times[log["blockNumber"]],
                gas=int(receipt["gasUsed"], 16),
                repeated=True,
            )
            for each, log, receipt in zip(sent, logs, receipts, strict=True)
        ]

    def _recorded(self, transaction: str, block: int) -> Act:
        receipt = self._node.ask("eth_getTransactionReceipt", transaction)
        gas = int(receipt["gasUsed"], 16)
        return Act(transaction=transaction, block=block, at=self._node.head(block).at, gas=gas, repeated=True)

    def _events(
        self,
        contract: str,
        address: str,
        event: str,
        filters: Mapping[str, object] | None = None,
        until: int | None = None,
    ) -> Iterator[Mapping[str, Any]]:
        kind = self._node.contract(contract, address).events[event]

        def ask(first: int, to: int) -> list[Any]:
            return list(kind.get_logs(from_block=first, to_block=to, argument_filters=dict(filters or {})))

        last = self._node.head().number if until is None else until
        for first in range(0, last + 1, _BLOCKS_AT_ONCE):
            yield from _in_pieces(ask, first, min(last, first + _BLOCKS_AT_ONCE - 1))


def _in_pieces(ask: Callable[[int, int], list[Any]], first: int, last: int) -> Iterator[Any]:
    """Read events of a range of blocks, in halves where the node refuses so many blocks or events at once.

    Raises:
        ChainUnavailableError: it does not answer, or refuses a single block.
    """
    try:
        found = ask(first, last)
    except ChainUnavailableError as refused:
        if refused.finding.code != "chain.node-refused" or first == last:
            raise
        middle = (first + last) // 2
        yield from _in_pieces(ask, first, middle)
        yield from _in_pieces(ask, middle + 1, last)
    else:
        yield from found


def _order(arguments: Mapping[str, Any]) -> Order:
    return Order(key=arguments["key"].hex(), holder=arguments["holder"], amount=arguments["amount"])


def _credit(key: int, transfer: Mapping[str, Any]) -> Order:
    return Order(key=f"{key:064x}", holder=transfer["to"], amount=transfer["value"])
