"""Keys of roles that an operator holds itself: one variable for each, or one encrypted file for each.

    TALLYSTICK_KEY_AGENT and so on        the key, 64 hexadecimal digits
    TALLYSTICK_KEYS a folder              agent.json and so on, opened with TALLYSTICK_KEYS_PASSPHRASE
    deployer                              a key like the others; each label's own is derived from it

Keys leave this module as signatures only: no repr, no finding and no error shows one, nor what was wrong with its text.
A process's variables can be read by whoever runs as the same user, so a signer of its own is the better place.
Source: Web3 Secret Storage (version 3) for the files; SEC 1 for what is a key.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from web3 import Account, Web3

from tallystick.evidence.findings import finding
from tallystick.shell.chain.refusals import unavailable

__all__ = ["VARIABLES", "KeyAccounts"]

_DEPLOYER: Final = "deployer"
_SEED: Final = b"tallystick deployer"
VARIABLES: Final[Mapping[str, str]] = {
    "issuer": "TALLYSTICK_KEY_ISSUER",
    "trustee": "TALLYSTICK_KEY_TRUSTEE",
    "agent": "TALLYSTICK_KEY_AGENT",
    "guardian": "TALLYSTICK_KEY_GUARDIAN",
    "transfer-agent": "TALLYSTICK_KEY_TRANSFER_AGENT",
    "paying-agent": "TALLYSTICK_KEY_PAYING_AGENT",
    "deployer": "TALLYSTICK_KEY_DEPLOYER",
}
"""The variable of each role's key, and of the key from which those of deployments are derived."""


class KeyAccounts:
    """The accounts of the keys at hand; stands where `Accounts` stands."""

    def __init__(self, keys: Mapping[str, Any]) -> None:
        """Take the opened keys by name."""
        self._keys = dict(keys)

    def __repr__(self) -> str:
        """Show nothing that signs."""
        return "KeyAccounts(...)"

    @classmethod
    def of_variables(cls, variables: Mapping[str, str]) -> "KeyAccounts":
        """Open the keys that stand in variables.

        Raises:
            ChainUnavailableError: a variable holds no key.
        """
        named = {name: variables.get(variable, "") for name, variable in VARIABLES.items()}
        return cls({name: _opened(VARIABLES[name], _from_text(text)) for name, text in named.items() if text})

    @classmethod
    def of_files(cls, files: Mapping[str, bytes], passphrase: str) -> "KeyAccounts":
        """Open encrypted keys, by name.

        Raises:
            ChainUnavailableError: a file is no key, or not with this passphrase.
        """
        return cls({name: _opened(f"{name}.json", _from_file(each, passphrase)) for name, each in files.items()})

    def address(self, name: str) -> str:
        """Return the checksummed address of a role.

        Raises:
            ChainUnavailableError: its key is not here.
        """
        return str(self._key(name).address)

    def deployer(self, label: str) -> str:
        """Return the address of the account that deploys this label."""
        return str(self._deployer(label).address)

    def sign(self, name: str, transaction: dict[str, Any]) -> bytes:
        """Sign as a role; returns the raw transaction."""
        return bytes(self._key(name).sign_transaction(transaction).raw_transaction)

    def sign_deployment(self, label: str, transaction: dict[str, Any]) -> bytes:
        """Sign as the account that deploys this label; returns the raw transaction."""
        return bytes(self._deployer(label).sign_transaction(transaction).raw_transaction)

    def sign_typed(self, name: str, typed: dict[str, Any]) -> tuple[bytes, bytes]:
        """Sign typed data as a role; returns its hash and the signature. Source: EIP-712."""
        signed = self._key(name).sign_typed_data(full_message=typed)
        return bytes(signed.message_hash), bytes(signed.signature)

    def _key(self, name: str) -> Any:  # noqa: ANN401 - the client library's account
        if name not in self._keys:
            raise unavailable(finding("chain.key-missing", account=name, variable=VARIABLES.get(name, "-")))
        return self._keys[name]

    def _deployer(self, label: str) -> Any:  # noqa: ANN401 - likewise
        own = f"{_DEPLOYER}:{label}"
        if own not in self._keys:
            seed = bytes(self._key(_DEPLOYER).key)
            self._keys[own] = Account.from_key(Web3.keccak(_SEED + seed + label.encode()))
        return self._keys[own]


def _from_text(text: str) -> Callable[[], object]:
    return lambda: Account.from_key(bytes.fromhex(text.strip().removeprefix("0x")))


def _from_file(content: bytes, passphrase: str) -> Callable[[], object]:
    return lambda: Account.from_key(Account.decrypt(json.loads(content), passphrase))


def _opened(what: str, key: Callable[[], object]) -> object:
    """Open a key; what was wrong with it is not told, since that would tell of the key."""
    with suppress(Exception):  # each library names the text or the key in its own error
        return key()
    raise unavailable(finding("chain.key-unreadable", what=what))
