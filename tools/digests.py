"""Rewrite ``units/digests.json``: the SHA-256 of every data file that ships inside the package.

Run it after adding or changing packaged data, and review the difference like code:

    python tools/digests.py
"""

import hashlib
import json
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "tallystick"
DIGESTS = PACKAGE / "units" / "digests.json"
SUFFIXES = {".toml", ".json", ".typ", ".csv", ".js", ".css"}


def current(package: Path = PACKAGE) -> dict[str, str]:
    """Compute the digests as they should stand, by path relative to the package."""
    return {
        path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(package.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file() and path != package / "units" / "digests.json"
    }


if __name__ == "__main__":
    DIGESTS.write_text(json.dumps(current(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
