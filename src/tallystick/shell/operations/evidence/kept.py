"""Files that an act names and keeps beside its body: a month's papers, what a bank sent, a captured notice, a reply.

Of a submission they are the manifest and every file that it lists.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.manifest import MANIFEST_PATH, Manifest, ManifestError
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError

__all__ = ["lost_files"]

_NOTHING: Final = sha256_hex(b"")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ALONE: Final = ("file", "capture_sha256", "paper", "report", "statement")
"""Where a body names a single file by its digest; a word that is none, such as a paper's number, names no file."""


def lost_files(evidence: Evidence, act: str, said: Mapping[str, object]) -> Iterator[Finding]:
    """Yield the kept files that are not there any more, or not as they were.

    Args:
        evidence: of the home.
        act: the number of the act.
        said: its body.
    """
    for name, digest in dict.fromkeys((*_named(said), *_named(said.get("notice")), *_replied(said.get("note")))):
        try:
            evidence.objects.get(digest)
        except (ObjectDamagedError, ObjectMissingError):
            yield finding("supervision.kept-lost", act=act, name=name, sha256=digest)
    note = said.get("note")
    if isinstance(note, Mapping) and isinstance(note.get("manifest"), str):
        yield from _lost_of_package(evidence, act, note["manifest"])


def _lost_of_package(evidence: Evidence, act: str, listed: str) -> Iterator[Finding]:
    """Yield the files of a submitted package that are gone; of those that were changed whoever reads objects tells."""
    try:
        manifest = Manifest.parse(evidence.objects.get(listed))
    except (ObjectDamagedError, ObjectMissingError, ManifestError):
        yield finding("supervision.kept-lost", act=act, name=MANIFEST_PATH, sha256=listed)
        return
    for each in manifest.files:
        if not evidence.objects.has(each.sha256):
            yield finding("supervision.kept-lost", act=act, name=each.path, sha256=each.sha256)


def _named(said: object) -> Iterator[tuple[str, str]]:
    """Yield the files that a body, or the notice in it, names: each name and its SHA-256."""
    if not isinstance(said, Mapping):
        return
    files = said.get("files")
    if isinstance(files, Mapping):
        yield from ((str(name), str(digest)) for name, digest in files.items())
    for name in _ALONE:
        digest = said.get(name)
        if isinstance(digest, str) and digest != _NOTHING and _DIGEST.fullmatch(digest):
            yield name, digest


def _replied(note: object) -> Iterator[tuple[str, str]]:
    """Yield the files handed in with an answer."""
    reply = note.get("reply") if isinstance(note, Mapping) else None
    for each in reply if isinstance(reply, list) else ():
        if isinstance(each, Mapping):
            yield str(each.get("name")), str(each.get("sha256"))
