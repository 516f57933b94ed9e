"""The desk's key of one epoch of blinded matching, and how it lies sealed under the secret of the desk's home.

A key answers requests of its epoch and of no other: the epoch is bound to the sealed bytes. When the file is removed at
the end of the epoch, tags made under it can be compared but no more be made, not even by the desk.
"""

import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tallystick.shell.signing.oblivious import derive_key, evaluate, public_key

__all__ = ["LocalEpochKey", "open_epoch_key"]

_NONCE: Final = 12
_SEED: Final = 32


class LocalEpochKey:
    """An opened key; implements the `EpochKey` port. Its text form names nothing of it."""

    __slots__ = ("_epoch", "_seed")

    def __init__(self, seed: bytes, epoch: str) -> None:
        """Hold the seed of a key."""
        self._seed, self._epoch = seed, epoch

    def __repr__(self) -> str:
        return f"LocalEpochKey({self._epoch})"

    @classmethod
    def generate(cls, epoch: str) -> "LocalEpochKey":
        """Make the key of an epoch."""
        return cls(secrets.token_bytes(_SEED), epoch)

    @property
    def public_key(self) -> bytes:
        """The public half, 32 bytes."""
        return public_key(self._key())

    def evaluate(self, blinded: Sequence[bytes]) -> tuple[tuple[bytes, ...], bytes]:
        """Evaluate blinded texts; see the port."""
        return evaluate(self._key(), blinded)

    def sealed(self, secret: bytes) -> bytes:
        """Return the key encrypted under a secret of at least 32 random bytes; `open_epoch_key` opens it."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(_wrapping(secret)).encrypt(nonce, self._seed, self._epoch.encode())

    def _key(self) -> bytes:
        return derive_key(self._seed, self._epoch.encode())


def open_epoch_key(sealed: bytes, secret: bytes, epoch: str) -> LocalEpochKey:
    """Open the sealed key of an epoch.

    Raises:
        ValueError: the secret does not open it, it is of another epoch, or the bytes are damaged.
    """
    try:
        return LocalEpochKey(AESGCM(_wrapping(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], epoch.encode()), epoch)
    except InvalidTag as error:
        message = "the sealed key does not open with this home's secret and this epoch"
        raise ValueError(message) from error


def _wrapping(secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tallystick matching key").derive(secret)
