"""Sending one act to a ledger with fees: simulated, priced under a cap, numbered alone, and waited for.

    simulate -> estimate gas (cap) -> fees (cap) -> lock of the account -> nonce -> sign outside -> send -> receipt

Time is the ledger's own. One lock a sender, in the home, keeps two processes from taking one nonce. A dropped or
replaced transaction leaves no event, so the same act asked for again is sent again, and one that was mined is found.
Source: EIP-1559: max fee = twice the base fee plus the tip, so that it lasts six full blocks; Ethereum JSON-RPC.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from typing import Any, Final

from tallystick.evidence.findings import finding
from tallystick.shell.chain.accounts import Signs
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.refusals import conflict, unavailable
from tallystick.shell.chain.sending import Sender
from tallystick.shell.operations.ports.ledgers.ledger import Act

__all__ = ["Fees", "RemoteSender", "fees_for"]

_MARGIN: Final = (6, 5)
"""An estimate may fall short where another act comes first; a fifth more covers a cold slot or two."""


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
        estimate = int(self._node.ask("eth_estimateGas", asked), 16) * _MARGIN[0] // _MARGIN[1]
        if estimate > self._fees.gas:
            raise unavailable(finding("chain.gas-above-cap", needed=str(estimate), cap=str(self._fees.gas)))
        with self._alone(sender):
            base = int(self._node.ask("eth_getBlockByNumber", "latest", False).get("baseFeePerGas", "0x0"), 16)
            most, tip = fees_for(base, self._fees)
            nonce = int(self._node.ask("eth_getTransactionCount", sender, "pending"), 16)
            raw = sign(
                {
                    "type": 2,
                    "chainId": self._chain_id,
                    "nonce": nonce,
                    "gas": estimate,
                    "maxFeePerGas": most,
                    "maxPriorityFeePerGas": tip,
                    "value": 0,
                    "data": call,
                }
                | target
            )
            transaction = self._node.ask("eth_sendRawTransaction", f"0x{raw.hex()}")
        receipt = self._receipt(transaction)
        if receipt["status"] != "0x1":
            raise unavailable(finding("chain.act-failed", transaction=transaction))
        block = self._node.head(int(receipt["blockNumber"], 16))
        gas = int(receipt["gasUsed"], 16)
        return Act(transaction=transaction, block=block.number, at=block.at, gas=gas, repeated=False)

    @contextmanager
    def _alone(self, sender: str) -> Iterator[None]:
        """Be the only process that numbers and sends for an account."""
        with (self._locks / sender.lower()).open("w") as file:
            flock(file, LOCK_EX)
            try:
                yield
            finally:
                flock(file, LOCK_UN)
