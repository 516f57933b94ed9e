"""What operations ask of whoever takes in what people send: a file in pieces, resumed, and held to its digest.

Implementation: `shell.files.incoming.uploads`.
"""

from dataclasses import dataclass
from typing import Protocol

from tallystick.shell.operations.ports.refusals import RefusedError

__all__ = ["Upload", "UploadBusyError", "UploadPlaceError", "UploadRefusedError", "Uploads"]


class UploadRefusedError(RefusedError):
    """What is sent cannot be taken: too much of it, a name that is none, or other bytes than were announced."""


class UploadPlaceError(UploadRefusedError):
    """The piece does not begin where the last one ended; ask where that is, and go on there."""


class UploadBusyError(UploadRefusedError):
    """Another piece of the same file is being written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that comes in, or has.

    Attributes:
        id: unguessable; `by` is whose it is.
        name: as its sender calls it; it names no place on a disk.
        size: announced, in bytes; `here` of them have come.
        sha256: announced; it is whole and on the shelf under it where `whole`.
    """

    id: str
    by: str
    name: str
    size: int
    sha256: str
    here: int = 0
    whole: bool = False


class Uploads(Protocol):
    """The files that come into a home. Reading and writing them trusts nothing of what they hold."""

    def begin(self, key: str, *, by: str, name: str, size: int, sha256: str) -> Upload:
        """Announce a file; announced again under its key by the same person it is the same upload.

        Raises:
            UploadRefusedError: it is too large or its name cannot be one, another file was announced under the key, or
                the person has too many under way.
        """
        ...

    def find(self, upload: str, *, by: str) -> Upload | None:
        """Return an upload of a person; None where the person has none of this id."""
        ...

    def unfinished(self, *, by: str) -> tuple[Upload, ...]:
        """Return the uploads of a person that are not whole yet."""
        ...

    def append(self, upload: Upload, piece: bytes, *, at: int) -> Upload:
        """Write the next piece; with the last one the file is held to its digest and put on the shelf.

        Raises:
            UploadPlaceError: the piece begins elsewhere.
            UploadRefusedError: it is more than was announced, or the whole has another digest and is thrown away.
        """
        ...

    def drop(self, upload: Upload) -> None:
        """Forget an upload that is not whole."""
        ...
