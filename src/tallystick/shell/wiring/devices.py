"""The keys of a home: encrypted files, and keys that stay in devices, behind one keyring.

    keys/<person>.pem      an encrypted key               keys/<person>.device    where a device has it; no secret

A person has the one or the other. Sessions with devices are held until the home is closed. The log's own key may be in
a device as well, from before its log begins: `log-onshore` or `log-overseas`, its PIN in TALLYSTICK_LOG_PIN.
Source: OASIS PKCS #11 v3.0.
"""

import os
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any, Final

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.files.atomic import PRIVATE, write_atomically
from tallystick.shell.files.homes import Home
from tallystick.shell.operations.ports.evidence import Device, KeyringError, Signer, WrongPassphraseError
from tallystick.shell.signing.keystore import Keystore
from tallystick.shell.wiring.extras import extra
from tallystick.shell.wiring.keys import log_signer

__all__ = ["HomeKeyring", "log_key"]

_LOGS: Final = {f"log-{side.value}" for side in Side}
_PERSON: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PIN: Final = "TALLYSTICK_LOG_PIN"


@dataclass(frozen=True, slots=True)
class HomeKeyring:
    """A `Keyring` of files and devices.

    Attributes:
        home: whose keys they are.
        files: the keys in encrypted files.
        sessions: closes what was opened in devices.
        held: the session of each token that was opened, by library and label, with its PIN.
    """

    home: Home
    files: Keystore
    sessions: ExitStack
    held: dict[tuple[str, str], tuple[Any, str]] = field(default_factory=dict, repr=False)

    def people(self) -> tuple[str, ...]:
        """Return the ids of the people who have a key here or in a device, sorted."""
        return tuple(sorted({*self.files.people(), *(path.stem for path in self.home.keys.glob("*.device"))}))

    def create(self, person: str, passphrase: str) -> Signer:
        """Make a person's first key in a file; `KeyringError` where they have one, in a device too."""
        if person in self.people():
            raise KeyringError(finding("files.key-there", person=person, home=str(self.home.folder)))
        return self.files.create(person, passphrase)

    def open(self, person: str, passphrase: str) -> Signer:
        """Open a person's key, with its passphrase or the PIN of its device; see `Keyring.open`."""
        path = self.home.keys / f"{person}.device"
        if not _PERSON.fullmatch(person) or not path.is_file():
            return self.files.open(person, passphrase)
        try:
            said = parse_canonical(path.read_bytes())
            device = Device(**said)  # type: ignore[arg-type, unused-ignore]  # its members are checked by the call
        except (CanonicalError, TypeError) as error:
            raise KeyringError(finding("files.device-unreadable", file=str(path))) from error
        return self._in_device(person, device, passphrase)

    def attach(self, person: str, device: Device, pin: str) -> Signer:
        """Say which key of a device is a person's from now on, once it has been opened there.

        Raises:
            KeyringError: the person has a key here already, a log has begun under another, or the device refuses.
            WrongPassphraseError: the PIN is wrong.
        """
        begun = person in _LOGS and self.home.has_begun
        if not _PERSON.fullmatch(person):
            raise KeyringError(finding("files.key-person", person=person))
        if begun or (person in self.people() and person not in _LOGS):
            raise KeyringError(finding("files.key-there", person=person, home=str(self.home.folder)))
        signer = self._in_device(person, device, pin)
        said = {"module": device.module, "token": device.token, "label": device.label}
        write_atomically(self.home.keys / f"{person}.device", canonical(said), mode=PRIVATE)
        if person in _LOGS:
            # the home made one of its own when it was opened, which has signed nothing and never will
            (self.home.keys / f"{person}.pem").unlink(missing_ok=True)
        return signer

    def _in_device(self, person: str, device: Device, pin: str) -> Signer:
        with extra("files.hardware-not-installed", KeyringError):
            from tallystick.shell.signing.hardware import HardwareKey, opened_session
        place = (device.module, device.token)
        if place not in self.held:  # a process is logged in to a token once, whoever's keys are on it
            self.held[place] = self.sessions.enter_context(opened_session(*place, pin)), pin
        session, given = self.held[place]
        if not compare_digest(given.encode(), pin.encode()):
            raise WrongPassphraseError(finding("cli.passphrase-wrong", person=person))
        return HardwareKey(session, person, device.label)


def log_key(keyring: HomeKeyring, side: Side, secret: bytes) -> Signer:
    """Open the key that signs this home's checkpoints: in its device where it has one, else sealed under the secret.

    Raises:
        KeyringError: the device refuses, there is no PIN for it, or the key of a log that has begun is gone.
    """
    name = f"log-{side.value}"
    if name not in keyring.people() and keyring.home.has_begun:
        raise KeyringError(finding("files.log-key-missing", person=name, file=f"keys/{name}.pem"))
    if not (keyring.home.keys / f"{name}.device").is_file():
        return log_signer(keyring.files, side, secret)
    pin = os.environ.get(_PIN)
    if not pin:
        raise KeyringError(finding("files.log-pin-missing", person=name))
    return keyring.open(name, pin)
