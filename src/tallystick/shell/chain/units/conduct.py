"""What trustee, transfer agent and paying agent did on the ledger, from the events of a node.

Source: contracts/src/interfaces (IMandates, IReportAnchor, ITrancheToken); ERC-7943 (Frozen); ERC-1643.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from web3 import Web3

from tallystick.shell.chain.units.cash import AssetReader, period_of
from tallystick.shell.operations.ports.ledgers.migrations import OrderGiven
from tallystick.shell.operations.ports.ledgers.tokens import Holding
from tallystick.units.periods import Period

__all__ = ["ConductReader"]

_TOKEN, _MANDATES, _REPORTS = "TrancheToken", "Mandates", "ReportAnchor"
_WHOLE_ACCOUNT = 2**256 - 1


class ConductReader(AssetReader):
    """Fulfils `ConductReader` of the port over one node."""

    def orders(self, mandates: str) -> tuple[OrderGiven, ...]:
        """Return every order that was carried out, and every one that stands, oldest first."""
        done = [_given(log["args"], done=True) for log in self._events(_MANDATES, mandates, "Executed")]
        return (*done, *self._standing(mandates))

    def _standing(self, mandates: str) -> Iterator[OrderGiven]:
        for log in self._events(_MANDATES, mandates, "Ordered"):
            said = log["args"]
            asked = (said["token"], said["from"], said["to"], said["amount"])
            paper, _ = self._node.read(_MANDATES, mandates, "standing", *asked)
            if paper == said["order"]:
                yield _given(said, done=False)

    def paused(self, token: str) -> int:
        """Return the levels of pause of a token, as bits: transfers, issuance, everything; none on one of another."""
        return 0 if self._behind(token) is not None else int(self._node.read(_TOKEN, token, "pauseLevels")[0])

    def pauses(self, token: str) -> tuple[int, ...]:
        """Return the blocks in which a level of pause was set or lifted, in order."""
        return tuple(int(log["blockNumber"]) for log in self._events(_TOKEN, token, "PauseSet"))

    def recovered(self, token: str, *, after: int, until: int) -> tuple[tuple[str, str], ...]:
        """Return each lost account and the one that took its place, of recoveries between two blocks, oldest first."""
        logs = self._events(_TOKEN, token, "RecoverySuccess", until=until)
        return tuple(
            (str(log["args"]["lostWallet"]), str(log["args"]["newWallet"]))
            for log in logs
            if log["blockNumber"] > after
        )

    def frozen_on(self, token: str, accounts: Sequence[str]) -> frozenset[str]:
        """Return which of these accounts are frozen on a token itself; none on one of another maker."""
        if self._behind(token) is not None:
            return frozenset()
        told = self._node.read_each(_TOKEN, token, "isFrozen", [(Web3.to_checksum_address(each),) for each in accounts])
        return frozenset(account for account, (frozen,) in zip(accounts, told, strict=True) if frozen)

    def partly_frozen(self, token: str) -> tuple[Holding, ...]:
        """Return whose units are frozen in part, and how many."""
        if self._behind(token) is not None:
            return ()
        accounts = sorted({log["args"]["account"] for log in self._events(_TOKEN, token, "Frozen")})
        told = self._node.read_each(_TOKEN, token, "getFrozenTokens", [(each,) for each in accounts])
        return tuple(
            Holding(account=each, amount=units) for each, (units,) in zip(accounts, told, strict=True) if units
        )

    def documents(self, reports: str) -> tuple[tuple[str, str, str], ...]:
        """Return every document that was pointed at: name, place and digest, oldest first."""
        told = (log["args"] for log in self._events(_REPORTS, reports, "DocumentUpdated"))
        return tuple((_name(each["name"]), each["uri"], each["documentHash"].hex()) for each in told)

    def notes(self, reports: str) -> tuple[tuple[Period, str], ...]:
        """Return every note that corrects a report: the month and the note's digest, oldest first."""
        told = (log["args"] for log in self._events(_REPORTS, reports, "Corrected"))
        return tuple((period_of(each["period"]), each["note"].hex()) for each in told)


def _given(said: Any, *, done: bool) -> OrderGiven:  # noqa: ANN401 - as the ABI decodes it
    return OrderGiven(
        token=said["token"],
        giver=said["from"],
        taker=said["to"],
        units=None if said["amount"] == _WHOLE_ACCOUNT else said["amount"],
        paper=said["order"].hex(),
        done=done,
    )


def _name(name: bytes) -> str:
    return name.rstrip(b"\0").decode("ascii", errors="replace")
