"""What operations ask of the ledger when the tokens of a filing go over to those of a later one.

    ordered by the trustee -> seven days -> begun -> holders moved in portions, each once

Forms of values as in `ledger`. Source: contracts/src/interfaces (ITrancheToken, IMandates).
Implementation: `shell.chain`, overseas only.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.tokens import Holding

__all__ = ["MigrationLedger", "MigrationReader"]


class MigrationReader(Protocol):
    """Reading. Any method may raise `ChainUnavailableError`."""

    def successor(self, token: str) -> str | None:
        """Return the token that holders of this one migrate to; None before a migration has begun."""

    def migrated(self, token: str) -> tuple[Holding, ...]:
        """Return what each account's units were that went from a token to its successor, oldest first."""


class MigrationLedger(Protocol):
    """The acts. Any may raise `ChainRefusedError`, `ChainConflictError` or `ChainUnavailableError`."""

    def order_migration(self, mandates: str, token: str, to: str, *, paper: str, at: datetime) -> Act | None:
        """Order, as the trustee, that a token's units go over to another's; None where the order stands."""

    def begin_migration(self, token: str, to: str, *, at: datetime) -> Act | None:
        """Begin it, as the agent: nothing is minted or transferred here any more; None where it has begun."""

    def migrate(self, token: str, holders: Sequence[str], *, at: datetime) -> tuple[Act, ...]:
        """Move what these holders have left to the successor, as the agent, in portions; none where nothing is left."""
