"""Addresses: no tracked file knows one machine's folders or one registry's hosts; a clone works anywhere."""

import re
from pathlib import Path

from tools.laws.tree import Breach, tracked_texts

__all__ = ["breaches"]

_HOSTS = (
    r"pypi\.org",
    r"pythonhosted\.org",
    r"registry\.npmjs\.org",
    r"registry\.yarnpkg\.com",
    r"deb\.debian\.org",
)
_FOLDERS = (r"(?<![\w.])/(?:home|Users)/\w", r"(?<![\w.])/(?:root|work)/\w", r"\b[A-Z]:\\Users\\")
_ANY = re.compile("|".join((*_HOSTS, *_FOLDERS)))
_SELF = "tools/laws/addresses.py"


def breaches(root: Path) -> list[Breach]:
    """Search every tracked text for the folders of a machine and the hosts of a registry."""
    return [
        Breach(path, number, f"names {match[0]!r}; make it relative or configurable")
        for path, text in tracked_texts(root)
        if path != _SELF
        for number, line in enumerate(text.splitlines(), start=1)
        for match in [_ANY.search(line)]
        if match
    ]
