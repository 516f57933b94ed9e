"""What operations ask of whoever keeps evidence: keys and the objects; and how each refuses.

An act signs its entry, stores the row, and hands the leaf to the log (`ports.logs`).
Source: DESIGN.md section 3, "Acts and evidence".
"""

from typing import Protocol

from tallystick.evidence.digests import Digests
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = [
    "Keyring",
    "KeyringError",
    "ObjectDamagedError",
    "ObjectMissingError",
    "ObjectStore",
    "Signer",
    "WrongPassphraseError",
]


class KeyringError(RefusedError):
    """A person's key cannot be created, adopted or opened."""


class WrongPassphraseError(KeyringError):
    """The passphrase does not open this person's key."""


class ObjectMissingError(RefusedError):
    """No object with this digest is stored here."""


class ObjectDamagedError(RefusedError):
    """A stored object's bytes no longer have the digest they are stored under."""


class Signer(Protocol):
    """One opened key; it signs as long as the process holds it and is never written anywhere."""

    @property
    def person(self) -> str:
        """The id of the person whose key it is."""

    @property
    def public_key(self) -> str:
        """The public half, 64 hexadecimal digits."""

    def sign(self, message: bytes) -> str:
        """Return the Ed25519 signature over the message, 128 hexadecimal digits."""


class Keyring(Protocol):
    """The encrypted keys of the people who act at this installation."""

    def people(self) -> tuple[str, ...]:
        """Return the ids of the people who have a key here, sorted."""

    def create(self, person: str, passphrase: str) -> Signer:
        """Make a person's first key and open it; `KeyringError` where there is one or the passphrase is too short."""

    def open(self, person: str, passphrase: str) -> Signer:
        """Open a person's key.

        Raises:
            KeyringError: there is no such key, or its file is not what this keyring wrote.
            WrongPassphraseError: the passphrase does not open it.
        """


class ObjectStore(Protocol):
    """Bytes kept under their own SHA-256."""

    def put(self, content: bytes) -> Digests:
        """Store bytes once; return their digests."""

    def get(self, sha256: str) -> bytes:
        """Return stored bytes, after checking them against the digest.

        Raises:
            ObjectMissingError: nothing is stored under this digest.
            ObjectDamagedError: the stored bytes have another digest.
        """

    def has(self, sha256: str) -> bool:
        """Tell whether something is stored under this digest."""
