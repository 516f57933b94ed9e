"""The manifest: what a filing package is, in one list of files and two roots.

    leaf_0     = JCS of the head (schema, filing, deal, version, as_of, rule set, calendar, previous root)
    leaf_1..n  = JCS of each entry (path, role, media_type, size, sha256, sm3, side, salt?), sorted by path
    package_root, package_root_sm3 = Merkle roots over the same leaves with SHA-256 and with SM3

The head is a leaf, so that neither the version nor the rule set can be changed under an unchanged root. An
entry that never leaves the onshore side carries a salt, HMAC-SHA256 of its path under the deal's secret:
without it, whoever guesses a loan tape could confirm the guess against the leaf hash that does leave.
Source: SUPTECH.md 3.5, item 1; RFC 6962 section 2.1; RFC 8785; RFC 2104.
It does not hold contents (`package` does) and does not say when the manifest existed: that is a log entry's.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical
from tallystick.evidence.digests import Algorithm, digests
from tallystick.evidence.merkle import Tree
from tallystick.evidence.persons import ToldError

__all__ = [
    "EXPORT_PATH",
    "MANIFEST_PATH",
    "Circulation",
    "FileEntry",
    "Manifest",
    "ManifestError",
    "PackageHead",
    "check_path",
    "entry_of",
]

MANIFEST_PATH = "manifest.json"
EXPORT_PATH = "export.json"
"""The list that stands in an export edition where the manifest stands in a package."""

_SCHEMA = "tallystick/package/v1"
_HASH = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"[^/\\:*?\"<>|\x00-\x1f\x7f]+(/[^/\\:*?\"<>|\x00-\x1f\x7f]+)*")
_LONGEST_PATH = 240


class ManifestError(ToldError):
    """Bytes are not a manifest, or files cannot be listed in one; the message says which and why."""


class Circulation(StrEnum):
    """Where a file may be read: on both sides, or only onshore."""

    BOTH = "both"
    ONSHORE = "onshore"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file. Law: it has a salt exactly when it stays onshore.

    Attributes:
        path: inside the package, with forward slashes.
        role: what the file is, such as ``report`` or ``tape``; the export inventory speaks of roles.
        size: bytes.
        sha256: 64 hexadecimal digits; `sm3` likewise.
        salt: 64 hexadecimal digits, or None where the content leaves anyway.
    """

    path: str
    role: str
    media_type: str
    size: int
    sha256: str
    sm3: str
    side: Circulation
    salt: str | None = None

    def __post_init__(self) -> None:
        """Refuse an entry that could not be checked later."""
        check_path(self.path)
        if not (_HASH.fullmatch(self.sha256) and _HASH.fullmatch(self.sm3)) or self.size < 0:
            raise ManifestError(
                f"the entry of {self.path} has no digest of 64 hexadecimal digits or no size",
                f"{self.path} 的条目缺少 64 位十六进制摘要或大小",
            )
        if (self.salt is None) is not (self.side is Circulation.BOTH):
            raise ManifestError(
                f"{self.path} needs a salt exactly when it stays onshore", f"{self.path} 仅在留存境内时须有盐值"
            )
        if self.salt is not None and not _HASH.fullmatch(self.salt):
            raise ManifestError(
                f"the salt of {self.path} is not 64 hexadecimal digits", f"{self.path} 的盐值不是 64 位十六进制数字"
            )

    def as_canonical(self) -> dict[str, str | int]:
        """Return the members of the leaf."""
        plain: dict[str, str | int] = {
            "path": self.path,
            "role": self.role,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "sm3": self.sm3,
            "side": self.side.value,
        }
        return plain if self.salt is None else plain | {"salt": self.salt}

    @classmethod
    def from_canonical(cls, plain: object) -> Self:
        """Read an entry back.

        Raises:
            ManifestError: a member is missing, superfluous or of another type.
        """
        match plain:
            case {
                "path": str(path),
                "role": str(role),
                "media_type": str(media_type),
                "size": int(size),
                "sha256": str(sha256),
                "sm3": str(sm3),
                "side": "both" | "onshore" as side,
                **rest,
            } if rest.keys() <= {"salt"} and not isinstance(size, bool):
                return cls(
                    path=path,
                    role=role,
                    media_type=media_type,
                    size=size,
                    sha256=sha256,
                    sm3=sm3,
                    side=Circulation(side),
                    salt=str(rest["salt"]) if "salt" in rest else None,
                )
        raise ManifestError(
            "an entry of the file list lacks a member or has one that does not belong",
            "文件清单的某一条目缺少成员或有多余成员",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageHead:
    """What a package says of itself beside its files.

    Attributes:
        filing: id of the filing; `deal` id of the deal it is about.
        version: from 1; each answer to a question makes a new one.
        as_of: the deal's date, on which every number stands.
        rule_set: SHA-256 of the law books that screened it; `calendar` of the calendars that counted its days.
        previous: package root of the version before; None for the first.
    """

    filing: str
    deal: str
    version: int
    as_of: date
    rule_set: str
    calendar: str
    previous: str | None = None

    def __post_init__(self) -> None:
        """Refuse a head that breaks the chain of versions."""
        if self.version < 1 or (self.previous is None) is not (self.version == 1):
            raise ManifestError(
                "versions count from 1, and each one after it names the root of the one before",
                "版本从 1 起计，其后每一版须写明前一版的根值",
            )
        for name in (self.rule_set, self.calendar, *([] if self.previous is None else [self.previous])):
            if not _HASH.fullmatch(name):
                raise ManifestError(
                    f"{name!r} is not a digest of 64 hexadecimal digits", f"“{name}”不是 64 位十六进制摘要"
                )

    def as_canonical(self) -> dict[str, str | int | None]:
        """Return the members of the first leaf."""
        return {
            "schema": _SCHEMA,
            "filing": self.filing,
            "deal": self.deal,
            "version": self.version,
            "as_of": self.as_of.isoformat(),
            "rule_set": self.rule_set,
            "calendar": self.calendar,
            "prev": self.previous,
        }

    @classmethod
    def from_canonical(cls, plain: object) -> Self:
        """Read a head back; members it does not know are left to the caller.

        Raises:
            ManifestError: a member is missing or of another type, or the schema is another.
        """
        match plain:
            case {
                "schema": "tallystick/package/v1",
                "filing": str(filing),
                "deal": str(deal),
                "version": int(version),
                "as_of": str(as_of),
                "rule_set": str(rule_set),
                "calendar": str(calendar),
                "prev": str() | None as previous,
            } if not isinstance(version, bool):
                return cls(
                    filing=filing,
                    deal=deal,
                    version=version,
                    as_of=_day(as_of),
                    rule_set=rule_set,
                    calendar=calendar,
                    previous=previous,
                )
        raise ManifestError(f"the head of the package is not that of {_SCHEMA}", f"封存材料的首部不符合 {_SCHEMA}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Head and entries. Law: entries are sorted by path and no two paths differ only in case."""

    head: PackageHead
    files: tuple[FileEntry, ...]

    def __post_init__(self) -> None:
        """Refuse an order or a pair of names that two systems would read differently."""
        paths = [entry.path for entry in self.files]
        if paths != sorted(paths):
            raise ManifestError(
                "the entries are not sorted by path, so the leaves have no fixed order",
                "条目未按路径排序，叶值没有固定顺序",
            )
        folded = [path.casefold() for path in paths]
        for path in {path for path in folded if folded.count(path) > 1}:
            raise ManifestError(
                f"two files are called {path} but for capitals; some systems keep only one",
                f"有两个文件除大小写外同名：{path}；部分系统只会保留其一",
            )

    def leaves(self) -> Iterator[bytes]:
        """Yield the leaf of the head and then of each entry."""
        yield canonical(self.head.as_canonical())
        yield from (canonical(entry.as_canonical()) for entry in self.files)

    def tree(self, algorithm: Algorithm) -> Tree:
        """Return the tree under the root of this algorithm, for proofs."""
        return Tree.of(self.leaves(), algorithm)

    @property
    def package_root(self) -> str:
        """The package's name: the SHA-256 root, 64 hexadecimal digits."""
        return self.tree(Algorithm.SHA256).root().hex()

    @property
    def package_root_sm3(self) -> str:
        """The SM3 root over the same leaves, 64 hexadecimal digits."""
        return self.tree(Algorithm.SM3).root().hex()

    def content(self) -> bytes:
        """Return the bytes of ``manifest.json``: head, entries and both roots, canonical."""
        plain = self.head.as_canonical() | {"files": [entry.as_canonical() for entry in self.files]}
        return canonical(plain | {"package_root": self.package_root, "package_root_sm3": self.package_root_sm3})

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read ``manifest.json``.

        Raises:
            ManifestError: not canonical JSON, not of this schema, a malformed entry, or roots that the entries
                do not have: some byte of the manifest was changed.
        """
        try:
            plain = parse_canonical(content)
        except CanonicalError as error:
            raise ManifestError(str(error), "不是 RFC 8785 规范形式的 JSON") from error
        match plain:
            case {"files": list(entries), "package_root": str(root), "package_root_sm3": str(root_sm3), **rest}:
                manifest = cls(
                    head=PackageHead.from_canonical(rest), files=tuple(map(FileEntry.from_canonical, entries))
                )
            case _:
                raise ManifestError("the list of files or a root is missing", "缺少文件清单或根值")
        if rest.keys() != manifest.head.as_canonical().keys():
            raise ManifestError("the manifest has members that its schema does not know", "含有其格式所没有的成员")
        if (root, root_sm3) != (manifest.package_root, manifest.package_root_sm3):
            raise ManifestError("the roots it states are not those of its head and entries", "所述根值与首部及条目不符")
        return manifest


def check_path(path: str) -> None:
    """Refuse a path that could leave the package's folder or be read as two names.

    Raises:
        ManifestError: the path is absolute, climbs, is the manifest's own, is overlong, ends in a dot or space,
            is not in Unicode's composed form, or holds characters that some file systems forbid.
    """
    parts = path.split("/")
    fits = _PATH.fullmatch(path) and len(path.encode()) <= _LONGEST_PATH and path.isprintable()
    climbs = any(part in {".", ".."} or part != part.strip(" ") or part.endswith(".") for part in parts)
    composed = unicodedata.is_normalized("NFC", path)
    if not fits or climbs or not composed or path.casefold() in {MANIFEST_PATH, EXPORT_PATH}:
        raise ManifestError(
            f"{path!r} cannot be the path of a file in a package; use names joined by slashes",
            f"“{path}”不能作为封存材料中的文件路径；请用斜线相连的名称",
        )


def entry_of(path: str, content: bytes, *, role: str, media_type: str, side: Circulation, secret: bytes) -> FileEntry:
    """List one file.

    Args:
        path: inside the package.
        content: its bytes.
        role: what it is.
        media_type: IANA media type.
        side: where it may be read.
        secret: the deal's secret, from which the salt of an onshore file is derived; at least 16 bytes.

    Raises:
        ManifestError: the path cannot stand in a package, or the secret is too short to hide anything.

    Source: RFC 2104.
    """
    if len(secret) < 16:
        raise ManifestError(
            "the deal's secret has fewer than 16 bytes, so its salts could be guessed",
            "交易密钥不足 16 字节，盐值可被猜出",
        )
    found = digests(content)
    salted = side is Circulation.ONSHORE
    return FileEntry(
        path=path,
        role=role,
        media_type=media_type,
        size=len(content),
        sha256=found.sha256,
        sm3=found.sm3,
        side=side,
        salt=hmac.new(secret, path.encode(), hashlib.sha256).hexdigest() if salted else None,
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ManifestError(
            f"{text!r} is not a day written as 2026-08-31", f"“{text}”不是写作 2026-08-31 形式的日期"
        ) from error
    if day.isoformat() != text:
        raise ManifestError(f"{text!r} is not a day written as 2026-08-31", f"“{text}”不是写作 2026-08-31 形式的日期")
    return day
