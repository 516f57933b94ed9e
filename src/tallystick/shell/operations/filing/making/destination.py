"""Where a set is going to be written: what lies there already that is no part of it.

A sealed set is all of its files and no others, so one that nobody made with it would be taken for part of it. Asked
before the work, which takes a while.
"""

from collections.abc import Iterable, Mapping

from tallystick.filing.manifest import EXPORT_PATH, MANIFEST_PATH, Manifest, ManifestError
from tallystick.shell.operations.filing.deliver import PROOFS

__all__ = ["EXPORT", "PACKAGE", "foreign"]

PACKAGE, EXPORT = "package", "export"


def foreign(present: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the files of a destination that are no part of a set made there before, sorted.

    Args:
        present: what lies below ``package`` and ``export``, by path.
    """
    known = {f"{PACKAGE}/{MANIFEST_PATH}", f"{EXPORT}/{EXPORT_PATH}"}
    known |= {f"{folder}/{path}" for folder in (PACKAGE, EXPORT) for path in _listed(present)}
    proofs = f"{EXPORT}/{PROOFS}/"
    return tuple(sorted(path for path in present if path not in known and not path.startswith(proofs)))


def _listed(present: Mapping[str, bytes]) -> Iterable[str]:
    try:
        manifest = Manifest.parse(present.get(f"{PACKAGE}/{MANIFEST_PATH}", b""))
    except ManifestError:
        return ()
    return [entry.path for entry in manifest.files]
