"""Locks: names, versions and digests; no address, so that the same lock serves behind any mirror (ADR 0004).

Every dependency that pyproject.toml names is pinned, and what both locks pin they pin alike.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools.laws.tree import Breach, tracked_texts

__all__ = ["breaches"]

_RUN, _DEVELOPMENT, _LONG = "requirements.lock", "requirements-dev.lock", "requirements-long.lock"
_PINS = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_ADDRESS = re.compile(r"://|--(?:extra-)?index-url|--find-links")


def breaches(root: Path) -> list[Breach]:
    """Read every lock under version control."""
    texts = dict(tracked_texts(root))
    found = [Breach("uv.lock", 0, "names hosts; it is not kept under version control")] if "uv.lock" in texts else []
    found += [breach for path in (_RUN, _DEVELOPMENT, _LONG) for breach in _python_lock(path, texts.get(path, ""))]
    found += [
        Breach(path, text.count("\n", 0, text.index('"resolved"')) + 1, 'a "resolved" address; see .npmrc')
        for path, text in texts.items()
        if path.endswith("package-lock.json") and '"resolved"' in text
    ]
    return sorted([*found, *_pins(root, texts.get(_RUN, ""), texts.get(_DEVELOPMENT, ""))])


def _python_lock(path: str, text: str) -> Iterator[Breach]:
    for number, line in enumerate(text.splitlines(), start=1):
        if _ADDRESS.search(line):
            yield Breach(path, number, "names an address; resolve it again with `make lock`")
    for block in re.split(r"\n(?=\S)", text):
        if "==" in block and "--hash=sha256:" not in block:
            yield Breach(path, 0, f"{block.split('==')[0]} has no digest; resolve it again with `make lock`")


def _pins(root: Path, run: str, development: str) -> Iterator[Breach]:
    running, developing = dict(_PINS.findall(run)), dict(_PINS.findall(development))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"].get("optional-dependencies", {}).values()
    named = [*project["project"]["dependencies"], *(each for extra in extras for each in extra)]
    tools = [each for each in project["dependency-groups"]["dev"] if isinstance(each, str)]
    for requirements, lock, pins in ((named, _RUN, running), (tools, _DEVELOPMENT, developing)):
        for requirement in requirements:
            name = _normal(requirement)
            if name not in pins:
                yield Breach(lock, 0, f"does not pin {name}, which pyproject.toml names; run `make lock`")
    for name, version in running.items():
        if developing.get(name) != version:
            yield Breach(_DEVELOPMENT, 0, f"pins {name} {developing.get(name)}, {_RUN} pins {version}; run `make lock`")


def _normal(requirement: str) -> str:
    name = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else requirement
