"""Packaged: the recorded digests are those of the data that ships; a compiled contract is complete.

That the compiled contracts equal a rebuild is checked by `make contracts`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tools.digests import current
from tools.laws.tree import Breach

__all__ = ["breaches"]

_DIGESTS = Path("src/tallystick/units/digests.json")
_ARTIFACTS = Path("src/tallystick/shell/chain/artifacts")
_COMPILED = {"abi", "compiler", "contract", "creationCode", "immutables", "runtimeCode"}


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
    for path in sorted((root / _ARTIFACTS).glob("*.json")):
        compiled: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
        missing = sorted(_COMPILED - compiled.keys())
        if missing or compiled["contract"] != path.stem:
            where = path.relative_to(root).as_posix()
            yield Breach(where, 0, f"is no compiled {path.stem} (missing: {', '.join(missing) or 'its name'})")
