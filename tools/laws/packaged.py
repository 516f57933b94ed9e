"""Packaged: the recorded digests are those of the data that ships; compiled contracts have a manifest."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from tools.digests import current
from tools.laws.tree import Breach

__all__ = ["breaches"]

_DIGESTS = Path("src/tallystick/units/digests.json")
_ARTIFACTS = Path("src/tallystick/shell/chain")
_MANIFEST = "manifest.json"


def breaches(root: Path) -> list[Breach]:
    """Hash what ships and compare."""
    return sorted([*_data(root), *_artifacts(root)])


def _data(root: Path) -> Iterator[Breach]:
    recorded: dict[str, str] = json.loads((root / _DIGESTS).read_text(encoding="utf-8"))
    found = current(root / "src" / "tallystick")
    for path in sorted(recorded.keys() | found.keys()):
        if recorded.get(path) != found.get(path):
            yield Breach(
                f"src/tallystick/{path}",
                0,
                "differs from units/digests.json; review it and run `make digests`",
            )


def _artifacts(root: Path) -> Iterator[Breach]:
    compiled = [path for path in (root / _ARTIFACTS).rglob("*.json") if path.name != _MANIFEST]
    for folder in sorted({path.parent for path in compiled}):
        manifest = folder / _MANIFEST
        where = folder.relative_to(root).as_posix()
        if not manifest.is_file():
            yield Breach(where, 0, f"compiled contracts without a {_MANIFEST}")
            continue
        listed = manifest.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.json")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if path.name != _MANIFEST and digest not in listed:
                yield Breach(f"{where}/{path.name}", 0, f"its SHA-256 is not in {_MANIFEST}")
