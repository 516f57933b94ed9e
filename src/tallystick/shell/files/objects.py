"""Bytes kept under their own SHA-256: ``objects/ab/cd/<sha256>``.

Storing twice is storing once. Every read checks the digest, so a changed byte is found by whoever reads it
first and by `damaged` for all.
Source: DESIGN.md section 3.
Nothing is ever overwritten or deleted here; erasure is an act with its own record.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tallystick.evidence.digests import Digests, digests, sha256_hex, sha256_stream
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.files.atomic import is_temporary, write_atomically
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError

__all__ = ["FolderObjects"]

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FolderObjects:
    """An `ObjectStore` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> Digests:
        """Store bytes, once, and return their digests."""
        of_content = digests(content)
        path = self._path(of_content.sha256)
        if not path.exists() or digests(path.read_bytes()) != of_content:
            write_atomically(path, content)
        return of_content

    def adopt(self, path: Path, sha256: str) -> None:
        """Take over a file of the same disk under the digest that its caller has computed of it."""
        place = self._path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)

    def get(self, sha256: str) -> bytes:
        """Return stored bytes, after checking them against the digest.

        Raises:
            ObjectMissingError: nothing is stored under this digest.
            ObjectDamagedError: the stored bytes have another digest.
        """
        path = self._path(sha256)
        if not path.is_file():
            raise ObjectMissingError(finding("files.object-missing", sha256=sha256))
        content = path.read_bytes()
        found = sha256_hex(content)
        if found != sha256:
            raise ObjectDamagedError(finding("files.object-damaged", file=str(path), computed=found))
        return content

    def has(self, sha256: str) -> bool:
        """Tell whether something is stored under this digest; it is not read."""
        return self._path(sha256).is_file()

    def names(self) -> Iterator[str]:
        """Yield the digest every stored object is named by, sorted."""
        for path in sorted(self._folder.glob("??/??/*")):
            if path.is_file() and not is_temporary(path):
                yield path.name

    def damaged(self) -> tuple[Finding, ...]:
        """Read every object and name those whose bytes or place are not what their name says."""
        found = []
        for path in sorted(self._folder.glob("**/*")):
            if path.is_dir() or is_temporary(path):
                continue
            place = path.relative_to(self._folder.parent).as_posix()
            with path.open("rb") as stream:
                seen = sha256_stream(stream)
            if seen != path.name or path != self._path(path.name):
                found.append(finding("files.object-damaged", file=place, computed=seen))
        return tuple(found)

    def _path(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ObjectMissingError(finding("files.object-missing", sha256=sha256))
        return self._folder / sha256[:2] / sha256[2:4] / sha256
