"""Uploads on disk: ``uploads/<whose>/<id>/{told.json,part}``; a part grows piece by piece, and is an object when whole.

The id is made of who sends it and the key they gave, so that asking twice is asking once, and nobody can guess one.
How much has come is the length of the part: what was written is what is here, however the writer ended.
Source: RFC 9110 for the offsets; the tus protocol, 1.0, for resuming by offset.
"""

import fcntl
import hmac
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from tallystick.evidence.digests import sha256_stream
from tallystick.evidence.findings import finding
from tallystick.shell.files.atomic import PRIVATE, write_atomically
from tallystick.shell.files.folders import LIMITS, is_safe_name
from tallystick.shell.files.objects import FolderObjects
from tallystick.shell.operations.ports.services.uploads import (
    Upload,
    UploadBusyError,
    UploadPlaceError,
    UploadRefusedError,
)

__all__ = ["FolderUploads"]

_MOST_OPEN: Final = 20
_ABANDONED_SECONDS: Final = 7 * 86_400
_LONGEST_NAME: Final = 200
_PRIVATE: Final = 0o700


class FolderUploads:
    """Implements `Uploads`."""

    def __init__(
        self, folder: Path, shelf: FolderObjects, *, secret: bytes, most_bytes: int = LIMITS.file_bytes
    ) -> None:
        """Name the folder and the shelf; the secret makes ids that cannot be guessed."""
        self._folder, self._shelf, self._secret, self._most = folder, shelf, secret, most_bytes

    def begin(self, key: str, *, by: str, name: str, size: int, sha256: str) -> Upload:
        """Announce a file; see the port."""
        if not is_safe_name(name) or "/" in name or len(name) > _LONGEST_NAME:
            raise UploadRefusedError(finding("files.upload-name"))
        if not 0 < size <= self._most:
            raise UploadRefusedError(finding("files.upload-size", size=size, limit=self._most))
        wanted = Upload(id=self._name(by, key), by=by, name=name, size=size, sha256=sha256)
        there = self.find(wanted.id, by=by)
        if there is not None:
            if replace(there, here=0, whole=False) != wanted:
                raise UploadRefusedError(finding("files.upload-key"))
            return there
        if sum(not each.whole for each in self._of(by)) >= _MOST_OPEN:
            raise UploadRefusedError(finding("files.upload-many", limit=_MOST_OPEN))
        place = self._place(wanted)
        place.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        self._tell(wanted)
        return wanted

    def find(self, upload: str, *, by: str) -> Upload | None:
        """Return an upload of a person; see the port."""
        if not (len(upload) == 32 and upload.isalnum() and upload.isascii()):
            return None
        found = self._read(self._of_person(by) / upload)
        return found if found is not None and found.by == by else None

    def unfinished(self, *, by: str) -> tuple[Upload, ...]:
        """Return the uploads of a person that are not whole yet."""
        return tuple(each for each in self._of(by) if not each.whole)

    def append(self, upload: Upload, piece: bytes, *, at: int) -> Upload:
        """Write the next piece; see the port."""
        part = self._place(upload) / "part"
        with _held(part) as stream:
            here = os.fstat(stream).st_size
            if upload.whole or at != here:
                raise UploadPlaceError(finding("files.upload-place", at=at, here=upload.size if upload.whole else here))
            if here + len(piece) > upload.size:
                raise UploadRefusedError(finding("files.upload-size", size=here + len(piece), limit=upload.size))
            os.pwrite(stream, piece, here)
            os.fsync(stream)
            grown = replace(upload, here=here + len(piece))
            return self._whole(grown, part) if grown.here == grown.size else grown

    def drop(self, upload: Upload) -> None:
        """Forget an upload; see the port."""
        shutil.rmtree(self._place(upload), ignore_errors=True)

    def _whole(self, upload: Upload, part: Path) -> Upload:
        with part.open("rb") as stream:
            computed = sha256_stream(stream)
        if computed != upload.sha256:
            self.drop(upload)
            raise UploadRefusedError(finding("files.upload-digest", announced=upload.sha256, computed=computed))
        self._shelf.adopt(part, computed)
        done = replace(upload, whole=True)
        self._tell(done)
        return done

    def _of(self, by: str) -> Iterator[Upload]:
        """Yield the uploads of a person; what nobody went on with for a week is taken away."""
        for place in sorted(self._of_person(by).glob("*/")):
            each = self._read(place)
            with suppress(FileNotFoundError):
                old = time.time() - place.stat().st_mtime > _ABANDONED_SECONDS
                if old and (each is None or not each.whole):
                    shutil.rmtree(place, ignore_errors=True)
                elif each is not None:
                    yield each

    def _name(self, *told: str) -> str:
        return hmac.digest(self._secret, json.dumps(told).encode(), "sha256").hex()[:32]

    def _of_person(self, by: str) -> Path:
        return self._folder / self._name(by)

    def _place(self, upload: Upload) -> Path:
        return self._of_person(upload.by) / upload.id

    def _read(self, place: Path) -> Upload | None:
        try:
            told = Upload(**json.loads((place / "told.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        part = place / "part"
        return told if told.whole else replace(told, here=part.stat().st_size if part.exists() else 0)

    def _tell(self, upload: Upload) -> None:
        told = json.dumps(asdict(replace(upload, here=upload.size if upload.whole else 0))).encode()
        write_atomically(self._place(upload) / "told.json", told, mode=PRIVATE)


@contextmanager
def _held(part: Path) -> Iterator[int]:
    """Open a part for its one writer."""
    stream = os.open(part, os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusyError(finding("files.upload-busy")) from error
        yield stream
    finally:
        os.close(stream)
