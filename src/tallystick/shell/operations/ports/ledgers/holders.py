"""What operations ask of the ledger for holders, beside all else: transfers against payment, units moved by an order.

Forms of values as in `ledger`. Implementation: `shell.chain`, overseas only.
"""

from datetime import datetime
from typing import Protocol

from tallystick.shell.operations.ports.ledgers.agents import AgentLedger
from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.migrations import MigrationLedger
from tallystick.shell.operations.ports.ledgers.roles import RoleLedger

__all__ = ["HolderLedger"]


class HolderLedger(AgentLedger, RoleLedger, MigrationLedger, Protocol):
    """The acts. Any may raise `ChainRefusedError`, `ChainConflictError` or `ChainUnavailableError`."""

    def free(self, token: str, account: str) -> int:
        """Return how many units an account has that are not frozen."""

    def frozen_units(self, token: str, account: str) -> int:
        """Return how many units of an account are frozen."""

    def freeze_units(self, token: str, account: str, units: int, *, at: datetime) -> Act | None:
        """Freeze so many units, as the transfer agent; None where as many are."""

    def document(self, reports: str, name: str) -> tuple[str, str]:
        """Return where a document is to be found and its digest; both empty where none stands under the name."""

    def point(self, reports: str, name: str, place: str, digest: str, *, at: datetime) -> Act | None:
        """Point at a document, as the agent; None where it stands so."""

    def move(self, mandates: str, token: str, wallet: str, to: str, units: int, *, paper: str, at: datetime) -> Act:
        """Move units by an order of the trustee, as the transfer agent; one order, by its paper, once.

        Where the token refuses, the order is withdrawn, so that nobody carries it out on another day.
        """

    def withdraw(
        self, mandates: str, token: str, wallet: str, to: str, units: int | None, *, paper: str, at: datetime
    ) -> Act | None:
        """Withdraw, as the trustee, an order on this paper, of units or of a whole account; None where none stands."""

    def moved(self, mandates: str, token: str, wallet: str, to: str, units: int, *, paper: str) -> str:
        """Return the transaction by which an order was carried out, by its paper; empty where it was not."""
