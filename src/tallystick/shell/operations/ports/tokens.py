"""Tokens on the ledger and those who hold them, in plain values; forms of the values as in `ledger`.

Amounts are whole smallest units of the token: what one of them is in money, the token's `decimals` and the filing say.
Source: contracts/src/interfaces, whose words these are.
No personal data appears: an account is an address, its evidence a salted commitment.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tallystick.shell.operations.ports.ledger import Act

__all__ = [
    "Holding",
    "Ineligibility",
    "Movement",
    "Order",
    "Registration",
    "Standing",
    "Token",
    "TokenTerms",
]


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
    """What the transfer agent established: until when, class bits, ISO 3166-1 numeric residence (0 unknown)."""

    expires_at: datetime
    classes: int
    jurisdiction: int
    frozen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One account's standing with the salted commitment to its evidence."""

    account: str
    standing: Standing
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTerms:
    """What a token is deployed with, all fixed for ever. `decimals` below 256; `class_mask` 32 bits, not zero."""

    name: str
    symbol: str
    decimals: int
    filings: str
    eligibility: str
    filing_id: str
    class_id: str
    class_mask: int
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it stands. Law: supply == minted less redeemed; cumulative is never reduced."""

    address: str
    terms: TokenTerms
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
