"""Sending one act to a local chain: simulated first, at its own time, signed here, waited for.

    head -> time -> simulate -> set the next block's time -> sign -> send -> receipt

The simulation sees the block time the act will have, so a contract's refusal is known before anything is sent. A time
that is not after the last block becomes the second after it: block times never run backwards.
Source: Ethereum JSON-RPC (eth_call, eth_sendRawTransaction); EIP-1559, both fees zero, as the local chain asks none;
anvil's evm_setNextBlockTimestamp.
It does not send to any other chain: a chain with fees needs a fee policy and a signer outside this process.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from web3 import Web3

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.chain.accounts import Signs
from tallystick.shell.chain.connection import Connection
from tallystick.shell.chain.refusals import unavailable
from tallystick.shell.operations.ports.ledgers.ledger import Act

__all__ = ["Sender"]

_GAS = 29_000_000
"""Below the block's limit, so that no act needs an estimate; the local chain charges nothing for it."""

_PATIENCE = 20.0
_PAUSE = 0.02


class Sender:
    """Sends acts of named accounts to one local chain. Its methods may raise `ChainUnavailableError`."""

    def __init__(self, connection: Connection, accounts: Signs) -> None:
        """Take the node to send to and the accounts to sign with."""
        self._node = connection
        self._accounts = accounts
        self._last = -1

    def send(self, sender: str, to: str, call: str, *, at: datetime) -> Act:
        """Call a contract as a role or a holder.

        Args:
            sender: the name of the account.
            to: the contract.
            call: the encoded call, ``0x`` and hexadecimal digits.
            at: when; aware.

        Raises:
            ChainRefusedError: a contract refuses the act; nothing was sent.
            ValueError: `at` has no time zone.
        """
        address = self._accounts.address(sender)
        act = self._act(address, call, to, lambda each: self._accounts.sign(sender, each), at)
        self._last = max(self._last, act.block)
        return act

    def deploy(self, label: str, creation: str, *, at: datetime) -> tuple[str, Act]:
        """Deploy a contract as the label's own account; returns its address as well.

        Raises:
            ChainRefusedError: the constructor refuses its arguments; nothing was sent.
            ValueError: `at` has no time zone.
        """
        address = self._accounts.deployer(label)
        act = self._act(address, creation, None, lambda each: self._accounts.sign_deployment(label, each), at)
        self._last = max(self._last, act.block)
        receipt = self._receipt(act.transaction)
        return Web3.to_checksum_address(receipt["contractAddress"]), act

    def finalise(self, depth: int) -> bool:
        """Wait until as many blocks follow the last act sent from here; whether there was anything to wait for.

        Raises:
            ChainUnavailableError: they did not follow in time.
        """
        if not depth or self._last < 0:
            return False
        deadline = time.monotonic() + _PATIENCE
        while (follow := self._node.head().number - self._last) < depth:
            if time.monotonic() > deadline:
                raise unavailable(
                    finding("chain.not-final", block=str(self._last), depth=str(follow), needed=str(depth))
                )
            time.sleep(_PAUSE)
        self._last = -1
        return True

    def unfunded(self, roles: Mapping[str, int], deployments: Mapping[str, int]) -> tuple[Finding, ...]:  # noqa: ARG002
        """Say which of these accounts have too little to pay with: none, as a local chain asks for nothing."""
        return ()

    def _act(
        self,
        sender: str,
        call: str,
        to: str | None,
        sign: Callable[[dict[str, Any]], bytes],
        at: datetime,
    ) -> Act:
        # TIME
        if at.tzinfo is None:
            raise ValueError(f"{at.isoformat()} has no time zone; block times are moments, so say which")
        then = max(at.replace(microsecond=0), self._node.head().at + timedelta(seconds=1))

        # SIMULATE
        target = {"to": to} if to is not None else {}
        simulated = {"from": sender, "input": call, "gas": hex(_GAS)} | target
        self._node.simulate(simulated, at=then)

        # SEND
        nonce = int(self._node.ask("eth_getTransactionCount", sender, "latest"), 16)
        raw = sign(self._transaction(call, target, nonce))
        self._node.ask("evm_setNextBlockTimestamp", int(then.timestamp()))
        transaction = self._node.ask("eth_sendRawTransaction", f"0x{raw.hex()}")

        # WAIT
        receipt = self._receipt(transaction)
        if receipt["status"] != "0x1":
            self._node.simulate(simulated, at=then)
            raise unavailable(finding("chain.act-failed", transaction=transaction))
        block = self._node.head(int(receipt["blockNumber"], 16))
        gas = int(receipt["gasUsed"], 16)
        return Act(transaction=transaction, block=block.number, at=block.at, gas=gas, repeated=False)

    def _transaction(self, call: str, target: dict[str, str], nonce: int) -> dict[str, Any]:
        return {
            "type": 2,
            "chainId": int(self._node.ask("eth_chainId"), 16),
            "nonce": nonce,
            "gas": _GAS,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
            "value": 0,
            "data": call,
        } | target

    def _receipt(self, transaction: str) -> Any:  # noqa: ANN401 - JSON
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            receipt = self._node.ask("eth_getTransactionReceipt", transaction)
            if receipt is not None:
                return receipt
            time.sleep(_PAUSE)
        raise unavailable(finding("chain.act-not-mined", transaction=transaction, seconds=int(_PATIENCE)))
