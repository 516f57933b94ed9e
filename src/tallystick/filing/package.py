"""The package: a manifest and the contents it lists; sealed once, opened with every difference named.

    seal:  files -> manifest -> package
    open:  bytes by path -> (package, no findings) or (none, what was altered, is missing, was added, was swapped)

Source: SUPTECH.md 3.5, item 1; obligation 1 of the tally stands on the root.
It writes no folder and no zip; `shell.files` does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tallystick.evidence.digests import digests
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.manifest import (
    MANIFEST_PATH,
    Circulation,
    FileEntry,
    Manifest,
    ManifestError,
    PackageHead,
    entry_of,
)

__all__ = ["Package", "PackageFile", "compare_contents", "open_package", "seal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """A file to be sealed: where it stands, what it is, where it may be read, and its bytes."""

    path: str
    role: str
    media_type: str
    content: bytes
    side: Circulation = Circulation.ONSHORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A sealed package. Law: `contents` holds exactly the files the manifest lists, with their digests."""

    manifest: Manifest
    contents: Mapping[str, bytes]

    @property
    def root(self) -> str:
        """The package root, SHA-256, 64 hexadecimal digits."""
        return self.manifest.package_root

    def files(self) -> dict[str, bytes]:
        """Return everything to be written, by path; ``manifest.json`` first."""
        return {MANIFEST_PATH: self.manifest.content(), **self.contents}


def seal(files: Iterable[PackageFile], *, head: PackageHead, secret: bytes) -> Package:
    """Seal files into a package; their order does not matter.

    Args:
        files: at least one; no two with the same path.
        head: what the package says of itself.
        secret: the deal's secret for the salts of what stays onshore; at least 16 bytes.

    Raises:
        ManifestError: a path cannot stand in a package, two are the same, or the secret is too short.
    """
    ordered = sorted(files, key=lambda file: file.path)
    if not ordered:
        raise ManifestError(
            "a package without files says nothing; seal at least the deal itself",
            "没有文件的封存材料毫无内容；至少应封存交易本身",
        )
    entries = (
        entry_of(file.path, file.content, role=file.role, media_type=file.media_type, side=file.side, secret=secret)
        for file in ordered
    )
    manifest = Manifest(head=head, files=tuple(entries))
    return Package(manifest=manifest, contents=MappingProxyType({file.path: file.content for file in ordered}))


def open_package(files: Mapping[str, bytes], *, root: str | None = None) -> tuple[Package | None, tuple[Finding, ...]]:
    """Check what was received against its manifest.

    Args:
        files: every file received, by path, ``manifest.json`` among them.
        root: the package root known from elsewhere (a receipt, the chain); None where there is none yet.

    Returns:
        The package and no findings; or None and one finding a file that was altered, is missing, was added or
        was exchanged with another.
    """
    if MANIFEST_PATH not in files:
        return None, (finding("filing.manifest-missing", file=MANIFEST_PATH),)
    try:
        manifest = Manifest.parse(files[MANIFEST_PATH])
    except ManifestError as error:
        return None, (finding("filing.manifest-altered", file=MANIFEST_PATH, problem=error.told),)
    contents = {path: content for path, content in files.items() if path != MANIFEST_PATH}
    found = list(compare_contents(manifest.files, contents))
    if root is not None and root != manifest.package_root:
        found.append(finding("filing.root-differs", file=MANIFEST_PATH, expected=root, found=manifest.package_root))
    if found:
        return None, tuple(found)
    return Package(manifest=manifest, contents=MappingProxyType(dict(sorted(contents.items())))), ()


def compare_contents(entries: Iterable[FileEntry], contents: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield one finding for each difference between listed entries and received contents, by path."""
    listed = {entry.path: entry for entry in entries}
    owners = {entry.sha256: entry.path for entry in listed.values()}
    for path in sorted(listed.keys() | contents.keys()):
        if path not in contents:
            yield finding("filing.file-missing", file=path)
            continue
        found = digests(contents[path])
        owner = owners.get(found.sha256)
        if path not in listed:
            yield finding("filing.file-added", file=path)
        elif (found.sha256, found.sm3) == (listed[path].sha256, listed[path].sm3):
            continue
        elif owner is not None:
            yield finding("filing.file-swapped", file=path, other=owner)
        else:
            yield finding("filing.file-altered", file=path, expected=listed[path].sha256, found=found.sha256)
