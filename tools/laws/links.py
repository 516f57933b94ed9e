"""Links: what a document points to inside the project exists, headings included."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.laws.tree import Breach, tracked_texts

__all__ = ["breaches"]

_LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def breaches(root: Path) -> list[Breach]:
    """Follow every relative link of every tracked Markdown file."""
    return [
        Breach(path, text.count("\n", 0, start) + 1, what)
        for path, text in tracked_texts(root)
        if path.endswith(".md")
        for start, target in _links(text)
        for what in _broken(root, path, target)
    ]


def _links(text: str) -> Iterator[tuple[int, str]]:
    prose = _CODE.sub(_blank, _FENCE.sub(_blank, text))
    for match in _LINK.finditer(prose):
        if not re.match(r"[a-z][a-z0-9+.-]*:", match[1]):
            yield match.start(), match[1]


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _broken(root: Path, path: str, target: str) -> Iterator[str]:
    file, _, heading = target.partition("#")
    place = (root / path).parent / file if file else root / path
    if not place.exists():
        yield f"points to {file}, which is not there"
    elif heading and place.suffix == ".md" and heading not in _anchors(place.read_text(encoding="utf-8")):
        yield f"points to the heading #{heading}, which is not there"


def _anchors(text: str) -> set[str]:
    titles = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.lower())) for title in titles}
