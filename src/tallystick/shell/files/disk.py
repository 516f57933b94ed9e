"""The file system as operations see it; implements `Folders`."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.files.folders import FolderError, read_folder, read_ordinary, write_folder
from tallystick.shell.operations.ports.folders import DestinationError, MissingFolderError

__all__ = ["Disk"]


class Disk:
    """Folders on this machine's disk, read with limits and written file by file, each whole or not at all."""

    def read(self, folder: str) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
        """Return the files below a folder and what was refused; see the port."""
        try:
            return read_folder(Path(folder))
        except FolderError as error:
            raise MissingFolderError(finding("cli.folder-missing", folder=folder)) from error

    def read_file(self, path: str) -> bytes:
        """Return one file's bytes; see the port."""
        try:
            return Path(path).read_bytes()
        except OSError as error:
            raise MissingFolderError(finding("cli.file-missing", name=path)) from error

    def read_paper(self, path: str) -> bytes:
        """Return an ordinary file's bytes; see the port."""
        try:
            taken = read_ordinary(Path(path))
        except OSError as error:
            raise MissingFolderError(finding("cli.file-missing", name=path)) from error
        if isinstance(taken, Finding):
            raise MissingFolderError(taken)
        return taken

    def check_destination(self, folder: str) -> None:
        """See that files could be written below a folder; see the port."""
        path = Path(folder)
        there = next(each for each in (path, *path.parents) if os.path.lexists(each) or each == each.parent)
        if not there.is_dir():
            raise DestinationError(finding("files.destination-no-folder", folder=folder, name=str(there)))
        if not os.access(there, os.W_OK | os.X_OK):
            raise DestinationError(finding("files.destination-closed", folder=folder, name=str(there)))

    def write(self, folder: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write files below a folder and return their paths."""
        write_folder(Path(folder), contents)
        return tuple((Path(folder) / name).as_posix() for name in sorted(contents))

    @contextmanager
    def changed_copy(self, folder: str, changes: Mapping[str, bytes | None]) -> Iterator[str]:
        """Copy a folder, change the copy, and take it away at the end; see the port."""
        if not Path(folder).is_dir():
            raise MissingFolderError(finding("cli.folder-missing", folder=folder))
        with tempfile.TemporaryDirectory(prefix="tallystick-") as top:
            copy = Path(top) / "copy"
            shutil.copytree(folder, copy, symlinks=True)
            for name, content in changes.items():
                place = copy / name
                if content is None:
                    place.unlink()
                else:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(content)
            yield str(copy)
