"""What operations ask of whoever keeps evidence: keys and the objects; and how each refuses.

An act signs its entry, stores the row, and hands the leaf to the log (`ports.logs`).
Source: DESIGN.md section 3, "Acts and evidence".
"""

from dataclasses import dataclass
from typing import Protocol

from tallystick.evidence.digests import Digests
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = [
    "CertifiedSigner",
    "Device",
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
    """One opened key, in a file or in a device; it signs as long as the process holds it and is never written anywhere.

    An Ed25519 key signs acts, heads and cosignatures; a key of SM2 signs heads of SM3 trees; a `CertifiedSigner` signs
    papers. Which algorithm it is, whoever asks for a key knows; the forms below are those of Ed25519 unless said.
    """

    @property
    def person(self) -> str:
        """The id of the person whose key it is."""

    @property
    def public_key(self) -> str:
        """The public half in hexadecimal: 64 digits of Ed25519, 130 of SM2, or DER of a certified key."""

    def sign(self, message: bytes) -> str:
        """Return the signature over the message in hexadecimal: 128 digits of Ed25519 or SM2, or DER of ECDSA."""


class CertifiedSigner(Signer, Protocol):
    """A signer whose key a certificate vouches for: ECDSA over P-256 with SHA-256."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """DER of the signer's own certificate, and of those above it that are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A key in a device: path of its PKCS#11 library, label of the token, label of the key."""

    module: str
    token: str
    label: str


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

    def attach(self, person: str, device: Device, pin: str) -> Signer:
        """Say which key of a device is a person's from now on; `KeyringError` where they have one or it refuses."""


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
