"""Every page that somebody is led to by links, and the raw words that stand in what a page shows.

A raw word is one in small Latin letters in a Chinese page: an id, a key or a word of a program that nobody put into
Chinese. What is marked as another language, and what is marked as code, is no word of the page.
"""

import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

__all__ = ["crawl", "raw_words", "seen_text"]

RIGHT = frozenset({"auto-leases-2026-1", "auto-leases-2026-1-v1", "csrc-2026-1", "wang-lin"})
"""Ids by which a deal, a filing and a book are asked for, and the example of an id."""
RIGHT |= {"zip", "checkpoint", "tlog-tiles", "notice-capture", "item", "amount", "currency", "count"}
"""Names of files, formats and columns that somebody sends."""
RIGHT |= {"layers", "none", "controllers", "no_controlling_shareholder", "no_actual_controller"}
"""Keys of the deal folder of which a question of the law speaks."""
_SILENT = frozenset({"script", "style", "code", "pre", "svg", "head", "datalist", "footer"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "col", "source"})
_WORD = re.compile(r"(?<![\w./:@+%#-])[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*(?![\w/@:.-]*[\w/@:])")
_COMMAND = re.compile(r"tallystick(?: [a-z-]+)+")
_LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')


class _Seen(HTMLParser):
    """Collects what a reader of the page's own language sees."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.told: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag not in _VOID:
            spoken = given.get("lang") or "zh"
            silent = (
                tag in _SILENT or (tag != "html" and not spoken.startswith("zh")) or "second" in str(given.get("class"))
            )
            self.open.append(silent)
        if not any(self.open):
            self.told += [str(given[name]) for name in ("aria-label", "title", "placeholder") if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.told.append(data)


def seen_text(page: str) -> str:
    """What a page shows in its own language."""
    reading = _Seen()
    reading.feed(page)
    return "\n".join(" ".join(each.split()) for each in reading.told if each.strip())


def raw_words(page: str) -> list[str]:
    """Raw words of a page, each once; commands to be entered are none."""
    found = dict.fromkeys(_WORD.findall(_COMMAND.sub("", seen_text(page))))
    return [word for word in found if len(word) > 2 and word not in RIGHT]


def crawl(browser: Any, start: str, *, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, with its address; of pages of one kind the first."""
    waiting, known, kinds = [start], {start}, set[str]()
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).url_name or path
        except Resolver404:
            name = path
        key = f"{name}?{'&'.join(sorted(part.partition('=')[0] for part in urlsplit(path).query.split('&')))}"
        if key in kinds or not wanted(path):
            continue
        kinds.add(key)
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if answer.status_code in {301, 302}:
            led = answer.headers["Location"]
            waiting += [led] if led not in known else []
            known.add(led)
            continue
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = answer.content.decode()
        yield path, page
        for found in _LINK.findall(page):
            led = urljoin(path, html.unescape(found))
            if led.startswith("/") and led not in known and not re.search(r"[?&](lang|theme|size)=", led):
                known.add(led)
                waiting.append(led)
