"""Keys: what a home keeps under its own secret, and the keys that people bring."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.files.atomic import PRIVATE, write_atomically
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.ports.evidence import (
    CertifiedSigner,
    Device,
    KeyringError,
    Signer,
    WrongPassphraseError,
)
from tallystick.shell.operations.ports.services.matching import Blinding, EpochKey, MatchingMissingError
from tallystick.shell.signing.certified import CertifiedKey
from tallystick.shell.signing.keystore import Keystore
from tallystick.shell.signing.sm2 import Sm2Key, Sm2Signer, open_key
from tallystick.shell.wiring.extras import extra

__all__ = ["blinding", "certified", "epoch_key", "import_keys", "log_signer", "portal_secret", "secret", "sm2_key"]

_PRIVATE = 0o700
_SECRET_BYTES = 32


def secret(home: Home) -> bytes:
    """Return what a home seals its own keys with, drawn when it is new.

    Raises:
        KeyringError: it is gone, and a log's key is there that only it could open.
    """
    path = home.folder / "secret"
    if not path.exists():
        if any(home.keys.glob("log-*.pem")):
            raise KeyringError(finding("files.secret-missing", file="secret", home=str(home.folder)))
        write_atomically(path, secrets.token_bytes(_SECRET_BYTES), mode=PRIVATE)
    return path.read_bytes()


def portal_secret(home: Home) -> str:
    """Return what a portal signs its sessions and seals second factors with, drawn when it is new.

    Two nodes that start together draw one: a session begun at the one is a session at the other.
    It is no key of a person, of the log or of a ledger: with it, nothing can be signed that is evidence.
    """
    path = home.folder / "portal.key"
    if not path.exists():
        write_atomically(path, secrets.token_urlsafe(_SECRET_BYTES).encode(), mode=PRIVATE, over=False)
    return path.read_text(encoding="utf-8")


def log_signer(keystore: Keystore, side: Side, secret: bytes) -> Signer:
    """Open the key that signs this home's checkpoints; it is encrypted under the home's own secret."""
    name = f"log-{side.value}"
    if name not in keystore.people():
        return keystore.create(name, secret.hex())
    try:
        return keystore.open(name, secret.hex())
    except WrongPassphraseError as error:
        raise KeyringError(finding("files.log-key-closed", person=name)) from error


def sm2_key(home: Home, side: Side, secret: bytes) -> Signer:
    """Open the key that signs the heads of this home's SM3 trees, making it first; sealed under the home's secret."""
    path = home.keys / f"log-{side.value}.sm2"
    if not path.exists():
        write_atomically(path, Sm2Key.generate().sealed(secret), mode=PRIVATE)
    try:
        return Sm2Signer(f"log-{side.value}", open_key(path.read_bytes(), secret))
    except ValueError as error:
        raise KeyringError(finding("files.sm2-key-closed", file=str(path))) from error


def blinding() -> Blinding:
    """Return the filer's half of blinded matching."""
    with extra("tape.match-not-installed", MatchingMissingError):
        from tallystick.shell.signing.oblivious import Ristretto
    return Ristretto()


def epoch_key(home: Home, secret: bytes, epoch: str, *, new: bool) -> EpochKey:
    """Open the key of an epoch of blinded matching, making it first where it may be; sealed under the home's secret."""
    with extra("tape.match-not-installed", MatchingMissingError):
        from tallystick.shell.signing.epoch_keys import LocalEpochKey, open_epoch_key
    path = home.keys / f"matching-{epoch}.key"
    if not path.exists():
        if not new:
            raise KeyringError(finding("files.epoch-key-missing", epoch=epoch, home=str(home.folder)))
        home.keys.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        write_atomically(path, LocalEpochKey.generate(epoch).sealed(secret), mode=PRIVATE)
    try:
        return open_epoch_key(path.read_bytes(), secret, epoch)
    except ValueError as error:
        raise KeyringError(finding("files.epoch-key-closed", file=str(path))) from error


@contextmanager
def certified(chain: bytes, source: bytes | Device, passphrase: str) -> Iterator[CertifiedSigner]:
    """Open a key with its certificates, from an encrypted file or in a device."""
    if isinstance(source, bytes):
        yield CertifiedKey(source, chain, passphrase)
        return
    with extra("files.hardware-not-installed", KeyringError):
        from tallystick.shell.signing.hardware import CertifiedHardwareKey, opened_session
    with opened_session(source.module, source.token, passphrase) as session:
        yield CertifiedHardwareKey(session, source.label, chain)


def import_keys(folder: str, cast: str, passphrase: str, people: Iterable[str]) -> tuple[str, ...]:
    """Adopt demonstration keys of a cast folder into a home, for these people only; what is there already is left."""
    keystore = Keystore(Home(Path(folder)).keys)
    present = set(keystore.people())
    adopted = []
    for person in sorted(set(people) - present):
        path = Path(cast) / "keys" / f"{person}.pem"
        if path.is_file():
            keystore.import_key(person, path.read_bytes(), passphrase)
            adopted.append(person)
    return tuple(adopted)
