"""Pictures of every page of the portal, in both languages, on a desktop and on a phone, for docs/gallery.

    python -m tools.gallery --walk build/walk/auto-leases

Both homes of a finished walk are served as copies in which people have accounts and enter; each page is opened in
Chromium, photographed as far as the screen reaches, and kept as WebP. Equal pages give pictures that look equal, not
equal bytes: fonts differ from machine to machine.
"""

import argparse
import base64
import hmac
import json
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
from tempfile import TemporaryDirectory
from typing import Final
from urllib.error import URLError

from playwright.sync_api import Browser, Page, sync_playwright

from tools.exchanging import Side, exchange

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
_DEAL: Final = "/deals/auto-leases-2026-1/"
_FILING: Final = "/desk/auto-leases-2026-1-v1/"
WORK: Final = {
    "login": ("", "/account/login/"),
    "account": ("shen-yilan", "/account/"),
    "history": ("shen-yilan", "/account/history/"),
    "invite": ("shen-yilan", "/account/invite/"),
    "tokens": ("shen-yilan", "/account/tokens/"),
    "factors": ("shen-yilan", "/account/factors/"),
    "deals": ("shen-yilan", "/deals/"),
    "deal": ("shen-yilan", _DEAL),
    "deal-begin": ("shen-yilan", "/deals/+begin/"),
    "deal-edit": ("shen-yilan", f"{_DEAL}edit/parties/"),
    "deal-structure": ("shen-yilan", f"{_DEAL}edit/structure/"),
    "deal-waterfall": ("shen-yilan", f"{_DEAL}edit/offshore/"),
    "deal-runs": ("shen-yilan", f"{_DEAL}runs/"),
    "deal-law": ("shen-yilan", f"{_DEAL}law/"),
    "deal-questions": ("shen-yilan", f"{_DEAL}questions/"),
    "deal-question": ("shen-yilan", f"{_DEAL}questions/P1.1/?subject=asset"),
    "deal-pool": ("shen-yilan", f"{_DEAL}pool/"),
    "deal-materials": ("shen-yilan", f"{_DEAL}materials/"),
    "deal-preview": ("shen-yilan", f"{_DEAL}preview/"),
    "deal-package": ("shen-yilan", f"{_DEAL}package/"),
    "deal-revisions": ("shen-yilan", f"{_DEAL}revisions/"),
    "deal-versions": ("shen-yilan", f"{_DEAL}versions/"),
    "deal-own": ("shen-yilan", f"{_DEAL}own/"),
    "deal-after": ("shen-yilan", f"{_DEAL}after/"),
    "acts": ("shen-yilan", "/acts/"),
    "desk": ("he-zhixia", "/desk/"),
    "desk-filing": ("he-zhixia", _FILING),
    "desk-law": ("he-zhixia", f"{_FILING}law/"),
    "desk-payers": ("he-zhixia", f"{_FILING}payers/"),
    "desk-own": ("he-zhixia", f"{_FILING}own/"),
    "desk-others": ("he-zhixia", f"{_FILING}others/"),
    "desk-rounds": ("he-zhixia", f"{_FILING}rounds/"),
    "desk-duties": ("he-zhixia", "/desk/+duties/"),
    "market": ("he-zhixia", "/market/"),
    "desk-exchange": ("he-zhixia", "/desk/+exchange/"),
    "desk-agreements": ("he-zhixia", "/exchange/agreements/"),
    "desk-record": ("meng-anran", _FILING),
}
"""Pages of work, with who is looking; nobody on the page on which one enters."""
_ISSUE: Final = "/issues/auto-leases-2026-1-v1/"
ABROAD: Final = {
    "issue-month": ("priya-raman", f"{_ISSUE}months/2026-09/"),
    "issue-close": ("priya-raman", f"{_ISSUE}close/"),
    "issues": ("carmen-lau", "/issues/"),
    "issue": ("carmen-lau", _ISSUE),
    "issue-papers": ("carmen-lau", f"{_ISSUE}papers/"),
    "issue-ledger": ("carmen-lau", f"{_ISSUE}ledger/"),
    "holdings": ("rosalind-chow", "/holdings/"),
    "holding": ("rosalind-chow", "/holdings/auto-leases-2026-1-v1/"),
    "requests": ("ingrid-solberg", "/exchange/"),
    "agreements": ("ingrid-solberg", "/exchange/agreements/"),
}
"""Pages of work overseas, likewise."""
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
        print("There is no chromium, or no finished walk: see `tools/setup dev` and `make walk`.", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        homes = {side: Path(folder) / side for side in ("onshore", "overseas")}
        for side, home in homes.items():
            shutil.copytree(given.walk / side, home)
        people = {person: told for home in homes.values() for person, told in enrolled(home).items()}
        with served(homes["onshore"]) as onshore, served(homes["overseas"]) as overseas:
            addresses = {"onshore": onshore, "overseas": overseas}
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                pictures(browser, addresses, given.walk / "receipts", given.out)
                sides = [
                    Side(home=home, address=addresses[side], people=people, digits=code) for side, home in homes.items()
                ]
                exchange(browser, *sides)
                for portal, work in zip(sides, (WORK, ABROAD), strict=True):
                    at_work(browser, portal, given.out, work)
                browser.close()
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
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    message = f"{url} does not answer within a minute"
    raise TimeoutError(message)


def enrolled(home: Path) -> dict[str, dict[str, str]]:
    """Give everybody of the example an account in a home, its investors too, and return how each enters."""
    made: dict[str, dict[str, str]] = {}
    for folder in ("auto-leases", "cast"):
        people = str(ROOT / "examples" / folder / "people.yaml")
        asked = ["accounts", "--home", str(home), "--side", home.name, "--people", people, "--second-factor", "--json"]
        told = subprocess.run([sys.executable, "-m", "tallystick", *asked], check=True, capture_output=True, text=True)
        made |= {each["person"]: each for each in json.loads(told.stdout)["value"]["made"]}
    return made


def pictures(browser: Browser, addresses: dict[str, str], receipts: Path, out: Path) -> None:
    """Take every picture of what needs no account."""
    painter = browser.new_page()
    for screen, (width, height) in SCREENS.items():
        for language in LANGUAGES:
            locale = "zh-CN" if language == "zh" else "en-GB"
            tab = browser.new_context(locale=locale, viewport={"width": width, "height": height}).new_page()
            for name, (side, path) in PAGES.items():
                _open(tab, _in_language(f"{addresses[side]}{path}", language))
                if name == "verified":
                    _verify(tab, receipts)
                _keep(painter, tab, out / f"{name}-{language}-{screen}.webp")
            tab.context.close()


def at_work(browser: Browser, side: Side, out: Path, work: dict[str, tuple[str, str]]) -> None:
    """Take every picture of work: each person enters once, and the preparer sends the example's folder first."""
    painter, nobody = browser.new_page(), browser.new_context(base_url=side.address).new_page()
    for name, (person, path) in work.items():
        new = person not in side.tabs
        tab = side.tab(browser, person) if person else nobody
        if new and path == "/account/":
            _send(tab)
        elif new and path.startswith(f"{_ISSUE}months/"):
            _bring(tab)
        for screen, (width, height) in SCREENS.items():
            for language in LANGUAGES:
                tab.set_viewport_size({"width": width, "height": height})
                _open(tab, _in_language(path, language))
                if name in {"deal-pool", "deal-preview"}:
                    tab.wait_for_selector("#report:has(.report, .finding)", timeout=120_000)
                waiting = tab.locator("[aria-busy=true]").first  # what is established anew comes after its page
                waiting.wait_for(state="detached", timeout=120_000)
                _keep(painter, tab, out / f"{name}-{language}-{screen}.webp")


def _send(tab: Page) -> None:
    """Send the deal folder of the example as an archive."""
    with TemporaryDirectory() as folder:
        packed = shutil.make_archive(f"{folder}/auto-leases", "zip", ROOT / "examples" / "auto-leases")
        tab.goto("/deals/")
        tab.set_input_files("#files", packed)
        tab.set_default_timeout(120_000)
        tab.click("form.drop button")
        tab.wait_for_url("**/deals/*/")


def _bring(tab: Page) -> None:
    """Bring price and order book of the example, where they are not here: by them a holder is known."""
    papers = sorted((ROOT / "examples" / "auto-leases" / "placement").iterdir())
    tab.goto(f"{_ISSUE}papers/")
    if tab.locator("#files").count():
        tab.set_input_files("#files", [str(each) for each in papers])
        tab.click("main form button.btn-primary")
        tab.wait_for_load_state()


def code(secret: str, at: int) -> str:
    """Return the six digits of an authenticator at a second of Unix time. Source: RFC 6238, RFC 4226."""
    digest = hmac.digest(base64.b32decode(secret), (at // 30).to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0xF
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def _in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def _keep(painter: Page, tab: Page, file: Path) -> None:
    png = base64.b64encode(tab.screenshot()).decode()
    file.write_bytes(base64.b64decode(painter.evaluate(_TO_WEBP, [png, _QUALITY])))


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
    for name in (*PAGES, *WORK, *ABROAD):
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
