"""Pictures of every page of the portal, in both languages, on a desktop and on a phone, for docs/gallery.

    python -m tools.gallery --walk build/walk/auto-leases

Both homes of a finished walk are served; each page is opened in Chromium, photographed as far as the screen reaches,
and kept as WebP. Equal pages give pictures that look equal, not equal bytes: fonts differ from machine to machine.
"""

import argparse
import base64
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError

from playwright.sync_api import Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = {
    "register": ("onshore", "/"),
    "search": ("onshore", "/?q=hengyuan"),
    "filing": ("onshore", "/filings/auto-leases-2026-1-v1/"),
    "filing-overseas": ("overseas", "/filings/auto-leases-2026-1-v1/"),
    "log": ("onshore", "/log/"),
    "verify": ("overseas", "/verify/"),
    "verified": ("overseas", "/verify/"),
    "law": ("onshore", "/law/"),
    "book": ("onshore", "/law/csrc-2026-1/"),
    "guide": ("onshore", "/help/"),
    "missing": ("onshore", "/nowhere"),
    "dark": ("overseas", "/filings/auto-leases-2026-1-v1/?theme=dark"),
}
SCREENS: Final = {"desktop": (1440, 900), "phone": (390, 844)}
LANGUAGES: Final = ("zh", "en")
_QUALITY: Final = 0.72
_TO_WEBP: Final = """async ([png, quality]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


def main() -> int:
    """Make the gallery; 1 where there is no walk or no browser."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--walk", type=Path, default=ROOT / "build" / "walk" / "auto-leases")
    asked.add_argument("--out", type=Path, default=ROOT / "docs" / "gallery")
    given = asked.parse_args()
    chromium = os.environ.get("TALLYSTICK_CHROMIUM") or shutil.which("chromium")
    if chromium is None or not (given.walk / "onshore" / "side").is_file():
        print("There is no chromium, or no finished walk: see `tools/setup dev` and `make run`.", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with served(given.walk / "onshore") as onshore, served(given.walk / "overseas") as overseas:
        pictures(chromium, {"onshore": onshore, "overseas": overseas}, given.walk / "receipts", given.out)
    (given.out / "README.md").write_text("\n".join(index()) + "\n", encoding="utf-8")
    return 0


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a home for the length of a ``with`` block and return where."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = str(ROOT / "examples" / "auto-leases" / "people.yaml")
    command = [sys.executable, "-m", "tallystick", "serve", "--home", str(home), "--port", str(port)]
    serving = subprocess.Popen([*command, "--people", people], stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/alive")
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait(timeout=20)


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - this machine's own
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    message = f"{url} does not answer within a minute"
    raise TimeoutError(message)


def pictures(chromium: str, addresses: dict[str, str], receipts: Path, out: Path) -> None:
    """Take every picture."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        painter = browser.new_page()
        for screen, (width, height) in SCREENS.items():
            for language in LANGUAGES:
                locale = "zh-CN" if language == "zh" else "en-GB"
                tab = browser.new_context(locale=locale, viewport={"width": width, "height": height}).new_page()
                for name, (side, path) in PAGES.items():
                    _open(tab, f"{addresses[side]}{path}{'&' if '?' in path else '?'}lang={language}")
                    if name == "verified":
                        _verify(tab, receipts)
                    png = base64.b64encode(tab.screenshot()).decode()
                    webp = painter.evaluate(_TO_WEBP, [png, _QUALITY])
                    (out / f"{name}-{language}-{screen}.webp").write_bytes(base64.b64decode(webp))
                tab.context.close()
        browser.close()


def _open(tab: Page, url: str) -> None:
    answer = tab.goto(url)
    if answer is None or answer.status >= 500:
        message = f"{url} cannot be shown"
        raise RuntimeError(message)


def _verify(tab: Page, receipts: Path) -> None:
    names = ("notice.tlog-proof", "notice.entry", "notice.json", "notice-capture", "log.vkey")
    tab.set_input_files("#files", [str(receipts / name) for name in names])
    tab.locator("form.drop button").click()
    tab.wait_for_selector(".result")
    tab.locator(".result").scroll_into_view_if_needed()


def index() -> Iterator[str]:
    """Yield the page that shows the pictures."""
    yield "# Gallery / 图集"
    yield ""
    yield "Every page of the portal, made by `make gallery` from the walk of the example; the deal is invented."
    yield "由 `make gallery` 从示例交易的演练生成的全部网页；交易为虚构。"
    for name in PAGES:
        yield ""
        yield f"## {name}"
        yield ""
        yield "| 中文 | English | 手机 | phone |"
        yield "|---|---|---|---|"
        pairs = [(screen, language) for screen in SCREENS for language in LANGUAGES]
        yield (
            "| "
            + " | ".join(f"![{name} {lang} {screen}]({name}-{lang}-{screen}.webp)" for screen, lang in pairs)
            + " |"
        )


if __name__ == "__main__":
    sys.exit(main())
