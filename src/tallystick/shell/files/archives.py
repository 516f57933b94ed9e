"""Zip files: the same names and bytes always give the same archive, and a stranger's archive cannot do harm.

Members are sorted, dated 1980-01-01, and stored without compression, since two builds of zlib may compress
the same bytes differently. Reading refuses what `folders` refuses, and archives that would unpack to more
than the limits.
Source: PKWARE APPNOTE 6.3.
A package is identified by its manifest, never by the zip that carries it.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.files.folders import LIMITS, FolderError, Limits, is_safe_name

__all__ = ["read_zip", "write_zip"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = (stat.S_IFREG | 0o644) << 16
_ENCRYPTED = 0x1
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, EOFError, OSError, RuntimeError, ValueError),
)
"""What `zipfile` and the three ways of compressing raise over bytes that are no archive, or were one."""


def write_zip(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files, byte for byte the same wherever it is written.

    Raises:
        FolderError: a name would be unpacked outside its folder, or cannot be the name of a file everywhere.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(contents):
            if not is_safe_name(name):
                raise FolderError(f"{name!r} cannot be a member of an archive: use a relative name without '..'")
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = _UNIX
            member.external_attr = _MODE
            archive.writestr(member, contents[name])
    return stream.getvalue()


def read_zip(
    content: bytes, *, limits: Limits = LIMITS, file: str = ""
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Read every member of an archive.

    Args:
        content: the bytes of the archive.
        limits: how much is unpacked.
        file: name to give as the finding's place when the archive itself is refused.

    Returns:
        The bytes by name, and what was refused; a refused archive has no names, a refused member is not among
        them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read_members(archive, limits, file)
    except _DAMAGES:
        return {}, (finding("files.zip-damaged", file=file),)
    except _TooLarge:
        return {}, (finding("files.folder-too-large", file=file, files=limits.files, limit=limits.total_bytes),)


class _TooLarge(Exception):  # noqa: N818 - never leaves this module
    """The members add up to more than the limits."""


def _read_members(archive: zipfile.ZipFile, limits: Limits, file: str) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    # Not `is_dir`, which fails on a member without a name.
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    if len(members) > limits.files:
        raise _TooLarge(file)
    contents: dict[str, bytes] = {}
    refused: list[Finding] = []
    room = limits.total_bytes
    for member in members:
        problem = _refuse(member, contents, limits)
        if problem is not None:
            refused.append(problem)
            continue
        with archive.open(member) as stream:
            unpacked = stream.read(min(limits.file_bytes, room) + 1)
        if len(unpacked) > room:
            raise _TooLarge(file)
        if len(unpacked) > limits.file_bytes:
            refused.append(finding("files.file-too-large", file=member.filename, limit=limits.file_bytes))
            continue
        contents[member.filename] = unpacked
        room -= len(unpacked)
    return contents, tuple(refused)


def _refuse(member: zipfile.ZipInfo, taken: Mapping[str, bytes], limits: Limits) -> Finding | None:
    name = member.filename
    if member.flag_bits & _ENCRYPTED:
        return finding("files.member-encrypted", file=name)
    if stat.S_ISLNK(member.external_attr >> 16):
        return finding("files.link", file=name)
    if not is_safe_name(name):
        return finding("files.name-unsafe", file=name)
    if name.count("/") > limits.depth:
        return finding("files.folder-too-deep", file=name, limit=limits.depth)
    if name in taken:
        return finding("files.name-twice", file=name)
    return None
