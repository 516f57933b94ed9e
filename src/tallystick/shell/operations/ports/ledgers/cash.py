"""Cash on the ledger: the asset in which holders are paid, and what was declared, brought and collected of it.

Amounts are smallest units of the asset, periods the months of collections. Forms of values as in `ledger`.
Source: contracts/src/interfaces/IDistributor.sol, whose words these are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tallystick.shell.operations.ports.ledgers.ledger import Act
from tallystick.shell.operations.ports.ledgers.tokens import Holding
from tallystick.units.periods import Period

__all__ = ["Account", "CashReader", "Division", "State", "ToDivide", "Wallet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """Cash of one month divided over the units of one class, with the act that did it.

    Attributes:
        recorded: whoever was credited for other units than it held then, with those of the record date; 0 for none.
    """

    period: Period
    amount: int
    act: Act
    recorded: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDivide:
    """Cash of one month that is to be divided over the units of one class on its record date.

    Attributes:
        units: how many were outstanding on the record date, above zero.
        recorded: whoever held otherwise on the record date than now, with the units of that day, 0 for none; by account
            as a number, ascending.
    """

    distributor: str
    token: str
    period: Period
    amount: int
    units: int
    recorded: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Cash of one class. Laws: collected <= funded; what was declared and not collected is owed or carried."""

    declared: int
    funded: int
    collected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a token itself says of one account: its units, and what it is owed in minor units."""

    balance: int
    owed: int


class CashReader(Protocol):
    """Reading. Any method may raise `ChainConflictError` or `ChainUnavailableError`."""

    def divisions(self, distributor: str, token: str) -> tuple[Division, ...]:
        """Return every division of a class's cash, oldest first."""

    def cash(self, distributor: str, token: str) -> Account:
        """Return the cash of a class."""

    def declared(self, token: str) -> int:
        """Return the cash that was ever declared to a token, by its own word, in minor units."""

    def states(self, token: str, accounts: Sequence[str]) -> Mapping[str, State]:
        """Return what a token itself says of each of these accounts."""

    def decimals(self, asset: str) -> int:
        """Return the decimals of an asset, by its own word."""

    def outstanding(self, token: str) -> int:
        """Return how much of a token is outstanding, in its smallest units, by its own word."""

    def balance(self, asset: str, account: str) -> int:
        """Return how much of an asset an account has."""


class Wallet(Protocol):
    """A holder with their own key, on a node that anybody runs. Methods may raise any `ChainError`."""

    def owed(self, token: str) -> int:
        """Return what the holder is owed of a class."""

    def asset(self, token: str) -> tuple[str, int]:
        """Return in what a class is paid on the ledger: name and decimals, by its contract's own word."""

    def collect(self, token: str) -> Act:
        """Collect everything that the holder is owed of a class."""

    @property
    def address(self) -> str:
        """The holder's account."""
