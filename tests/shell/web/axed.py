"""Pages of a portal in this process, shown in a real browser and held against axe: nothing is served, nobody waits.

Each request of the browser is answered by the test's own reader; what is static comes from the folder of the portal.
"""

import mimetypes
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections

import tallystick.shell.web
from tests.shell.web.test_in_a_browser import CHROMIUM, QUIET, SCREENS

__all__ = ["ONE_WAY_OR_BOTH", "axed", "led"]

_STATIC = Path(tallystick.shell.web.__file__).parent


ONE_WAY_OR_BOTH = [False, pytest.param(True, marks=pytest.mark.long)]


def axed(reader: Any, paths: Iterable[str], *, both: bool) -> list[str]:
    """Every finding of axe on some pages; and wide pages.

    Args:
        reader: who reads them.
        paths: of the pages.
        both: each in Chinese and light and in English, dark and on a phone; else each in one of the two, by turns.
    """
    looked, found = list(paths), list[str]()
    with _browser(reader.get) as browser:
        ways = zip(SCREENS, ("lang=zh&theme=light", "lang=en&theme=dark"), strict=True)
        for turn, ((width, height), chosen) in enumerate(ways):
            page = browser.new_page()
            page.set_viewport_size({"width": width, "height": height})
            for path in looked[0 if both else turn :: 1 if both else 2]:
                page.goto(f"http://127.0.0.1{path}{'&' if '?' in path else '?'}{chosen}")
                found += [f"{path} {chosen}: {each}" for each in _violations(page)]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{path} {chosen}: wider than {width}")
    return found


def led(refused: Any) -> dict[str, Any]:
    """Where somebody is led by the answer to a form: what has the focus, and by its first link; what describes that."""
    with _browser(lambda _: refused) as browser:
        page = browser.new_page()
        page.goto("http://127.0.0.1/refused/")
        told = {"focus": page.evaluate("document.activeElement.className")}
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        told |= page.evaluate(_DESCRIBED)
        return told | {"violations": _violations(page)}


_DESCRIBED = """() => {
    const at = document.activeElement, ids = (at.getAttribute("aria-describedby") || "").split(" ");
    return {name: at.name, invalid: at.getAttribute("aria-invalid"), told: ids.map((id) =>
        document.getElementById(id)?.textContent.trim())};
}"""


def _violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [f"{each['id']} {each['nodes'][0]['html']}" for each in Axe().run(page).response["violations"]]


@contextmanager
def _browser(asked: Callable[[str], Any]) -> Iterator[Any]:
    """A browser whose requests are answered here."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium; `tools/setup dev` installs it as root")
    from playwright.sync_api import sync_playwright

    def answer(route: Any) -> None:
        where = urlsplit(route.request.url)
        if where.path.startswith("/static/"):
            kind = mimetypes.guess_type(where.path)[0] or "text/plain"
            route.fulfill(body=(_STATIC / where.path[1:]).read_bytes(), content_type=kind)
            return
        told = asked(f"{where.path}?{where.query}")
        connections.close_all()  # those of this answer: the driver gives the next one its own
        route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver runs a loop of its own in this thread
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
            context = browser.new_context()
            context.route("**/*", answer)
            yield context
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
