"""Checking signatures: Ed25519 over bytes, with public keys and signatures in hexadecimal.

A key of small order is refused, because under such a key one signature fits every message and nobody could be
held to what they signed.
Source: RFC 8032 section 5.1; the fourteen encodings of points of small order follow from its curve equation.
Signing is not here: private keys live in `shell.signing`, and nothing in the core can reach one.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tallystick.evidence.digests import sha256_hex

__all__ = ["PublicKeyError", "fingerprint", "public_key_bytes", "verify"]

_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
_SIGN_BIT = 0x80
_SMALL_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)


class PublicKeyError(ValueError):
    """A text is not a public key under which a signature would bind anyone."""


def public_key_bytes(public_key: str) -> bytes:
    """Return the 32 bytes of a public key given as 64 hexadecimal digits.

    Raises:
        PublicKeyError: not 32 bytes of hexadecimal, or a point of small order.

    Source: RFC 8032 section 5.1.5.
    """
    try:
        key = bytes.fromhex(public_key)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise PublicKeyError(f"{public_key!r} is not 64 hexadecimal digits, so it is not an Ed25519 public key")
    if key[:-1] + bytes([key[-1] & ~_SIGN_BIT]) in _SMALL_ORDER:
        raise PublicKeyError(
            f"{public_key} is a point of small order; one signature would fit every message, so nobody is bound"
        )
    return key


def verify(public_key: str, message: bytes, signature: str) -> bool:
    """Tell whether the signature over the message was made with the private half of this key.

    Args:
        public_key: 64 hexadecimal digits.
        message: the bytes that were signed.
        signature: 128 hexadecimal digits; anything else is no signature, and the answer is False.

    Raises:
        PublicKeyError: the key itself is malformed or of small order.

    Source: RFC 8032 section 5.1.7.
    """
    key = public_key_bytes(public_key)
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        return False
    if len(raw) != _SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: str) -> str:
    """Return the SHA-256 of the key in groups of four digits, for two people to compare by reading aloud.

    Raises:
        PublicKeyError: the key is malformed or of small order.
    """
    digits = sha256_hex(public_key_bytes(public_key))
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
