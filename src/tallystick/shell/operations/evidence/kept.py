"""Files that an act names and keeps beside its body: a month's papers, what a bank sent, a captured notice."""

from collections.abc import Iterator, Mapping
from typing import Final

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import Evidence
from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError

__all__ = ["lost_files"]

_NOTHING: Final = sha256_hex(b"")


def lost_files(evidence: Evidence, act: str, said: Mapping[str, object]) -> Iterator[Finding]:
    """Yield the kept files that are not there any more, or not as they were.

    Args:
        evidence: of the home.
        act: the number of the act.
        said: its body.
    """
    files = said.get("files")
    named = dict(files) if isinstance(files, dict) else {}
    named |= {key: said[key] for key in ("file", "capture_sha256") if said.get(key) not in {None, _NOTHING}}
    for name, digest in named.items():
        try:
            evidence.objects.get(str(digest))
        except (ObjectDamagedError, ObjectMissingError):
            yield finding("supervision.kept-lost", act=act, name=str(name), sha256=str(digest))
