"""The acts for holders on a local chain: units moved by an order of the trustee; a class that goes to a later filing.

An order is known by its paper: what the mandates tell of as carried out is returned and never sent again. Of a
migration the token itself says whether it has begun and what is left.
Source: ERC-7943 (forcedTransfer, setFrozenTokens); ERC-1643; contracts/src/interfaces/IMandates.sol.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tallystick.evidence.findings import finding
from tallystick.shell.chain.agents import WHOLE_ACCOUNT, AgentChain
from tallystick.shell.chain.refusals import conflict
from tallystick.shell.operations.ports.ledgers.chain import ChainRefusedError
from tallystick.shell.operations.ports.ledgers.ledger import Act

__all__ = ["HolderChain"]

_TOKEN, _MANDATES, _REPORTS = "TrancheToken", "Mandates", "ReportAnchor"
_AT_ONCE = 50
"""Holders of one portion: each is taken here and given there, so a portion is half of what a block of mints holds."""


class HolderChain(AgentChain):
    """Fulfils `HolderLedger` over one local node and its accounts."""

    def free(self, token: str, account: str) -> int:
        """Return how many units an account has that are not frozen."""
        (held,) = self._node.read(_TOKEN, token, "balanceOf", account)
        (frozen,) = self._node.read(_TOKEN, token, "getFrozenTokens", account)
        return max(0, int(held) - int(frozen))

    def frozen_units(self, token: str, account: str) -> int:
        """Return how many units of an account are frozen."""
        return int(self._node.read(_TOKEN, token, "getFrozenTokens", account)[0])

    def freeze_units(self, token: str, account: str, units: int, *, at: datetime) -> Act | None:
        """Freeze so many units, as the transfer agent; None where as many are."""
        if self.frozen_units(token, account) == units:
            return None
        return self._send("transfer-agent", _TOKEN, token, "setFrozenTokens", (account, units), at)

    def document(self, reports: str, name: str) -> tuple[str, str]:
        """Return where a document is to be found and its digest; both empty where none stands under the name."""
        place, digest, _ = self._node.read(_REPORTS, reports, "getDocument", _name(name))
        return str(place), bytes(digest).hex() if any(digest) else ""

    def point(self, reports: str, name: str, place: str, digest: str, *, at: datetime) -> Act | None:
        """Point at a document, as the agent; None where it stands so."""
        if self.document(reports, name) == (place, digest):
            return None
        return self._send("agent", _REPORTS, reports, "setDocument", (_name(name), place, bytes.fromhex(digest)), at)

    def move(self, mandates: str, token: str, wallet: str, to: str, units: int, *, paper: str, at: datetime) -> Act:
        """Move units by an order of the trustee, as the transfer agent; one order, by its paper, once.

        Raises:
            ChainRefusedError: the token refuses; the order is withdrawn.
        """
        for log in self._carried_out(mandates, (token, wallet, to, units), paper):
            return self._act(log)
        asked = (token, wallet, to, units)
        standing, _ = self._node.read(_MANDATES, mandates, "standing", *asked)
        if standing.hex() != paper:
            self._send("trustee", _MANDATES, mandates, "order", (*asked, bytes.fromhex(paper)), at)
        try:
            return self._send("transfer-agent", _TOKEN, token, "forcedTransfer", (wallet, to, units), at)
        except ChainRefusedError:
            self.withdraw(mandates, *asked, paper=paper, at=at)
            raise

    def withdraw(
        self, mandates: str, token: str, wallet: str, to: str, units: int | None, *, paper: str, at: datetime
    ) -> Act | None:
        """Withdraw an order on this paper, of so many units or of a whole account; None where none stands."""
        asked = (token, wallet, to, WHOLE_ACCOUNT if units is None else units)
        standing, _ = self._node.read(_MANDATES, mandates, "standing", *asked)
        return self._send("trustee", _MANDATES, mandates, "withdraw", asked, at) if standing.hex() == paper else None

    def moved(self, mandates: str, token: str, wallet: str, to: str, units: int, *, paper: str) -> str:
        """Return the transaction by which an order was carried out, by its paper; empty where it was not."""
        logs = self._carried_out(mandates, (token, wallet, to, units), paper)
        return next((f"0x{log['transactionHash'].hex()}" for log in logs), "")

    def order_migration(self, mandates: str, token: str, to: str, *, paper: str, at: datetime) -> Act | None:
        """Order, as the trustee, that a token's units go over to another's; None where the order stands.

        Raises:
            ChainConflictError: it stands on another paper, or was withdrawn.
        """
        return self.order(mandates, token, token, to, paper=paper, at=at)

    def begin_migration(self, token: str, to: str, *, at: datetime) -> Act | None:
        """Begin it, as the agent; None where it has begun.

        Raises:
            ChainConflictError: it has begun to another token.
            ChainRefusedError: its days are not over.
        """
        begun = self.successor(token)
        if begun is None:
            return self._send("agent", _TOKEN, token, "beginMigration", (to,), at)
        if begun != to:
            raise conflict(finding("chain.migrates-elsewhere", token=token, successor=begun))
        return None

    def migrate(self, token: str, holders: Sequence[str], *, at: datetime) -> tuple[Act, ...]:
        """Move what these holders have left to the successor, as the agent, in portions."""
        left = {each.account for each in self.holdings(token)}
        asked = [each for each in holders if each in left]
        portions = (asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE))
        return tuple(self._send("agent", _TOKEN, token, "migrate", (each,), at) for each in portions)

    def _carried_out(self, mandates: str, asked: tuple[str, str, str, int], paper: str) -> Iterator[Mapping[str, Any]]:
        token, wallet, to, units = asked
        for log in self._events(_MANDATES, mandates, "Executed", {"token": token, "from": wallet, "to": to}):
            if log["args"]["amount"] == units and log["args"]["order"].hex() == paper:
                yield log


def _name(name: str) -> bytes:
    """Return a document's name as the ledger has it. Source: ERC-1643 (bytes32)."""
    return name.encode("ascii").ljust(32, b"\0")
