"""What a home remembers of the heads it has kept, so that a log that was deleted whole is missed.

    heads    one path a line, such as ``audit/sm3/checkpoint``; written whenever the home is opened and closed

A path that stands in it and is no file any more was deleted; so was a token whose head is there without it.
Whoever deletes the list as well leaves what acts, timestamps and witnesses still say of the log.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.files.atomic import write_atomically

__all__ = ["gone", "remember"]

_LIST: Final = "heads"
_PLACES: Final = ("log", "log/sm3", "audit", "audit/sm3")
_HEADS: Final = tuple(
    f"{place}/{name}" for place in _PLACES for name in ("checkpoint", "checkpoint.sm2")[: 1 + place.endswith("sm3")]
)


def remember(folder: Path) -> None:
    """Add the heads that are there now to those the home has kept."""
    known = set(_kept(folder))
    present = {each for each in _HEADS if (folder / each).is_file()}
    if present - known:
        write_atomically(folder / _LIST, "".join(f"{each}\n" for each in sorted(known | present)).encode())


def gone(folder: Path, *, second: bool) -> Iterator[Finding]:
    """Yield the heads the home has kept that are not there any more, and heads that lost their timestamp.

    Args:
        folder: of the home.
        second: whether this platform can sign under SM2; where it cannot, no such signature is missed.
    """
    for each in _kept(folder):
        if not (folder / each).is_file() and (second or not each.endswith(".sm2")):
            yield finding("files.head-gone", file=each)
    for place in _PLACES:
        for note in sorted((folder / place / "timestamps").glob("*.checkpoint")):
            if not note.with_suffix(".tsr").is_file():
                yield finding("files.stamp-gone", file=f"{place}/timestamps/{note.with_suffix('.tsr').name}")


def _kept(folder: Path) -> list[str]:
    path = folder / _LIST
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return [each for each in _HEADS if each in lines]
