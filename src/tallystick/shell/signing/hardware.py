"""Keys in a device, by PKCS#11: they sign there and never leave it.

    Ed25519   acts, heads, cosignatures      `HardwareKey`
    P-256     papers, with certificates      `CertifiedHardwareKey`

Source: OASIS PKCS #11 v3.0: CKM_EDDSA, CKM_ECDSA; RFC 8410 and 5480 for the form of public points.
The library of the device is code of its maker, loaded into this process: name only one you trust. One session is held
as long as the key is used.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pkcs11
from pkcs11.util.ec import encode_ecdsa_signature

from tallystick.evidence.findings import finding
from tallystick.evidence.parsers import parser_problem
from tallystick.shell.operations.ports.evidence import KeyringError, WrongPassphraseError
from tallystick.shell.signing.certified import read_chain

__all__ = ["CertifiedHardwareKey", "HardwareKey", "opened_session"]

_POINT: Final = 32


@contextmanager
def opened_session(module: str, token: str, pin: str) -> Iterator[Any]:
    """Open a token of a device for the length of a ``with`` block.

    Args:
        module: path of the device's PKCS#11 library.
        token: label of the token.
        pin: of its user.

    Raises:
        WrongPassphraseError: the PIN is wrong.
        KeyringError: there is no such library or token, or the device refuses.
    """
    try:
        opened = pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin)
    except pkcs11.exceptions.PinIncorrect as error:
        raise WrongPassphraseError(finding("cli.passphrase-wrong", person=token)) from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        detail = parser_problem(str(error) or type(error).__name__)
        raise KeyringError(finding("files.device-refused", token=token, detail=detail)) from error
    with opened as session:
        yield session


class HardwareKey:
    """An Ed25519 key in a device; a `Signer`."""

    __slots__ = ("_key", "_person", "_public")

    def __init__(self, session: Any, person: str, label: str) -> None:  # noqa: ANN401 - the library has no types
        """Find a key by its label.

        Raises:
            KeyringError: there is no such key, or it is not of Ed25519.
        """
        self._person, self._key = (
            person,
            _found(session, label, pkcs11.KeyType.EC_EDWARDS, pkcs11.ObjectClass.PRIVATE_KEY),
        )
        public = _found(session, label, pkcs11.KeyType.EC_EDWARDS, pkcs11.ObjectClass.PUBLIC_KEY)
        self._public = bytes(public[pkcs11.Attribute.EC_POINT])[-_POINT:].hex()

    @property
    def person(self) -> str:
        """The id of the person whose key it is."""
        return self._person

    @property
    def public_key(self) -> str:
        """The public half, 64 hexadecimal digits."""
        return self._public

    def sign(self, message: bytes) -> str:
        """Have the device sign the message; 128 hexadecimal digits."""
        return bytes(self._key.sign(message, mechanism=pkcs11.Mechanism.EDDSA)).hex()


class CertifiedHardwareKey:
    """A key of P-256 in a device, with its certificates; a `CertifiedSigner`."""

    __slots__ = ("_certificates", "_key", "_person", "_public")

    def __init__(self, session: Any, label: str, chain: bytes) -> None:  # noqa: ANN401 - likewise
        """Find a key by its label.

        Raises:
            KeyringError: there is no such key, or the certificate is another key's.
        """
        self._person, self._certificates, self._public = read_chain(chain)
        self._key = _found(session, label, pkcs11.KeyType.EC, pkcs11.ObjectClass.PRIVATE_KEY)
        public = _found(session, label, pkcs11.KeyType.EC, pkcs11.ObjectClass.PUBLIC_KEY)
        if bytes(public[pkcs11.Attribute.EC_POINT])[-2 * _POINT :] != self._public[-2 * _POINT :]:
            raise KeyringError(finding("files.certificate-other", person=self._person))

    @property
    def person(self) -> str:
        """Whom the certificate names."""
        return self._person

    @property
    def public_key(self) -> str:
        """DER of the public key, in hexadecimal."""
        return self._public.hex()

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """DER of the certificates, its own first."""
        return self._certificates

    def sign(self, message: bytes) -> str:
        """Have the device sign the digest of the message; DER in hexadecimal."""
        digest = hashlib.sha256(message).digest()
        return bytes(encode_ecdsa_signature(self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))).hex()


def _found(session: Any, label: str, kind: Any, of: Any) -> Any:  # noqa: ANN401 - likewise
    try:
        return session.get_key(object_class=of, key_type=kind, label=label)
    except pkcs11.PKCS11Error as error:
        raise KeyringError(finding("files.device-key-missing", label=label)) from error
