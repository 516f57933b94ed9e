"""The group ristretto255 of libsodium, by `rbcl`: elements and scalars are 32 bytes each.

`rbcl` brings libsodium with it, since few machines have one: it writes the library into a temporary file when it is
imported and leaves it there. That file is removed here as soon as it is loaded.
Source: RFC 9496 for the group.
"""

import sys
from pathlib import Path
from typing import Final

import rbcl

__all__ = [
    "add",
    "from_hash",
    "invert",
    "is_element",
    "multiply",
    "multiply_base",
    "reduced",
    "scalar_difference",
    "scalar_product",
]

_BYTES: Final = 32

Path(sys.modules["rbcl._sodium"].lib_path).unlink(missing_ok=True)


def is_element(content: bytes) -> bool:
    """Whether these bytes are the one form of an element that is not the identity."""
    return len(content) == _BYTES and any(content) and bool(rbcl.crypto_core_ristretto255_is_valid_point(content))


def from_hash(uniform: bytes) -> bytes:
    """Return the element that 64 uniform bytes are mapped to."""
    return bytes(rbcl.crypto_core_ristretto255_from_hash(uniform))


def add(left: bytes, right: bytes) -> bytes:
    """Return the sum of two elements."""
    return bytes(rbcl.crypto_core_ristretto255_add(left, right))


def multiply(scalar: bytes, element: bytes) -> bytes:
    """Return an element times a scalar."""
    return bytes(rbcl.crypto_scalarmult_ristretto255_allow_scalar_zero(scalar, element))


def multiply_base(scalar: bytes) -> bytes:
    """Return the generator times a scalar."""
    return bytes(rbcl.crypto_scalarmult_ristretto255_base_allow_scalar_zero(scalar))


def reduced(wide: bytes) -> bytes:
    """Return 64 bytes as a scalar, modulo the order of the group."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_reduce(wide))


def invert(scalar: bytes) -> bytes:
    """Return one over a scalar that is not zero."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_invert(scalar))


def scalar_product(left: bytes, right: bytes) -> bytes:
    """Return the product of two scalars."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_mul(left, right))


def scalar_difference(left: bytes, right: bytes) -> bytes:
    """Return the first scalar less the second."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_sub(left, right))
