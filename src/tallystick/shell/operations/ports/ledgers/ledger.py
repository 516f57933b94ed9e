"""What stands on the ledger, in plain values: blocks, acts, contracts and filing records.

32-byte values (filing, class, key, commitment, digest) are 64 lower-case hexadecimal digits, as everywhere in the
house; `identifier` makes one of a name. Accounts are checksummed ``0x`` addresses. Moments are aware and whole seconds.
No type of a client library appears.
Source: contracts/src/interfaces, whose words these are.
Tokens and their holders are in `tokens`; who reads and writes all this is in `chain`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tallystick.evidence.findings import Finding

__all__ = [
    "Act",
    "Approver",
    "ClassCap",
    "Code",
    "Deployment",
    "FeeReader",
    "FilingRecord",
    "FilingRoles",
    "FilingState",
    "FilingStatus",
    "Head",
    "identifier",
]


def identifier(name: str) -> str:
    """Return the 32 bytes by which the ledger knows a name: the SHA-256 of its UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(name.encode()).hexdigest()


class FilingStatus(StrEnum):
    """Where a filing record stands on the ledger."""

    NONE = "none"
    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Approver(StrEnum):
    """The two who together activate a filing record and together end a suspension."""

    ISSUER = "issuer"
    TRUSTEE = "trustee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One block: its number, its hash (``0x``) and its time."""

    number: int
    hash: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act as the ledger holds it. `repeated`: it stood there before this call, and nothing was sent."""

    transaction: str
    block: int
    at: datetime
    gas: int
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCap:
    """How much of one class may ever be minted, in whole units; above zero and below 2**64."""

    class_id: str
    cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRecord:
    """What was filed. Mints are allowed from `valid_from`, before `valid_until` and after `notice_at`.

    `venues` are the contracts that may hold or move tokens; `asset` is what holders may be paid in on the ledger, empty
    where nothing is.
    """

    filing_id: str
    package_sha256: str
    package_sm3: str
    terms_hash: str
    notice_reference: str
    notice_digest: str
    notice_at: datetime
    valid_from: datetime
    valid_until: datetime
    caps: tuple[ClassCap, ...]
    venues: tuple[str, ...] = ()
    asset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingState:
    """A record and where it stands. `digest` is what approvers cite; `suspensions` numbers the last suspension."""

    record: FilingRecord
    status: FilingStatus
    digest: str
    suspensions: int
    issuer_agreed: bool
    trustee_agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRoles:
    """The four different accounts that act on filing records."""

    agent: str
    issuer: str
    trustee: str
    guardian: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A contract and the act that put it there."""

    address: str
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The code at an address beside the filed build: equal with immutables masked, and each immutable's value."""

    contract: str
    address: str
    equal: bool
    immutables: tuple[tuple[str, str | int], ...]


class FeeReader(Protocol):
    """Reading what acts would cost those who send them. May raise `ChainUnavailableError`."""

    def unfunded(self, roles: Mapping[str, int], contracts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Say which of these roles, by the gas they will use, and deployers, by label and contract, have too little."""
