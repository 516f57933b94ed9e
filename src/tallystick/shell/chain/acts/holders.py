"""The acts for holders on a local chain: units moved by an order of the trustee, against payment or to correct.

An order is known by its paper: what the mandates tell of as carried out is returned and never sent again.
Source: ERC-7943 (forcedTransfer, getFrozenTokens); contracts/src/interfaces/IMandates.sol.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tallystick.shell.chain.agents import AgentChain
from tallystick.shell.operations.ports.ledgers.ledger import Act

__all__ = ["HolderChain"]

_TOKEN, _MANDATES = "TrancheToken", "Mandates"


class HolderChain(AgentChain):
    """Fulfils `HolderLedger` over one local node and its accounts."""

    def free(self, token: str, account: str) -> int:
        """Return how many units an account has that are not frozen."""
        (held,) = self._node.read(_TOKEN, token, "balanceOf", account)
        (frozen,) = self._node.read(_TOKEN, token, "getFrozenTokens", account)
        return max(0, int(held) - int(frozen))

    def move(self, mandates: str, token: str, wallet: str, to: str, units: int, *, paper: str, at: datetime) -> Act:
        """Move units by an order of the trustee, as the transfer agent; one order, by its paper, once."""
        for log in self._carried_out(mandates, (token, wallet, to, units), paper):
            return self._act(log)
        asked = (token, wallet, to, units)
        standing, _ = self._node.read(_MANDATES, mandates, "standing", *asked)
        if standing.hex() != paper:
            self._send("trustee", _MANDATES, mandates, "order", (*asked, bytes.fromhex(paper)), at)
        return self._send("transfer-agent", _TOKEN, token, "forcedTransfer", (wallet, to, units), at)

    def moved(self, mandates: str, token: str, wallet: str, to: str, units: int, *, paper: str) -> str:
        """Return the transaction by which an order was carried out, by its paper; empty where it was not."""
        logs = self._carried_out(mandates, (token, wallet, to, units), paper)
        return next((f"0x{log['transactionHash'].hex()}" for log in logs), "")

    def _carried_out(self, mandates: str, asked: tuple[str, str, str, int], paper: str) -> Iterator[Mapping[str, Any]]:
        token, wallet, to, units = asked
        for log in self._events(_MANDATES, mandates, "Executed", {"token": token, "from": wallet, "to": to}):
            if log["args"]["amount"] == units and log["args"]["order"].hex() == paper:
                yield log
