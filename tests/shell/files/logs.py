"""A small log for the tests, its key, and leaves to put into it."""

from dataclasses import dataclass
from pathlib import Path

from tallystick.evidence.log import VerifierKey
from tallystick.shell.files.log import FolderLog
from tests.cast import EXAMINER, ISSUER, Actor


@dataclass(frozen=True)
class LogSigner:
    """A member of the cast lending their key to a log."""

    actor: Actor

    @property
    def person(self) -> str:
        """Whose key it is."""
        return self.actor.id

    @property
    def public_key(self) -> str:
        """The public half."""
        return self.actor.person.public_key

    def sign(self, message: bytes) -> str:
        """Sign."""
        return self.actor.sign(message)


SIGNER = LogSigner(ISSUER)
STRANGER = LogSigner(EXAMINER)
KEY = VerifierKey(name="register.example/log", public_key=SIGNER.public_key)


def folder_log(folder: Path) -> FolderLog:
    """Return the log in a folder."""
    return FolderLog(folder, KEY)


def some_leaves(count: int) -> list[bytes]:
    """Return leaves that are all different."""
    return [b"leaf %d" % number for number in range(count)]
