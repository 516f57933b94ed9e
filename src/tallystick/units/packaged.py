"""The one door to data shipped inside the package: law books, calendars, catalogues, templates.

Each file's SHA-256 stands in ``units/digests.json``, written by ``tools/digests.py``; a file is handed out
only when its bytes have that digest. So a rule book edited in place on one machine cannot quietly decide a
filing.

It does not protect against a person who edits the digests too: that is what signed releases are for.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tallystick.units.refusals import UnitError

__all__ = ["PackagedDataError", "paths", "read"]

_PACKAGE = "tallystick"
_DIGESTS = "units/digests.json"
_REINSTALL = "Reinstall tallystick; when working on its source, run `python tools/digests.py` and review the change."


class PackagedDataError(UnitError):
    """A packaged file is missing, unlisted, or not the file that was released."""


def read(path: str) -> bytes:
    """Hand out one packaged file, after checking that it is the one that was released.

    Args:
        path: relative to the ``tallystick`` package, with forward slashes: ``law/books/csrc-2026-1.toml``.

    Returns:
        The bytes of the file, whose SHA-256 is the one listed for `path`.

    Raises:
        PackagedDataError: the path is not listed, its file is missing, or its bytes have another digest.
    """
    expected = _digests().get(path)
    if expected is None:
        raise PackagedDataError(
            problem="packaged.unlisted",
            what=f"{path!r} is not listed in tallystick/{_DIGESTS}.",
            why="Only listed files are read, so that no rule can be slipped in beside the released ones.",
            remedy=f"Check the spelling. {_REINSTALL}",
        )
    return _checked(path, _bytes(path), expected)


def paths(under: str) -> tuple[str, ...]:
    """List the packaged files below a folder, sorted.

    Args:
        under: a folder relative to the package, e.g. ``law/books``; the whole of the name, no pattern.

    Returns:
        Paths as `read` takes them; empty when nothing is listed there.
    """
    folder = under.rstrip("/") + "/"
    return tuple(sorted(path for path in _digests() if path.startswith(folder)))


@cache
def _digests() -> Mapping[str, str]:
    return MappingProxyType(json.loads(_bytes(_DIGESTS)))


def _bytes(path: str) -> bytes:
    try:
        return files(_PACKAGE).joinpath(path).read_bytes()
    except FileNotFoundError:
        raise PackagedDataError(
            problem="packaged.missing",
            what=f"tallystick/{path} is missing from this installation.",
            why="The product does not guess at a rule, a calendar or a wording it was released with.",
            remedy=_REINSTALL,
        ) from None


def _checked(path: str, content: bytes, expected: str) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise PackagedDataError(
            problem="packaged.changed",
            what=f"tallystick/{path} has SHA-256 {found}, not the released {expected}.",
            why="A changed rule book or calendar would change results without anyone having decided it.",
            remedy=_REINSTALL,
        )
    return content
