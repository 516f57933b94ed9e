"""The keys of the people who act here: one encrypted file a person, ``keys/<person>.pem``.

A file is an Ed25519 key in PKCS #8, encrypted under the person's passphrase (PBES2: PBKDF2-HMAC-SHA256,
AES-256-CBC), readable by its owner only. The derivation has 2048 rounds, so the passphrase has to carry the
weight: at least sixteen characters are asked for. Any tool that reads PKCS #8 can take a key elsewhere.
Source: RFC 8032; RFC 8410; RFC 8018.
It does not know what a person may do, and it never writes, logs or shows a private key. There is no way back
from a forgotten passphrase: a new key is made and the roll of people says from when it counts.
"""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.ports.evidence import KeyringError, WrongPassphraseError

__all__ = ["Keystore", "LocalSigner", "exposed_secrets"]

_PERSON = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SHORTEST = 16
_OTHERS = 0o077
_SECRETS = ("secret", "portal.key", "database")
_SEALED = ("*.sm2", "*.key", "*.device")
_WRONG = "Incorrect password"
"""What the library says where the padding of what it decrypted is wrong."""


class LocalSigner:
    """An opened key; a `Signer`. Its text form names the person and nothing else."""

    __slots__ = ("_key", "_person")

    def __init__(self, person: str, key: Ed25519PrivateKey) -> None:
        self._person = person
        self._key = key

    def __repr__(self) -> str:
        return f"LocalSigner({self._person})"

    @property
    def person(self) -> str:
        """The id of the person whose key it is."""
        return self._person

    @property
    def public_key(self) -> str:
        """The public half, 64 hexadecimal digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """Return the Ed25519 signature over the message, 128 hexadecimal digits."""
        return self._key.sign(message).hex()


class Keystore:
    """A `Keyring` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def people(self) -> tuple[str, ...]:
        """Return the ids of the people who have a key here, sorted."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.pem") if _PERSON.fullmatch(path.stem)))

    def create(self, person: str, passphrase: str) -> LocalSigner:
        """Make a new key for a person, and open it.

        Args:
            person: their id.
            passphrase: at least sixteen characters.

        Raises:
            KeyringError: the person has a key here already, the id is malformed, or the passphrase is too
                short.
        """
        _check_length(passphrase)
        key = Ed25519PrivateKey.generate()
        encryption = BestAvailableEncryption(passphrase.encode())
        self._keep(person, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        return LocalSigner(person, key)

    def import_key(self, person: str, pem: bytes, passphrase: str) -> LocalSigner:
        """Take over an encrypted key made elsewhere, unchanged, and open it.

        Args:
            person: their id.
            pem: an encrypted Ed25519 key in PKCS #8.
            passphrase: the one that opens it.

        Raises:
            KeyringError: the person has a key here already, the id is malformed, or the bytes are not such a
                key.
            WrongPassphraseError: the passphrase does not open it.
        """
        signer = LocalSigner(person, _decrypt(pem, passphrase, person))
        self._keep(person, pem)
        return signer

    def open(self, person: str, passphrase: str) -> LocalSigner:
        """Open a person's key.

        Raises:
            KeyringError: there is no such key, others may read its file, or the file is not such a key.
            WrongPassphraseError: the passphrase does not open it.
        """
        path = self._path(person)
        if not path.is_file():
            raise KeyringError(finding("cli.key-missing", person=person, home=str(self._folder.parent)))
        if _is_exposed(path):
            raise KeyringError(finding("files.key-exposed", name=str(path)))
        return LocalSigner(person, _decrypt(path.read_bytes(), passphrase, person))

    def public_key(self, person: str, passphrase: str) -> str:
        """Return the public half of a person's key, though others may read its file: nothing is signed with it.

        Raises:
            KeyringError: the file is not such a key.
            WrongPassphraseError: the passphrase does not open it.
        """
        return LocalSigner(person, _decrypt(self._path(person).read_bytes(), passphrase, person)).public_key

    def damaged(self) -> Iterator[Finding]:
        """Yield the key files that no passphrase opens or that others may read; what is encrypted is not looked at."""
        for path in sorted(self._folder.glob("*.pem")):
            if _is_exposed(path):
                yield finding("files.key-exposed", file=f"keys/{path.name}", name=str(path))
            try:
                load_pem_private_key(path.read_bytes(), None)
            except TypeError:  # it is a key, and encrypted
                if not _whole(path.read_bytes()):
                    yield finding("files.key-damaged", file=f"keys/{path.name}", person=path.stem)
            except (ValueError, InternalError, UnsupportedAlgorithm):
                yield finding("files.key-damaged", file=f"keys/{path.name}", person=path.stem)
            else:
                yield finding("files.key-unencrypted", file=f"keys/{path.name}", person=path.stem)

    def _keep(self, person: str, pem: bytes) -> None:
        """Write the file whole and private under a name of its own, then link it to the person's name."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = self._folder / f".writing-{secrets.token_hex(8)}"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(pem)
                stream.flush()
                os.fsync(stream.fileno())
            self._path(person).hardlink_to(temporary)
        except FileExistsError as error:
            raise KeyringError(finding("files.key-there", person=person, home=str(self._folder.parent))) from error
        except OSError as error:  # a full disk names no file
            raise OSError(error.errno, error.strerror, str(error.filename or self._path(person))) from error
        finally:
            temporary.unlink(missing_ok=True)

    def _path(self, person: str) -> Path:
        if not _PERSON.fullmatch(person):
            raise KeyringError(finding("files.key-person", person=person))
        return self._folder / f"{person}.pem"


def exposed_secrets(home: Path) -> Iterator[Finding]:
    """Yield the secrets of a home that others may read, its people's own keys aside: `Keystore.damaged` has those.

    They are what seals its keys, what its portal signs sessions with, the address and password of its database, and in
    `keys` what is sealed under the first.
    """
    beside = (path for form in _SEALED for path in (home / "keys").glob(form))
    for path in (*(home / name for name in _SECRETS), *sorted(beside)):
        if path.is_file() and _is_exposed(path):
            yield finding("files.secret-exposed", file=str(path.relative_to(home)), name=str(path))


def _is_exposed(path: Path) -> bool:
    return bool(path.stat().st_mode & _OTHERS)


def _check_length(passphrase: str) -> None:
    if len(passphrase) < _SHORTEST:
        raise KeyringError(finding("files.passphrase-short", least=_SHORTEST))


def _whole(pem: bytes) -> bool:
    """Tell whether an encrypted key is in PKCS #8 to its last byte, with a scheme that is known.

    Without the extra `signatures` there is nothing to read its inside by, and it is taken to be.
    """
    try:
        from asn1crypto.keys import EncryptedPrivateKeyInfo
        from asn1crypto.pem import unarmor
    except ModuleNotFoundError:
        return True
    try:
        kind, _, der = unarmor(pem)
        info = EncryptedPrivateKeyInfo.load(der, strict=True)
        scheme = info["encryption_algorithm"]
        blocks, rest = divmod(len(info["encrypted_data"].native), scheme.encryption_block_size)
        return kind == "ENCRYPTED PRIVATE KEY" and blocks > 0 and not rest and bool(scheme.kdf_salt)
    except (ValueError, TypeError, KeyError):
        return False


def _decrypt(pem: bytes, passphrase: str, person: str) -> Ed25519PrivateKey:
    if b"BEGIN ENCRYPTED PRIVATE KEY" not in pem:
        raise KeyringError(finding("files.key-unencrypted", person=person))
    try:
        key = load_pem_private_key(pem, passphrase.encode())
    except ValueError as error:
        if _WRONG in str(error):
            raise WrongPassphraseError(finding("cli.passphrase-wrong", person=person)) from error
        raise KeyringError(finding("files.key-damaged", person=person)) from error
    except InternalError as error:  # what one changed byte may come to
        raise KeyringError(finding("files.key-damaged", person=person)) from error
    except UnsupportedAlgorithm as error:
        raise KeyringError(finding("files.key-encryption", person=person)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyringError(finding("files.key-kind", person=person))
    return key
