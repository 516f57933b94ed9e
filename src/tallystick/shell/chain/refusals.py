"""Why the ledger refused, in words: from the bytes of a revert to a finding and the error that carries it.

Each custom error of the contracts has one sentence in ``catalogue/chain.toml``, which names the error's fields as
arguments in snake case. Statuses, reasons and roles become words, block times moments, 32 bytes hexadecimal digits.
Source: Solidity documentation, "Errors and the Revert Statement" (selector and ABI-encoded fields).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from web3 import Web3
from web3.utils import get_abi_input_names, get_abi_input_types

from tallystick.evidence.findings import Finding, Place, Value, finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.shell.chain.artifacts import CONTRACTS, artifact
from tallystick.shell.operations.ports.ledgers.chain import (
    ChainConflictError,
    ChainRefusedError,
    ChainUnavailableError,
)
from tallystick.shell.operations.ports.ledgers.ledger import FilingStatus
from tallystick.shell.operations.ports.ledgers.tokens import Ineligibility

__all__ = ["INELIGIBILITIES", "STATUSES", "conflict", "refusal", "unavailable"]

STATUSES = tuple(FilingStatus)
"""In the order of the contract's enum."""

INELIGIBILITIES = tuple(Ineligibility)
"""In the order of the contract's enum."""

_CODES = {
    "AccountInvalid": "chain.account-invalid",
    "AddressEmptyCode": "chain.no-code",
    "AlreadyApproved": "chain.already-approved",
    "AmountZero": "chain.amount-zero",
    "AssetNotFiled": "chain.asset-not-filed",
    "CapExceeded": "chain.cap-exceeded",
    "CapInvalid": "chain.cap-invalid",
    "CashTooLarge": "chain.cash-too-large",
    "ClassNotFiled": "chain.class-not-filed",
    "ConfirmedTooMuch": "chain.confirmed-too-much",
    "DigestMissing": "chain.digest-missing",
    "ECDSAInvalidSignature": "chain.signature-invalid",
    "ECDSAInvalidSignatureLength": "chain.signature-length",
    "ECDSAInvalidSignatureS": "chain.signature-malleable",
    "ERC20InsufficientAllowance": "chain.allowance-insufficient",
    "ERC20InsufficientBalance": "chain.balance-insufficient",
    "ERC20InvalidApprover": "chain.approver-invalid",
    "ERC20InvalidReceiver": "chain.receiver-invalid",
    "ERC20InvalidSender": "chain.sender-invalid",
    "ERC20InvalidSpender": "chain.spender-invalid",
    "ERC2612ExpiredSignature": "chain.permit-expired",
    "ERC2612InvalidSigner": "chain.permit-signer-differs",
    "ERC7943CannotReceive": "chain.cannot-receive",
    "ERC7943CannotSend": "chain.cannot-send",
    "ERC7943CannotTransfer": "chain.cannot-transfer",
    "ERC7943InsufficientUnfrozenBalance": "chain.unfrozen-insufficient",
    "EntitlementsInvalid": "chain.entitlements-invalid",
    "Expired": "chain.signatures-expired",
    "FactorInvalid": "chain.factor-invalid",
    "FailedCall": "chain.call-failed",
    "FilingExpired": "chain.filing-expired",
    "FilingNotActive": "chain.filing-not-active",
    "FilingNotYetValid": "chain.filing-not-yet-valid",
    "FrozenTooLittle": "chain.frozen-too-little",
    "FundingDiffers": "chain.funding-differs",
    "HolderBarred": "chain.holder-barred",
    "HolderNotEligible": "chain.holder-not-eligible",
    "HoldingTooSmall": "chain.holding-too-small",
    "InsufficientBalance": "chain.value-insufficient",
    "InvalidAccountNonce": "chain.account-nonce-differs",
    "LengthsDiffer": "chain.lengths-differ",
    "LevelPaused": "chain.level-paused",
    "LockedUp": "chain.locked-up",
    "MembersInvalid": "chain.members-invalid",
    "MigrationMissing": "chain.migration-missing",
    "MintKeyUsed": "chain.mint-key-used",
    "MintedElsewhere": "chain.minted-elsewhere",
    "NotAgent": "chain.not-agent",
    "NotFunded": "chain.not-funded",
    "NotMember": "chain.not-member",
    "NotNominated": "chain.not-nominated",
    "NotPayingAgent": "chain.not-paying-agent",
    "NotSelf": "chain.not-self",
    "NotTransferAgent": "chain.not-transfer-agent",
    "NotTrustee": "chain.not-trustee",
    "NothingOutstanding": "chain.nothing-outstanding",
    "NoticeInFuture": "chain.notice-in-future",
    "NoticeNotBefore": "chain.notice-not-before",
    "OrderInvalid": "chain.order-invalid",
    "OrderMissing": "chain.order-missing",
    "OrderStands": "chain.order-stands",
    "OtherToken": "chain.other-token",
    "PeriodInvalid": "chain.period-invalid",
    "PeriodNotOpen": "chain.period-not-open",
    "RecordDiffers": "chain.record-differs",
    "RecordIncomplete": "chain.record-incomplete",
    "RedemptionKeyUsed": "chain.redemption-key-used",
    "RegisterDiffers": "chain.register-differs",
    "RoleMissing": "chain.role-missing",
    "RolesNotDistinct": "chain.roles-not-distinct",
    "SafeCastOverflowedUintDowncast": "chain.amount-overflow",
    "SafeERC20FailedOperation": "chain.asset-failed",
    "SuspensionDiffers": "chain.suspension-differs",
    "TermsInvalid": "chain.terms-invalid",
    "TokenDiffers": "chain.token-differs",
    "TooEarly": "chain.too-early",
    "TooFewSignatures": "chain.too-few-signatures",
    "TooManyHolders": "chain.too-many-holders",
    "ValidityInvalid": "chain.validity-invalid",
    "WrongStatus": "chain.wrong-status",
}

_TIMES = {"deadline", "lockedUntil", "notBefore", "noticeAt", "present", "validFrom", "validUntil"}

_LAST = 253_402_300_799
"""The last second of the year 9999; a deadline may lie beyond it."""

_LEVELS = (1, 2, 4, 8)
"""What a token may pause, each a bit; the last says that it was left for its successor."""


def refusal(reverted: bytes) -> ChainRefusedError:
    """Word a revert.

    Args:
        reverted: what the contract returned: four bytes of selector and the encoded fields, or anything else.
    """
    error = _errors().get(reverted[:4])
    if error is None:
        found = finding("chain.refused-without-reason", reverted=f"0x{reverted.hex()}")
    else:
        names, types = get_abi_input_names(error), get_abi_input_types(error)
        fields = zip(names, types, Web3().codec.decode(types, reverted[4:]), strict=True)
        arguments = {_snake(str(name)): _value(str(name), kind, value) for name, kind, value in fields}
        found = Finding(code=_CODES[error["name"]], place=Place(), arguments=tuple(sorted(arguments.items())))
    return ChainRefusedError(found)


def conflict(found: Finding) -> ChainConflictError:
    """Make the error of a ledger that holds something else."""
    return ChainConflictError(found)


def unavailable(found: Finding) -> ChainUnavailableError:
    """Make the error of a chain that is not there."""
    return ChainUnavailableError(found)


@cache
def _errors() -> Mapping[bytes, Any]:
    entries = [entry for contract in CONTRACTS for entry in artifact(contract).abi if entry["type"] == "error"]
    return {_selector(entry): entry for entry in entries}


def _selector(error: Any) -> bytes:  # noqa: ANN401 - an ABI entry, as eth-utils takes it
    return Web3.keccak(text=f"{error['name']}({','.join(get_abi_input_types(error))})")[:4]


def _snake(name: str) -> str:
    return re.sub(r"(?=[A-Z])", "_", name).lower()


def _value(name: str, kind: str, value: Any) -> Value:  # noqa: ANN401 - whatever the ABI decodes
    if name in _TIMES:
        return datetime.fromtimestamp(min(value, _LAST), UTC)
    if name == "status":
        return labels()[f"chain.status.{STATUSES[value]}"]
    if name == "reason":
        return labels()[f"chain.ineligibility.{INELIGIBILITIES[value]}"]
    if name == "role":
        role = bytes(value).rstrip(b"\0").decode().replace(" ", "-")
        return labels()[f"chain.role.{role}"]
    if name == "levels":
        paused = [labels()[f"chain.level.{level}"] for level in _LEVELS if value & level]
        return Name(zh="、".join(each.zh for each in paused) or "-", en=", ".join(each.en for each in paused) or "-")
    if kind == "address":
        return str(Web3.to_checksum_address(value))
    return bytes(value).hex() if kind == "bytes32" else int(value)
