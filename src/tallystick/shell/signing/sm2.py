"""SM2 signatures with the system's libcrypto: sign, verify, and keep a key encrypted.

    public key   04 || x || y, 65 bytes       signature   r || s, 64 bytes       digest   SM3 over Z_A || message

`cryptography` has no SM2, and implementations in pure Python are slow and not constant-time; OpenSSL 3 has it, unless a
distribution left it out. Then `Sm2UnavailableError` says so, and everything else works without. Its numbers have no
check by a Chinese certification body, and nothing here claims one (商用密码检测).
Source: GB/T 32918.2-2016; GB/T 32918.5-2017 for the curve and the default identity; RFC 5480 for the form of keys.
"""

import ctypes
import ctypes.util
import os
from ctypes import byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from functools import cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["IDENTITY", "Sm2Key", "Sm2Signer", "Sm2UnavailableError", "has_sm2", "open_key", "verify"]

IDENTITY: Final = b"1234567812345678"
"""The identity of a signer who has no other. Source: GB/T 32918.5-2017, annex A."""

_SPKI: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""What stands before the point in a public key of this curve (1.2.156.10197.1.301). Source: RFC 5480."""
_POINT: Final = 65
_HALF: Final = 32
_NONCE: Final = 12
_POINTERS: Final = (
    "EVP_sm3", "EVP_MD_CTX_new", "EVP_PKEY_CTX_new", "EVP_PKEY_Q_keygen", "d2i_PUBKEY", "d2i_AutoPrivateKey"
)  # fmt: skip
_OLDEST: Final = "EVP_PKEY_Q_keygen"


class Sm2UnavailableError(Exception):
    """This platform's libcrypto has no SM2; the message says what was looked for."""


class Sm2Key:
    """A private key. Its text form names nothing of it."""

    __slots__ = ("_der", "public_key")

    def __init__(self, der: bytes) -> None:
        """Hold a key in the form libcrypto writes."""
        self._der = der
        library = _library()
        pkey = _read(library.d2i_AutoPrivateKey, der)
        try:
            spki = _written(library.i2d_PUBKEY, pkey)
        finally:
            library.EVP_PKEY_free(pkey)
        if not spki.startswith(_SPKI):
            message = "the key is not of the curve of SM2"
            raise ValueError(message)
        self.public_key = spki[-_POINT:]

    @classmethod
    def generate(cls) -> "Sm2Key":
        """Make a new key.

        Raises:
            Sm2UnavailableError: this platform has no SM2.
        """
        library = _library()
        pkey = c_void_p(library.EVP_PKEY_Q_keygen(None, None, c_char_p(b"SM2")))
        if pkey.value is None:
            raise Sm2UnavailableError("libcrypto made no key of SM2: this build was made without it")
        try:
            return cls(_written(library.i2d_PrivateKey, pkey))
        finally:
            library.EVP_PKEY_free(pkey)

    def sign(self, message: bytes) -> bytes:
        """Return r || s over the message, 64 bytes."""
        library = _library()
        pkey = _read(library.d2i_AutoPrivateKey, self._der)
        context = _Context(pkey)
        try:
            length = c_size_t(0)
            context.begin(library.EVP_DigestSignInit)
            _must(library.EVP_DigestSign(context.digest, None, byref(length), message, len(message)))
            found = ctypes.create_string_buffer(length.value)
            _must(library.EVP_DigestSign(context.digest, found, byref(length), message, len(message)))
            return _raw(found.raw[: length.value])
        finally:
            context.close()

    def sealed(self, secret: bytes) -> bytes:
        """Return the key encrypted under a secret of at least 32 random bytes; `open_key` opens it."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(_wrapping(secret)).encrypt(nonce, self._der, None)


class Sm2Signer:
    """An opened key of SM2; a `Signer`. Its text form names whose it is and nothing else."""

    __slots__ = ("_key", "_person")

    def __init__(self, person: str, key: Sm2Key) -> None:
        self._person = person
        self._key = key

    def __repr__(self) -> str:
        return f"Sm2Signer({self._person})"

    @property
    def person(self) -> str:
        """Whose key it is."""
        return self._person

    @property
    def public_key(self) -> str:
        """The public half, 04 || x || y in 130 hexadecimal digits."""
        return self._key.public_key.hex()

    def sign(self, message: bytes) -> str:
        """Return r || s over the message, 128 hexadecimal digits."""
        return self._key.sign(message).hex()


def has_sm2() -> bool:
    """Tell whether this platform can sign and check under SM2."""
    try:
        _library()
    except Sm2UnavailableError:
        return False
    return True


def open_key(sealed: bytes, secret: bytes) -> Sm2Key:
    """Open a sealed key.

    Raises:
        ValueError: the secret does not open it, or the bytes are damaged.
        Sm2UnavailableError: this platform has no SM2.
    """
    try:
        return Sm2Key(AESGCM(_wrapping(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None))
    except InvalidTag as error:
        message = "the sealed SM2 key does not open with this home's secret"
        raise ValueError(message) from error


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether r || s was made over the message with the private half of this key.

    Args:
        public_key: 04 || x || y.
        message: the bytes that were signed.
        signature: 64 bytes; anything else is no signature.

    Raises:
        Sm2UnavailableError: this platform has no SM2.
    """
    library = _library()
    if len(signature) != 2 * _HALF or len(public_key) != _POINT:
        return False
    der = _der(signature)
    try:
        pkey = _read(library.d2i_PUBKEY, _SPKI + public_key)
    except ValueError:
        return False
    context = _Context(pkey)
    try:
        context.begin(library.EVP_DigestVerifyInit)
        return bool(library.EVP_DigestVerify(context.digest, der, len(der), message, len(message)) == 1)
    finally:
        library.ERR_clear_error()
        context.close()


class _Context:
    """A digest context bound to a key and the default identity; owns the key."""

    def __init__(self, pkey: c_void_p) -> None:
        self._library, self._pkey = _library(), pkey
        self.digest = c_void_p(self._library.EVP_MD_CTX_new())
        self._identified = c_void_p(self._library.EVP_PKEY_CTX_new(pkey, None))

    def begin(self, start: Any) -> None:  # noqa: ANN401 - a function of the library
        """Name the signer and start; Z_A is computed by the library."""
        self._library.EVP_MD_CTX_set_pkey_ctx(self.digest, self._identified)
        _must(self._library.EVP_PKEY_CTX_set1_id(self._identified, IDENTITY, len(IDENTITY)))
        _must(start(self.digest, None, c_void_p(self._library.EVP_sm3()), None, self._pkey))

    def close(self) -> None:
        """Give everything back."""
        self._library.EVP_MD_CTX_free(self.digest)
        self._library.EVP_PKEY_CTX_free(self._identified)
        self._library.EVP_PKEY_free(self._pkey)


@cache
def _library() -> Any:  # noqa: ANN401 - a loaded library has no type
    """Load libcrypto and declare what is used of it.

    Raises:
        Sm2UnavailableError: there is none, or it is older than OpenSSL 3 or made without SM2.
    """
    name = ctypes.util.find_library("crypto")
    if name is None:
        raise Sm2UnavailableError("no libcrypto was found on this machine; install OpenSSL 3")
    library = ctypes.CDLL(name)
    if not all(hasattr(library, each) for each in (*_POINTERS, "EVP_PKEY_CTX_set1_id")):
        raise Sm2UnavailableError(f"{name} has no {_OLDEST}: it is older than OpenSSL 3, or made without SM2 and SM3")
    for each in _POINTERS:
        getattr(library, each).restype = c_void_p
    library.d2i_PUBKEY.argtypes = library.d2i_AutoPrivateKey.argtypes = (c_void_p, c_void_p, c_long)
    library.EVP_PKEY_CTX_new.argtypes = (c_void_p, c_void_p)
    library.EVP_PKEY_CTX_set1_id.argtypes = (c_void_p, c_char_p, c_int)
    library.EVP_MD_CTX_set_pkey_ctx.argtypes = (c_void_p, c_void_p)
    for each in ("EVP_DigestSignInit", "EVP_DigestVerifyInit"):
        getattr(library, each).argtypes = (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
    library.EVP_DigestSign.argtypes = (c_void_p, c_char_p, c_void_p, c_char_p, c_size_t)
    library.EVP_DigestVerify.argtypes = (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)
    for each in ("i2d_PUBKEY", "i2d_PrivateKey"):
        getattr(library, each).argtypes = (c_void_p, c_void_p)
    for each in ("EVP_PKEY_free", "EVP_PKEY_CTX_free", "EVP_MD_CTX_free"):
        getattr(library, each).argtypes = (c_void_p,)
        getattr(library, each).restype = None
    return library


def _must(status: int) -> None:
    if status != 1:
        _library().ERR_clear_error()
        raise Sm2UnavailableError("libcrypto refused a step of SM2; this build was made without it")


def _read(reader: Any, der: bytes) -> c_void_p:  # noqa: ANN401 - a function of the library
    pointer = c_char_p(der)
    pkey = c_void_p(reader(None, byref(pointer), len(der)))
    if pkey.value is None:
        _library().ERR_clear_error()
        message = "the bytes are no key of SM2, or their point is not on the curve"
        raise ValueError(message)
    return pkey


def _written(writer: Any, pkey: c_void_p) -> bytes:  # noqa: ANN401 - a function of the library
    length = writer(pkey, None)
    room = ctypes.create_string_buffer(length)
    writer(pkey, byref(c_char_p(ctypes.addressof(room))))
    return room.raw


def _wrapping(secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tallystick sm2 key").derive(secret)


def _der(signature: bytes) -> bytes:
    """Return SEQUENCE {INTEGER r, INTEGER s}; each is shorter than 128 bytes, so every length is one byte."""
    body = b"".join(_integer(half) for half in (signature[:_HALF], signature[_HALF:]))
    return bytes((0x30, len(body))) + body


def _integer(half: bytes) -> bytes:
    number = int.from_bytes(half, "big")
    content = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes((0x02, len(content))) + content


def _raw(der: bytes) -> bytes:
    """Return r || s of a signature that the library has just written."""
    split = 4 + der[3]
    halves = der[4:split], der[split + 2 :]
    return b"".join(int.from_bytes(each, "big").to_bytes(_HALF, "big") for each in halves)
