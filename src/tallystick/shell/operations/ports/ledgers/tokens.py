"""Tokens on the ledger and those who hold them, in plain values; forms of the values as in `ledger`.

Amounts are whole smallest units of the token: what one of them is in money, the token's `decimals` and the filing say.
Source: contracts/src/interfaces, whose words these are.
No personal data appears: an account is an address, its evidence a salted commitment.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tallystick.shell.operations.ports.ledgers.ledger import Act

__all__ = [
    "NOBODY",
    "Holding",
    "Ineligibility",
    "Movement",
    "Order",
    "Registration",
    "Standing",
    "Token",
    "TokenTerms",
]


NOBODY = "0x" + "00" * 20
"""The zero address: where nobody is meant."""


class Ineligibility(StrEnum):
    """Why an account may not hold a class; `NONE` means that it may."""

    NONE = "none"
    NOT_REGISTERED = "not-registered"
    FROZEN = "frozen"
    EXPIRED = "expired"
    JURISDICTION_UNKNOWN = "jurisdiction-unknown"
    JURISDICTION_MAINLAND = "jurisdiction-mainland"
    CLASS_NOT_CLEARED = "class-not-cleared"
    ACCOUNT_HAS_CODE = "account-has-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the transfer agent established: until when, class bits, ISO 3166-1 numeric residence (0 unknown).

    A nominee holds for others, who are looked through to off the ledger; the flag bars nothing.
    """

    expires_at: datetime
    classes: int
    jurisdiction: int
    frozen: bool = False
    nominee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One account's standing with the salted commitment to its evidence."""

    account: str
    standing: Standing
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTerms:
    """What a token is deployed with, all fixed for ever. `decimals` below 256; `class_mask` 32 bits, not zero.

    Attributes:
        mandates: where the trustee's orders stand.
        reports: whose reports set factor and write-down, and where documents are.
        distributor: who declares and collects cash on the ledger.
        predecessor: the token whose holders migrate here; the zero address where there is none.
        locked_until: Unix seconds, first moment at which holders may transfer; 0 without a lock-up.
        minimum_holding: units below which nobody may hold any; 0 without a minimum.
        holder_limit: how many may hold at once; 0 without a limit.
    """

    name: str
    symbol: str
    decimals: int
    filings: str
    eligibility: str
    filing_id: str
    class_id: str
    class_mask: int
    agent: str
    mandates: str
    reports: str
    distributor: str
    predecessor: str = NOBODY
    locked_until: int = 0
    minimum_holding: int = 0
    holder_limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it stands. Law: supply == minted less redeemed; cumulative is never reduced.

    Transfer agent and trustee are those of the registry of investors and of the mandates it was deployed with.
    """

    address: str
    terms: TokenTerms
    transfer_agent: str
    trustee: str
    supply: int
    cumulative: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One instruction to mint or redeem: a key works once for each of the two."""

    key: str
    holder: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """An order the ledger carried out, with the act that did it."""

    order: Order
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One account's balance, above zero."""

    account: str
    amount: int
