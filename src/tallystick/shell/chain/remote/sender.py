"""Sending one act to a ledger with fees: simulated, priced under a cap, numbered alone, and waited for.

    simulate -> estimate gas (cap) -> fees (cap) -> lock of the account -> nonce -> sign outside -> send -> receipt
    not mined in time:  gone from the node -> sent again as it is     there and too cheap -> replaced, an eighth dearer

Time is the ledger's own. One lock a sender, in the home, is held until the receipt: nobody else numbers for the account
meanwhile, so whatever waits at the next number was left by a call that did not end, and is replaced. What was sent
under one number happens once at most, since a number is mined once. An act that left no event is sent again when it is
asked for again, and one that was mined is found.
Source: EIP-1559: max fee = twice the base fee plus the tip, so that it lasts six full blocks; Ethereum JSON-RPC; nodes
take a replacement that offers at least a tenth more of both fees.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from typing import IO, Any, Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.chain.accounts import Signs
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.refusals import conflict, unavailable
from tallystick.shell.chain.sending import Sender
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tallystick.shell.operations.ports.ledgers.ledger import Act

__all__ = ["Fees", "RemoteSender", "fees_for"]

_MARGIN: Final = (6, 5)
"""An estimate may fall short where another act comes first; a fifth more covers a cold slot or two."""

_DEARER: Final = (9, 8)
_PATIENCE = 240.0
"""Seconds until an act is given up; it may still be mined, and is found when it is asked for again."""
_REPLACED_AFTER = 40.0
"""Seconds after which what was sent is too cheap, or lost: three blocks of twelve seconds."""
_PAUSE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """What may be paid: wei for a unit of gas in all and as a tip, and units of gas for one act."""

    most: int
    tip: int
    gas: int = 29_000_000


def fees_for(base: int, fees: Fees) -> tuple[int, int]:
    """Return the fee cap and the tip of a transaction, in wei for a unit of gas.

    Args:
        base: base fee of the last block.
        fees: what may be paid.

    Raises:
        ChainUnavailableError: even the next block costs more than the cap.
    """
    if base + fees.tip > fees.most:
        raise unavailable(finding("chain.fee-above-cap", needed=str(base + fees.tip), cap=str(fees.most)))
    return min(fees.most, 2 * base + fees.tip), fees.tip


class RemoteSender(Sender):
    """Sends acts of whoever has the keys to one ledger. Methods may raise `ChainUnavailableError`."""

    def __init__(self, connection: Connection, signer: Signs, *, chain_id: int, fees: Fees, locks: Path) -> None:
        """Take the node, the signer, what may be paid and the folder of the locks.

        Raises:
            ChainConflictError: the node is of another chain.
        """
        super().__init__(connection, signer)
        found = int(connection.ask("eth_chainId"), 16)
        if found != chain_id:
            raise conflict(finding("chain.other-chain", found=str(found), expected=str(chain_id)))
        self._chain_id, self._fees, self._locks = chain_id, fees, locks
        locks.mkdir(parents=True, exist_ok=True, mode=0o700)

    def unfunded(self, roles: Mapping[str, int], deployments: Mapping[str, int]) -> tuple[Finding, ...]:
        """Say which of these accounts have less than their acts will cost at most, all at once.

        Args:
            roles: that act, each with the units of gas that all its acts will take.
            deployments: likewise, by label; one that was made needs no more.

        Raises:
            ChainUnavailableError: even the next block costs more than the cap.
        """
        base = int(self._node.ask("eth_getBlockByNumber", "latest", False).get("baseFeePerGas", "0x0"), 16)
        most, _ = fees_for(base, self._fees)
        if not most:
            return ()
        paying = [(name, self._accounts.address(name), gas) for name, gas in roles.items()]
        for label, gas in deployments.items():
            deployer = self._accounts.deployer(label)
            if not int(self._node.ask("eth_getTransactionCount", deployer, "latest"), 16):  # it sends once
                paying.append((f"deployer, {label}", deployer, gas))
        found = []
        for who, account, gas in paying:
            needed = gas * _MARGIN[0] // _MARGIN[1] * most
            has = int(self._node.ask("eth_getBalance", account, "latest"), 16)
            if has < needed:
                wei, lacks = str(needed), str(has)
                found.append(finding("chain.funds-below", who=who, account=account, gas=gas, needed=wei, found=lacks))
        return tuple(found)

    def _act(
        self,
        sender: str,
        call: str,
        to: str | None,
        sign: Callable[[dict[str, Any]], bytes],
        at: datetime,
    ) -> Act:
        if at.tzinfo is None:
            raise ValueError(f"{at.isoformat()} has no time zone; moments have one")
        target = {"to": to} if to is not None else {}
        asked = {"from": sender, "input": call} | target
        self._node.simulate(asked)
        estimate = int(self._node.ask("eth_estimateGas", asked, "latest"), 16) * _MARGIN[0] // _MARGIN[1]
        if estimate > self._fees.gas:
            raise unavailable(finding("chain.gas-above-cap", needed=str(estimate), cap=str(self._fees.gas)))
        plain = {"type": 2, "chainId": self._chain_id, "gas": estimate, "value": 0, "data": call} | target
        with self._alone(sender) as memory:
            sent = _Sent(node=self._node, sender=sender, plain=plain, sign=sign, cap=self._fees.most, memory=memory)
            receipt = sent.mined(self._fees)
        transaction = str(receipt["transactionHash"])
        if receipt["status"] != "0x1":
            raise unavailable(finding("chain.act-failed", transaction=transaction))
        block = self._node.head(int(receipt["blockNumber"], 16))
        gas = int(receipt["gasUsed"], 16)
        return Act(transaction=transaction, block=block.number, at=block.at, gas=gas, repeated=False)

    @contextmanager
    def _alone(self, sender: str) -> Iterator[IO[str]]:
        """Be the only process that numbers and sends for an account, with what was last offered for it."""
        with (self._locks / sender.lower()).open("a+") as file:
            flock(file, LOCK_EX)
            try:
                yield file
            finally:
                flock(file, LOCK_UN)


@dataclass(slots=True, kw_only=True)
class _Sent:
    """One act under one number, however often it is sent until it is mined."""

    node: Connection
    sender: str
    plain: dict[str, Any]
    sign: Callable[[dict[str, Any]], bytes]
    cap: int
    memory: IO[str]
    hashes: list[str] = field(default_factory=list)

    def mined(self, fees: Fees) -> Any:  # noqa: ANN401 - JSON
        """Send until there is a receipt.

        Raises:
            ChainUnavailableError: it was not mined in time, or the number was taken by something else.
        """
        base = int(self.node.ask("eth_getBlockByNumber", "latest", False).get("baseFeePerGas", "0x0"), 16)
        most, tip = fees_for(base, fees)
        nonce = self._count("latest")
        if self._count("pending") > nonce:  # a call that did not end left something at this number
            left = self._remembered(nonce)
            most, tip = max(most, min(self.cap, _dearer(left[0]))), max(tip, _dearer(left[1]))
        self._afford(most)
        raw, most, tip = self._send(nonce, most, tip)
        began = last = time.monotonic()
        while (receipt := self._receipt()) is None:
            now = time.monotonic()
            if now - began > _PATIENCE:
                raise unavailable(finding("chain.act-not-mined", transaction=self.hashes[-1], seconds=int(_PATIENCE)))
            if now - last > _REPLACED_AFTER:
                last = now
                if self.node.ask("eth_getTransactionByHash", self.hashes[-1]) is None:
                    self._put(raw)
                elif _dearer(most) <= self.cap:
                    raw, most, tip = self._send(nonce, _dearer(most), _dearer(tip))
            time.sleep(_PAUSE)
        return receipt

    def _afford(self, most: int) -> None:
        """See, before anything is signed, that the account can pay for the act.

        Raises:
            ChainUnavailableError: it cannot; the account and what it lacks are named.
        """
        needed, has = int(self.plain["gas"]) * most, int(self.node.ask("eth_getBalance", self.sender, "latest"), 16)
        if has < needed:
            told = finding("chain.funds-short", account=self.sender, needed=str(needed), found=str(has))
            raise unavailable(told)

    def _send(self, nonce: int, most: int, tip: int) -> tuple[str, int, int]:
        """Sign and send, dearer as long as the node asks for it and the cap allows it."""
        while True:
            fees = {"nonce": nonce, "maxFeePerGas": most, "maxPriorityFeePerGas": min(tip, most)}
            raw = f"0x{self.sign(self.plain | fees).hex()}"
            self._remember(nonce, most, tip)
            try:
                self._put(raw)
            except ChainUnavailableError as refused:
                if "underpriced" not in str(refused.finding.argument("said")) or _dearer(most) > self.cap:
                    raise
                most, tip = _dearer(most), _dearer(tip)
                continue
            return raw, most, tip

    def _put(self, raw: str) -> None:
        """Send a signed transaction; a node that has it already, or mined one of ours under the number, is no fault."""
        try:
            transaction = str(self.node.ask("eth_sendRawTransaction", raw))
        except ChainUnavailableError as refused:
            said = str(dict(refused.finding.arguments).get("said", "")).lower()
            if self.hashes and ("already" in said or "nonce too low" in said):
                return
            raise
        if transaction not in self.hashes:
            self.hashes.append(transaction)

    def _receipt(self) -> Any:  # noqa: ANN401 - JSON
        told = (self.node.ask("eth_getTransactionReceipt", each) for each in reversed(self.hashes))
        return next((each for each in told if each is not None), None)

    def _count(self, block: str) -> int:
        return int(self.node.ask("eth_getTransactionCount", self.sender, block), 16)

    def _remember(self, nonce: int, most: int, tip: int) -> None:
        self.memory.seek(0)
        self.memory.truncate()
        json.dump({"nonce": nonce, "most": most, "tip": tip}, self.memory)
        self.memory.flush()

    def _remembered(self, nonce: int) -> tuple[int, int]:
        """Return what was offered under this number; nothing where it was not offered from here."""
        self.memory.seek(0)
        try:
            said = json.loads(self.memory.read() or "{}")
            return (int(said["most"]), int(said["tip"])) if said["nonce"] == nonce else (0, 0)
        except (ValueError, KeyError, TypeError):
            return 0, 0


def _dearer(fee: int) -> int:
    """Return a fee an eighth higher, and by one wei at least."""
    return max(fee + 1, -(-fee * _DEARER[0] // _DEARER[1]))
