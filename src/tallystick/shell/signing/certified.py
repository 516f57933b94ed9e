"""A key with its certificates, for signatures on papers: ECDSA over P-256, encrypted at rest in PKCS #8.

Source: FIPS 186-5; RFC 5280; RFC 5958. The chain is not judged here: whoever reads a signature does that.
"""

from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates

from tallystick.evidence.findings import finding
from tallystick.shell.operations.ports.evidence import KeyringError, WrongPassphraseError

__all__ = ["CertifiedKey", "public_der", "read_chain"]

_WRONG = "Incorrect password"


class CertifiedKey:
    """An opened key; a `CertifiedSigner`. Its text form names whose it is and nothing else."""

    __slots__ = ("_certificates", "_key", "_person")

    def __init__(self, pem: bytes, chain: bytes, passphrase: str) -> None:
        """Open a key.

        Args:
            pem: an encrypted key of P-256 in PKCS #8.
            chain: its certificate first, then those above it, in PEM.
            passphrase: the one that opens it.

        Raises:
            KeyringError: the bytes are no such key, or the certificate is another key's.
            WrongPassphraseError: the passphrase does not open it.
        """
        self._person, self._certificates, public = read_chain(chain)
        self._key = _opened(pem, passphrase, self._person)
        if public_der(self._key.public_key()) != public:
            raise KeyringError(finding("files.certificate-other", person=self._person))

    def __repr__(self) -> str:
        return f"CertifiedKey({self._person})"

    @property
    def person(self) -> str:
        """Whom the certificate names."""
        return self._person

    @property
    def public_key(self) -> str:
        """DER of the public key, in hexadecimal."""
        return public_der(self._key.public_key()).hex()

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """DER of the certificates, its own first."""
        return self._certificates

    def sign(self, message: bytes) -> str:
        """Return DER of the signature, in hexadecimal."""
        return self._key.sign(message, ec.ECDSA(SHA256())).hex()


def read_chain(chain: bytes) -> tuple[str, tuple[bytes, ...], bytes]:
    """Return whom the first certificate names, DER of all, and DER of the first one's public key.

    Raises:
        KeyringError: the bytes hold no certificates, or the first is not for a key of P-256.
    """
    try:
        certificates = load_pem_x509_certificates(chain)
        key = certificates[0].public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyringError(finding("files.certificate-unreadable")) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyringError(finding("files.certificate-kind"))
    return (
        certificates[0].subject.rfc4514_string(),
        tuple(each.public_bytes(Encoding.DER) for each in certificates),
        public_der(key),
    )


def public_der(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return DER of a public key."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _opened(pem: bytes, passphrase: str, person: str) -> ec.EllipticCurvePrivateKey:
    if b"BEGIN ENCRYPTED PRIVATE KEY" not in pem:
        raise KeyringError(finding("files.key-unencrypted", person=person))
    try:
        key = load_pem_private_key(pem, passphrase.encode())
    except ValueError as error:
        if _WRONG in str(error):
            raise WrongPassphraseError(finding("cli.passphrase-wrong", person=person)) from error
        raise KeyringError(finding("files.key-damaged", person=person)) from error
    except (InternalError, UnsupportedAlgorithm) as error:
        raise KeyringError(finding("files.key-encryption", person=person)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyringError(finding("files.certificate-kind"))
    return key
