"""What operations ask of the file system: folders in, folders out, as names and bytes; and why a home is refused.

Implementation: `shell.files`.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from tallystick.evidence.findings import Finding

__all__ = ["Folders", "HomeBusyError", "HomeMissingError", "HomeSideError", "MissingFolderError"]


class HomeBusyError(Exception):
    """Another process works in the home; the message names it where it said who it is."""


class HomeMissingError(Exception):
    """There is no home in the folder that was named; the message names it."""


class HomeSideError(Exception):
    """The home belongs to the other side, where it stays; the message names it."""


class MissingFolderError(Exception):
    """The folder or file that was named is not there; the message names it."""


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

    def write(self, folder: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write files below a folder, each atomically, and return their paths."""

    def changed_copy(self, folder: str, changes: Mapping[str, bytes | None]) -> AbstractContextManager[str]:
        """Return a copy of a folder for the length of a ``with`` block, with files written (or taken away, None).

        Raises:
            MissingFolderError: there is no such folder.
        """
