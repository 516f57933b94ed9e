"""Digests: every stored byte string is named by SHA-256 and by SM3.

Both are 32 bytes and are written as 64 lower-case hexadecimal digits. SM3 comes from the system's OpenSSL
where that build has it and from `cryptography` where it has not; both give the standard's values.
Source: FIPS 180-4 for SHA-256; GB/T 32905-2016 for SM3.
A digest proves sameness, not truth, time or authorship; those are entries, receipts and signatures.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Protocol

from cryptography.hazmat.primitives import hashes

__all__ = ["Algorithm", "Digests", "digest", "digests", "sha256_hex", "sha256_stream", "sm3_hex"]

_CHUNK = 1 << 20


class Algorithm(StrEnum):
    """The two hash functions; each names its own tree, since a proof never mixes them."""

    SHA256 = "sha256"
    SM3 = "sm3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """The two digests of one byte string, each 64 lower-case hexadecimal digits."""

    sha256: str
    sm3: str


class _Hashing(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class _FallbackSm3:
    """SM3 of `cryptography` behind the two methods this module uses of `hashlib`."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.finalize()


def _hashing(algorithm: Algorithm) -> _Hashing:
    if algorithm is Algorithm.SHA256:
        return hashlib.sha256()
    try:
        return hashlib.new("sm3")
    except ValueError:
        return _FallbackSm3()


def digest(content: bytes, algorithm: Algorithm) -> bytes:
    """Return the 32 raw bytes of one digest."""
    hashing = _hashing(algorithm)
    hashing.update(content)
    return hashing.digest()


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of the bytes as 64 lower-case hexadecimal digits."""
    return digest(content, Algorithm.SHA256).hex()


def sm3_hex(content: bytes) -> str:
    """Return the SM3 of the bytes as 64 lower-case hexadecimal digits."""
    return digest(content, Algorithm.SM3).hex()


def digests(content: bytes) -> Digests:
    """Return both digests of the bytes."""
    return Digests(sha256=sha256_hex(content), sm3=sm3_hex(content))


def sha256_stream(stream: BinaryIO) -> str:
    """Return the SHA-256 of what an open binary stream still holds, reading one mebibyte at a time."""
    hashing = _hashing(Algorithm.SHA256)
    while chunk := stream.read(_CHUNK):
        hashing.update(chunk)
    return hashing.digest().hex()
