"""A home opened to be looked through though a file it opens with is damaged: each is named, and the rest still checked.

    side       neither side's word       -> named; the side asked for, else the one whose log key is there
    secret     opens no log key          -> named; nothing can be signed, the register is read by log.vkey
    log.vkey   is no key                 -> named; the register is read by the key of the log and its head's own origin
    keys       without the log's         -> named, no fault of a copy that is only read; none is made, log.vkey reads
    log's key  others may read it        -> named; nothing is signed with it, its public half reads

Where secret and log.vkey are both lost, nobody can tell whose the logs are, and that is said of their heads.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey
from tallystick.evidence.persons import Side
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.ports.evidence import KeyringError, WrongPassphraseError
from tallystick.shell.operations.ports.folders import HomeMissingError, HomeSideError
from tallystick.shell.signing.keystore import Keystore
from tallystick.shell.wiring.devices import HomeKeyring, log_key
from tallystick.shell.wiring.homes import installed, kept_key, open_home, origin_of, side_of

__all__ = ["examine_home"]


@contextmanager
def examine_home(folder: str, side: Side | None) -> Iterator[Installation]:
    """Open a home alone to check it; where it opens as ever, as ever.

    Raises:
        HomeMissingError: there is no home in the folder.
        HomeSideError: it is the other side's.
    """
    home = Home(Path(folder))
    written = side_of(folder)
    if written is None and not _was_home(home):
        raise HomeMissingError(finding("cli.home-missing", home=folder, side=(side or Side.ONSHORE).value))
    if side is not None and written is not None and side is not written:
        raise HomeSideError(finding("cli.home-other", home=folder, side=side.value))
    with ExitStack() as stack:
        opened = None
        with suppress(KeyringError):
            opened = None if written is None else stack.enter_context(open_home(folder, written))
        if opened is None:
            stack.enter_context(home.alone())
            opened = _doubted(home, written or side or _side_by_keys(home), stack)
        yield opened


def _was_home(home: Home) -> bool:
    return home.side.exists() or home.log_key.exists() or any(home.keys.glob("log-*"))


def _side_by_keys(home: Home) -> Side:
    """Return the side whose log has its key here."""
    return next((each for each in Side if any(home.keys.glob(f"log-{each.value}.*"))), Side.ONSHORE)


def _doubted(home: Home, side: Side, stack: ExitStack) -> Installation:
    """Put together what can be read of a home that does not open, and have its check say why it does not."""
    keyring, doubts = HomeKeyring(home, Keystore(home.keys), stack), list[Finding]()
    if side_of(str(home.folder)) is None:
        doubts.append(finding("files.side-damaged", file="side"))
    path = home.folder / "secret"
    sealing = path.read_bytes() if path.is_file() else b""
    key, public_key = None, ""
    try:
        key = kept_key(home)
    except KeyringError:
        doubts.append(finding("files.log-name-lost", file="log.vkey"))
    try:
        public_key = _public_key(keyring, side, sealing) if sealing else ""
    except KeyringError as error:
        place, absent = error.finding.place, error.finding.code == "files.log-key-missing" and key is not None
        code = "files.log-key-absent" if absent else error.finding.code
        doubts.append(replace(error.finding, code=code, place=replace(place, file=place.file or "secret")))
    if not sealing:
        doubts.append(finding("files.secret-missing", file="secret", home=str(home.folder)))
    if key is None and public_key:
        key = VerifierKey(name=origin_of(home, side, public_key), public_key=public_key)
    if key is None:
        nobody = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
        key = VerifierKey(name=origin_of(home, side, nobody), public_key=nobody)
    signer = _Shut(f"log-{side.value}", key.public_key)
    opened = installed(home, side, sealing, keyring=keyring, signer=signer, key=key, sm2=bool(public_key))
    check = opened.check_files
    return replace(opened, check_files=lambda: (*doubts, *check()))


def _public_key(keyring: HomeKeyring, side: Side, sealing: bytes) -> str:
    """Return the public half of the log's key; that others may read its file is for the check of files to say."""
    try:
        return log_key(keyring, side, sealing).public_key
    except KeyringError as error:
        if error.finding.code != "files.key-exposed":
            raise
    name = f"log-{side.value}"
    try:
        return keyring.files.public_key(name, sealing.hex())
    except WrongPassphraseError as error:
        raise KeyringError(finding("files.log-key-closed", person=name)) from error


@dataclass(frozen=True, slots=True)
class _Shut:
    """A `Signer` whose key cannot be opened: it says whose it is and signs nothing."""

    person: str
    public_key: str

    def sign(self, message: bytes) -> NoReturn:  # noqa: ARG002 - the port's own
        """Refuse.

        Raises:
            KeyringError: always.
        """
        raise KeyringError(finding("files.log-key-closed", person=self.person))
