"""What operations ask of the ledger when tokens go over to a later filing's, and of what agents did by their keys.

    ordered by the trustee -> seven days -> begun -> holders moved in portions, each once

Forms of values as in `ledger`. Source: contracts/src/interfaces (ITrancheToken, IMandates).
Implementation: `shell.chain`, overseas only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.tokens import Holding
from tallystick.units.periods import Period

__all__ = ["EVERYTHING", "ConductReader", "MigrationLedger", "MigrationReader", "OrderGiven"]

EVERYTHING: Final = 4
"""The level of pause at which no unit moves, by whomsoever. Source: ITrancheToken.sol, setPaused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGiven:
    """An order of the trustee, by its paper's digest: units of a token, None for a whole account; whether done."""

    token: str
    giver: str
    taker: str
    units: int | None
    paper: str
    done: bool


class ConductReader(Protocol):
    """Reading what agents and trustee did by their own keys. Any method may raise `ChainUnavailableError`."""

    def orders(self, mandates: str) -> tuple[OrderGiven, ...]:
        """Return every order that was carried out, and every one that stands, oldest first."""

    def paused(self, token: str) -> int:
        """Return the levels of pause of a token, as bits; none on one of another maker."""

    def pauses(self, token: str) -> tuple[int, ...]:
        """Return the blocks in which a level of pause was set or lifted, in order."""

    def recovered(self, token: str, *, after: int, until: int) -> tuple[tuple[str, str], ...]:
        """Return each lost account and the one that took its place, of recoveries between two blocks, oldest first."""

    def frozen_on(self, token: str, accounts: Sequence[str]) -> frozenset[str]:
        """Return which of these accounts are frozen on a token itself; none on one of another maker."""

    def partly_frozen(self, token: str) -> tuple[Holding, ...]:
        """Return whose units are frozen in part, and how many."""

    def documents(self, reports: str) -> tuple[tuple[str, str, str], ...]:
        """Return every document that was pointed at: name, place and digest, oldest first."""

    def notes(self, reports: str) -> tuple[tuple[Period, str], ...]:
        """Return every note that corrects a report: the month and the note's digest, oldest first."""


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
