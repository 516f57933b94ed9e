"""Reading a folder that a stranger may have prepared, and writing one, as names and bytes.

Names are relative, with forward slashes, in Unicode form NFC. Hidden files are passed over, but for a sealed folder,
one with a list at its top: what is hidden there was added to it. What a system leaves there by itself is only named. A
file is refused, as a finding, when it is a link that leads out of the folder or to another folder, a device or a pipe,
too large, too deep, or named like another file.
Source: DESIGN.md section 4; Unicode Standard Annex 15 for NFC.
It does not look into the bytes; `archives` reads the same from a zip.
"""

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH
from tallystick.shell.files.atomic import clear_abandoned, write_atomically

__all__ = ["LIMITS", "FolderError", "Limits", "is_safe_name", "read_folder", "read_ordinary", "write_folder"]

_DUST = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class FolderError(Exception):
    """The folder that was named is not there, or a name would be written outside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read before it is refused.

    Attributes:
        file_bytes: the largest single file.
        total_bytes: all files together.
        files: how many.
        depth: folders below the top.
    """

    file_bytes: int = 1 << 28
    total_bytes: int = 1 << 30
    files: int = 10_000
    depth: int = 8


LIMITS = Limits()


def read_folder(folder: Path, *, limits: Limits = LIMITS) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Read every file of a folder.

    Args:
        folder: an existing folder.
        limits: how much is read.

    Returns:
        The bytes by name, and what was refused; a refused file is not among the names.

    Raises:
        FolderError: there is no such folder.
    """
    if not folder.is_dir():
        raise FolderError(f"{folder} is not a folder; give the folder that holds the documents")
    top = folder.resolve()
    contents: dict[str, bytes] = {}
    refused: list[Finding] = []
    room = limits.total_bytes
    sealed = any((top / name).is_file() for name in (MANIFEST_PATH, EXPORT_PATH))
    for path in _walk(top, limits.depth, hidden=sealed):
        name = unicodedata.normalize("NFC", path.relative_to(top).as_posix())
        if sealed and path.name in _DUST:
            refused.append(finding("files.dust", file=name))
            continue
        taken = finding("files.name-twice", file=name) if name in contents else _take(path, name, top, limits)
        if isinstance(taken, Finding):
            refused.append(taken)
            continue
        if len(taken) > room or len(contents) == limits.files:
            too_large = finding("files.folder-too-large", file=name, files=limits.files, limit=limits.total_bytes)
            refused.append(too_large)
            break
        contents[name] = taken
        room -= len(taken)
    return contents, tuple(refused)


def read_ordinary(path: Path, *, limit: int = LIMITS.file_bytes) -> bytes | Finding:
    """Return the bytes of a file by itself, or why it is not read: a link, a device or a pipe, or too large.

    Raises:
        OSError: there is no such file, or it cannot be read.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        return finding("files.paper-not-a-file", file=str(path))
    content = _read(path, limit)
    return finding("files.file-too-large", file=str(path), limit=limit) if len(content) > limit else content


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files below a folder, each atomically; other files there are left alone, but for what killed writers left.

    Raises:
        FolderError: a name would lie outside the folder, or cannot be the name of a file everywhere.
    """
    for name in contents:
        if not is_safe_name(name):
            raise FolderError(f"{name!r} cannot be written below {folder}: use a relative name without '..'")
    for each in {(folder / name).parent for name in contents}:
        clear_abandoned(each)
    for name in sorted(contents):
        write_atomically(folder / name, contents[name])


def is_safe_name(name: str) -> bool:
    """Tell whether a name stays below its folder and means the same file on every system."""
    path = PurePosixPath(name)
    parts = name.split("/")
    usable = all(part not in {"", ".", ".."} and part == part.strip() for part in parts)
    return usable and not path.is_absolute() and name.isprintable() and not set(name) & set('\\:*?"<>|')


def _walk(folder: Path, depth: int, *, hidden: bool) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") and not hidden:
            continue
        if path.is_dir() and not path.is_symlink() and depth:
            yield from _walk(path, depth - 1, hidden=hidden)
        else:
            yield path


def _take(path: Path, name: str, top: Path, limits: Limits) -> bytes | Finding:
    target = path.resolve()
    if path.is_symlink() and (not target.is_relative_to(top) or not target.is_file()):
        return finding("files.link", file=name)
    if path.is_dir():
        return finding("files.folder-too-deep", file=name, limit=limits.depth)
    if not target.is_file():
        return finding("files.not-a-file", file=name)
    if not is_safe_name(name):
        return finding("files.name-unsafe", file=name)
    content = _read(target, limits.file_bytes)
    if len(content) > limits.file_bytes:
        return finding("files.file-too-large", file=name, limit=limits.file_bytes)
    return content


def _read(path: Path, limit: int) -> bytes:
    """Read at most one byte more than the limit, so that a file that grows meanwhile is still refused."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(limit + 1)
