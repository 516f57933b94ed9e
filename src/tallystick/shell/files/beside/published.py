"""A log for its readers: the same files, checked by the log's public key, and nothing that could sign.

The key stands in the home as ``log.vkey``, as C2SP writes verifier keys, so that pages serve a log without opening any
private key.
Source: C2SP signed-note, "Verifier keys".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from tallystick.evidence.log import Checkpoint, VerifierKey
from tallystick.shell.files.log import FolderLog
from tallystick.shell.operations.ports.logs import Stamped

__all__ = ["PublishedLog"]


@dataclass(frozen=True, slots=True)
class PublishedLog(FolderLog):
    """A `LogWriter` that writes nothing: whoever only reads a home is given it in the writer's place."""

    def sequence(self, leaves: Sequence[bytes], *, first: int) -> Checkpoint:  # noqa: ARG002 - the port's own
        """Refuse.

        Raises:
            PermissionError: always.
        """
        self._refuse()

    def cosign(self, witness: VerifierKey, *, at: int, signature: str) -> None:  # noqa: ARG002 - the port's own
        """Refuse.

        Raises:
            PermissionError: always.
        """
        self._refuse()

    def stamp(self, stamped: Stamped) -> None:  # noqa: ARG002 - the port's own
        """Refuse.

        Raises:
            PermissionError: always.
        """
        self._refuse()

    def _refuse(self) -> NoReturn:
        message = f"the log in {self.folder} was opened for reading; acts are performed in a home opened alone"
        raise PermissionError(message)
