"""What operations ask of whoever keeps evidence: keys, the log and the objects; and how each refuses.

An act signs its entry, stores the row, and hands the leaf to the log; the receipt exists after `LogWriter.sequence`.
Source: DESIGN.md section 3, "Acts and evidence".
"""

from collections.abc import Sequence
from typing import Protocol

from tallystick.evidence.digests import Digests
from tallystick.evidence.log import Checkpoint, VerifierKey
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = [
    "Keyring",
    "KeyringError",
    "LogConflictError",
    "LogDamagedError",
    "LogWriter",
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


class LogConflictError(RefusedError):
    """Leaves were offered for positions where the log already holds other leaves, or would leave a gap."""


class LogDamagedError(RefusedError):
    """The log's files do not add up to its own checkpoint; run ``tallystick fsck`` before going on."""


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


class LogWriter(Protocol):
    """The installation's log, with the key that signs its checkpoints."""

    @property
    def key(self) -> VerifierKey:
        """The key under which readers check this log; its name is the origin."""

    def size(self) -> int:
        """Return how many leaves the last signed checkpoint covers."""

    def sequence(self, leaves: Sequence[bytes], *, first: int) -> Checkpoint:
        """Make the log hold these leaves from position `first`, and sign the new head.

        May be called again with the same leaves after a crash at any moment: what is there already is
        compared, what is missing is written, nothing is written twice.

        Raises:
            LogConflictError: `first` is beyond the end, or another leaf already stands at one of the
                positions.
            LogDamagedError: the files do not add up to the last checkpoint.
        """

    def leaf(self, index: int) -> bytes:
        """Return the leaf at a position below `size`.

        Raises `LogConflictError` where there is none, `LogDamagedError` where its file is missing or cut short.
        """

    def checkpoint(self) -> bytes:
        """Return the last signed checkpoint; empty bytes when nothing was ever sequenced."""

    def growth(self, old: int) -> tuple[bytes, ...]:
        """Return the consistency proof from the head of `old` leaves, not more than there are; empty from none."""

    def cosign(self, witness: VerifierKey, *, at: int, signature: str) -> None:
        """Add a witness's signature, made `at` seconds since 1970, to the last checkpoint; later receipts carry it.

        Raises `LogConflictError` where it is not over the head, `LogDamagedError` where the head is not the log's.
        """

    def receipt(self, index: int, *, extra: bytes | None = None) -> bytes:
        """Return the ``.tlog-proof`` of one leaf under the last checkpoint.

        Raises:
            LogConflictError: the log has no such leaf.
            LogDamagedError: the files do not add up to the last checkpoint.
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
