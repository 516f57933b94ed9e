"""The accounts of a local chain: one mnemonic per home, one account per role.

    issuer 0 · trustee 1 · agent 2 · guardian 3 · transfer-agent 4 · paying-agent 5 · holder-N 100 + N

A contract is deployed by an account used for nothing else, derived from the deployment's label. Its only transaction
has nonce zero, so the contract's address is known before it exists, and a second deployment under one label is
impossible. The mnemonic lies in the chain's folder, readable by its owner only and not encrypted: it is worth no more
than the local chain beside it. Keys leave this module as signatures only, and no repr shows one.
Source: BIP-32, BIP-39, BIP-44 (coin type 60); EIP-161 (a new account's nonce is zero).
Keys for a chain that carries value do not belong here: those acts are signed outside.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import Any, Protocol

from web3 import Account

__all__ = ["ROLES", "Accounts", "Signs", "UnknownAccountError"]

ROLES = ("issuer", "trustee", "agent", "guardian", "transfer-agent", "paying-agent")

_WORDS = 24
_FIRST_HOLDER = 100
_FIRST_DEPLOYER = 1 << 30
_HOLDER = re.compile(r"holder-(0|[1-9][0-9]{0,5})")
_FILE = "mnemonic"


class UnknownAccountError(ValueError):
    """No role and no holder has this name."""


class Signs(Protocol):
    """Whatever has the keys of the roles: these accounts, or another process."""

    def address(self, name: str) -> str:
        """Return the checksummed address of a role."""

    def deployer(self, label: str) -> str:
        """Return the address of the account whose one transaction deploys the contract of this label."""

    def sign(self, name: str, transaction: dict[str, Any]) -> bytes:
        """Sign as a role; returns the raw transaction."""

    def sign_deployment(self, label: str, transaction: dict[str, Any]) -> bytes:
        """Sign as the deployer of a label; returns the raw transaction."""

    def sign_typed(self, name: str, typed: dict[str, Any]) -> tuple[bytes, bytes]:
        """Sign typed data as a role; returns its hash and the signature."""


class Accounts:
    """The accounts that one mnemonic yields, by name."""

    def __init__(self, mnemonic: str) -> None:
        """Take the words; accounts are derived when they are first asked for."""
        Account.enable_unaudited_hdwallet_features()
        self._mnemonic = mnemonic
        self._derived: dict[int, Any] = {}

    def __repr__(self) -> str:
        """Show nothing that signs."""
        return "Accounts(...)"

    @classmethod
    def open(cls, folder: Path) -> "Accounts":
        """Open the folder's accounts, drawing a new mnemonic the first time."""
        path = folder / _FILE
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(path.read_text(encoding="ascii").strip())
        Account.enable_unaudited_hdwallet_features()
        _, words = Account.create_with_mnemonic(num_words=_WORDS)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(f"{words}\n")
            stream.flush()
            os.fsync(stream.fileno())
        return cls(words)

    def address(self, name: str) -> str:
        """Return the checksummed address of a role or a holder.

        Raises:
            UnknownAccountError: the name is neither in `ROLES` nor ``holder-N``.
        """
        return str(self._account(_index(name)).address)

    def deployer(self, label: str) -> str:
        """Return the address of the account whose one transaction deploys the contract of this label."""
        return str(self._account(_deployer(label)).address)

    def sign(self, name: str, transaction: dict[str, Any]) -> bytes:
        """Sign as a role or a holder; returns the raw transaction.

        Raises:
            UnknownAccountError: the name is neither in `ROLES` nor ``holder-N``.
        """
        return bytes(self._account(_index(name)).sign_transaction(transaction).raw_transaction)

    def sign_deployment(self, label: str, transaction: dict[str, Any]) -> bytes:
        """Sign as the deployer of a label; returns the raw transaction."""
        return bytes(self._account(_deployer(label)).sign_transaction(transaction).raw_transaction)

    def sign_typed(self, name: str, typed: dict[str, Any]) -> tuple[bytes, bytes]:
        """Sign typed data as a role or a holder; returns its hash and the signature. Source: EIP-712.

        Raises:
            UnknownAccountError: the name is neither in `ROLES` nor ``holder-N``.
        """
        signed = self._account(_index(name)).sign_typed_data(full_message=typed)
        return bytes(signed.message_hash), bytes(signed.signature)

    def _account(self, index: int) -> Any:  # noqa: ANN401 - the client library's account
        if index not in self._derived:
            path = f"m/44'/60'/0'/0/{index}"
            self._derived[index] = Account.from_mnemonic(self._mnemonic, account_path=path)
        return self._derived[index]


def _index(name: str) -> int:
    if name in ROLES:
        return ROLES.index(name)
    holder = _HOLDER.fullmatch(name)
    if holder is None:
        raise UnknownAccountError(f"{name!r} is no account; say one of {', '.join(ROLES)}, or holder-0, holder-1, ...")
    return _FIRST_HOLDER + int(holder[1])


def _deployer(label: str) -> int:
    return _FIRST_DEPLOYER + int.from_bytes(hashlib.sha256(label.encode()).digest()[:4]) % _FIRST_DEPLOYER
