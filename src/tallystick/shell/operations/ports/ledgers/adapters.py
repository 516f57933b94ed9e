"""A class that is issued as a token of another maker, through an adapter that holds it to the filing.

To the rest of the house the adapter's address is the token: its mints are held against the filing, and its holdings are
the balances of the token behind it. What that token does is its own code's word.
Source: contracts/src/interfaces/ITokenAdapter.sol.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tallystick.shell.operations.ports.ledgers.ledger import Deployment
from tallystick.shell.operations.ports.ledgers.tokens import TokenTerms

__all__ = ["AdapterLedger", "AdapterReader", "Existing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """A token of another maker behind an adapter, by its own events and answers.

    Attributes:
        address: of the token.
        unit: how many of its smallest units one denomination is.
        minted: all that it minted, by whomever, in its smallest units, from the adapter's first mint on; before there
            is one, all that it ever minted.
        before: what it had minted earlier. Law: none of it was outstanding at that first mint, or there was none.
        first: when it first minted what is counted in `minted`; None where it did not.
        outstanding: in its smallest units.
        may_mint: whether it says that the adapter may mint.
        minters: other accounts to which its events gave that power and from which they did not take it, sorted.
        code_sha256: of the code at its address, 64 hexadecimal digits.
    """

    address: str
    unit: int
    minted: int
    before: int
    first: datetime | None
    outstanding: int
    may_mint: bool
    minters: tuple[str, ...]
    code_sha256: str


class AdapterReader(Protocol):
    """Reading. The method may raise `ChainUnavailableError`."""

    def existing(self, token: str) -> Existing | None:
        """Return the token of another maker behind an adapter; None where the address is no adapter."""


class AdapterLedger(Protocol):
    """The act. It may raise `ChainRefusedError`, `ChainConflictError` or `ChainUnavailableError`."""

    def deploy_adapter(self, label: str, existing: str, terms: TokenTerms, *, at: datetime) -> Deployment:
        """Deploy an adapter for a token of another maker that was never minted; one label gives one contract."""
