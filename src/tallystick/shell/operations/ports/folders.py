"""What operations ask of the file system: folders in, folders out, as names and bytes; and why a home is refused.

Implementation: `shell.files`.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["DestinationError", "Folders", "HomeBusyError", "HomeMissingError", "HomeSideError", "MissingFolderError"]


class HomeBusyError(RefusedError):
    """Another process works in the home; it is named where it said who it is."""


class HomeMissingError(RefusedError):
    """There is no home in the folder that was named."""


class HomeSideError(RefusedError):
    """The home belongs to the other side, where it stays."""


class MissingFolderError(RefusedError):
    """The folder or file that was named is not there, or cannot be read."""


class DestinationError(RefusedError):
    """Nothing can be written where the results are to go."""


class Folders(Protocol):
    """Reading and writing folders that people named."""

    def read(self, folder: str) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
        """Return the bytes of every file below a folder by relative name, and what was refused.

        Raises:
            MissingFolderError: there is no such folder.
        """

    def read_file(self, path: str) -> bytes:
        """Return the bytes of one file.

        Raises:
            MissingFolderError: there is no such file.
        """

    def read_paper(self, path: str) -> bytes:
        """Return the bytes of one ordinary file: nothing that a link leads to, and nothing that may never end.

        Raises:
            MissingFolderError: there is no such file, or it is no ordinary one, or larger than any that is read.
        """

    def check_destination(self, folder: str) -> None:
        """See that files could be written below a folder, which is made on writing where it is not there.

        Raises:
            DestinationError: a file stands in its place or above it, or nothing may be written there.
        """

    def write(self, folder: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write files below a folder, each atomically, and return their paths."""

    def changed_copy(self, folder: str, changes: Mapping[str, bytes | None]) -> AbstractContextManager[str]:
        """Return a copy of a folder for the length of a ``with`` block, with files written (or taken away, None).

        Raises:
            MissingFolderError: there is no such folder.
        """
