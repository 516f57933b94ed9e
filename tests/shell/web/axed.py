"""Pages of a portal in this process, shown in a real browser and held against axe: nothing is served, nobody waits.

Each request of the browser is answered by the test's own reader; what is static comes from the folder of the portal.
"""

import mimetypes
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections

import tallystick.shell.web
from tests.shell.web.test_in_a_browser import CHROMIUM, QUIET, SCREENS

__all__ = ["ONE_WAY_OR_BOTH", "axed"]

_STATIC = Path(tallystick.shell.web.__file__).parent


ONE_WAY_OR_BOTH = [False, pytest.param(True, marks=pytest.mark.long)]


def axed(reader: Any, paths: Iterable[str], *, both: bool) -> list[str]:
    """Every finding of axe on some pages; and wide pages.

    Args:
        reader: who reads them.
        paths: of the pages.
        both: each in Chinese and light and in English, dark and on a phone; else each in one of the two, by turns.
    """
    if CHROMIUM is None:
        pytest.skip("there is no chromium; `tools/setup dev` installs it as root")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    def answer(route: Any) -> None:
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            kind = mimetypes.guess_type(asked.path)[0] or "text/plain"
            route.fulfill(body=(_STATIC / asked.path[1:]).read_bytes(), content_type=kind)
            return
        told = reader.get(f"{asked.path}?{asked.query}")
        connections.close_all()  # each answer has its own, which end with it
        route.fulfill(status=told.status_code, headers=dict(told.headers), body=told.content)

    looked, found = list(paths), list[str]()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver runs a loop of its own in this thread
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
            ways = zip(SCREENS, ("lang=zh&theme=light", "lang=en&theme=dark"), strict=True)
            for turn, ((width, height), chosen) in enumerate(ways):
                page = browser.new_page(viewport={"width": width, "height": height})
                page.route("**/*", answer)
                for path in looked[0 if both else turn :: 1 if both else 2]:
                    page.goto(f"http://127.0.0.1{path}{'&' if '?' in path else '?'}{chosen}")
                    violations = Axe().run(page).response["violations"]
                    found += [f"{path} {chosen}: {each['id']} {each['nodes'][0]['html']}" for each in violations]
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        found.append(f"{path} {chosen}: wider than {width}")
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    return found
