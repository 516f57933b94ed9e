"""The pages in a real browser: no serious finding of axe, nothing wider than the screen, the keyboard alone, no error.

Chromium comes with the system; `tools/setup dev` installs it. Without it these tests are skipped and say so.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from tallystick.evidence.persons import Side
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import ROLL

CHROMIUM = os.environ.get("TALLYSTICK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `tools/setup dev` installs it as root")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = ("/", f"/filings/{FILING}/", "/log/", "/verify/", "/law/", "/law/csrc-2026-1/", "/help/", "/nowhere")
SCREENS = ((1440, 900), (390, 844))


@pytest.fixture(scope="module")
def address(homes) -> Iterator[str]:
    """The onshore portal as `tallystick serve` shows it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = ["serve", "--home", str(homes[Side.ONSHORE]), "--port", str(port), "--people", ROLL, "--lang", "en"]
    serving = subprocess.Popen([sys.executable, "-m", "tallystick", *asked], stdout=subprocess.PIPE, text=True)
    where = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{where}/alive", serving)
        yield where
    finally:
        serving.terminate()
        told, _ = serving.communicate(timeout=20)
    assert f"Pages of the onshore side: {where}/" in told


def _wait_for(url, serving):
    for _ in range(600):
        assert serving.poll() is None, "serve has stopped by itself"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own
                assert answer.read() == b"alive\n"
                return
        except OSError:  # nobody listens yet, or answers within the five seconds
            time.sleep(0.1)
    pytest.fail("serve does not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        started.close()


@pytest.fixture
def errors() -> list[str]:
    return []


@pytest.fixture
def tab(browser, address, errors):
    """A new tab whose complaints are collected."""
    context = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda raised: errors.append(str(raised)))
    yield page
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_languages_and_on_a_phone(tab, errors, path):
    from axe_playwright_python.sync_playwright import Axe

    for screen, lang, theme in ((SCREENS[0], "zh", "light"), (SCREENS[1], "en", "dark")):
        tab.set_viewport_size({"width": screen[0], "height": screen[1]})
        tab.goto(f"{path}?lang={lang}&theme={theme}")
        found = Axe().run(tab).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (path, screen, lang, theme)
        assert tab.evaluate("document.documentElement.scrollWidth") <= screen[0], "the page is wider than the screen"
    assert [each for each in errors if "404" not in each] == []


@pytest.mark.parametrize("path", [f"/filings/{FILING}/", "/log/"])
def test_what_is_printed_in_the_dark_is_dark_on_white(tab, path):
    from axe_playwright_python.sync_playwright import Axe

    tab.goto(f"{path}?lang=zh&theme=dark")
    tab.emulate_media(media="print")
    found = Axe().run(tab, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert [each["nodes"][0]["html"] for each in found] == []
    assert tab.evaluate("getComputedStyle(document.querySelector('section')).breakInside") == "auto"


def test_the_list_narrows_while_one_types(tab, errors):
    tab.goto("/?lang=zh")
    tab.keyboard.press("/")
    tab.wait_for_selector("#q:focus")
    tab.keyboard.type("hengyuan")
    tab.wait_for_url("**/?q=hengyuan*", wait_until="commit")
    assert tab.locator("#results tbody tr").count() == 1
    tab.locator("#q").fill("没有这样的名称")
    tab.wait_for_selector("#results .empty")
    assert errors == []


def test_the_keyboard_alone_leads_to_a_filing(tab, errors):
    tab.goto("/?lang=en")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    for _ in range(12):
        tab.keyboard.press("Tab")
        if (tab.evaluate("document.activeElement.getAttribute('href')") or "").startswith("/filings/"):
            break
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "where one is must be seen"
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/filings/{FILING}/")
    tab.keyboard.press("g")
    tab.keyboard.press("l")
    tab.wait_for_url("**/log/")
    tab.keyboard.press("?")
    tab.wait_for_url("**/help/")
    assert errors == []


def test_a_receipt_from_the_page_is_checked_by_the_page(tab, errors, tmp_path):
    files = []
    for name in ("2.tlog-proof", "2.entry", "log.vkey"):
        kept = tmp_path / name
        kept.write_bytes(tab.request.get(f"/log/{name}").body())
        files.append(str(kept))
    tab.goto("/verify/?lang=en")
    tab.set_input_files("#files", files)
    tab.get_by_role("button", name="Verify").click()
    tab.wait_for_selector(".result")
    standings = tab.locator(".obligations .standing").all_inner_texts()
    assert standings[:2] == ["holds", "holds"]
    assert "not settled" in standings, "the body is not public, and the page says that it is not there"
    assert errors == []
