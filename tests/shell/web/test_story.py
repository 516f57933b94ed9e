"""The road of docs/road.md as a newcomer walks it, in a real browser and at a terminal, in Chinese and in English.

`tallystick run --unfiled` is started as the guide says, and each step of the guide is done by its own words: who
enters, which link is opened, what is entered under which label, which button is pressed, what is then to be seen.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tallystick.shell.operations.people.accounts import totp_code
from tests.shell.chain.stage import need_anvil
from tests.shell.web.road import ROOT, Step, steps
from tests.shell.web.test_in_a_browser import CHROMIUM, QUIET
from tests.walk.test_running import free

pytestmark = [
    pytest.mark.long,
    pytest.mark.chain,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `tools/setup dev` installs it as root"),
]

LOCALES = {"zh": "zh-CN", "en": "en-GB"}
PATIENCE = 120.0
BY_ITSELF = 6.0


class Newcomer:
    """Somebody with the guide, a browser for each person, and a terminal."""

    def __init__(self, out: Path, language: str, browser: Any) -> None:
        self.out, self.language, self.browser = out, language, browser
        self.ports = {"onshore": free(), "overseas": free()}
        self.tabs: dict[tuple[str, str], Any] = {}
        self.spent: dict[str, str] = {}
        ports = [word for side, port in self.ports.items() for word in (f"--port-{side}", str(port))]
        called = ("run", "examples/auto-leases", "--unfiled", "--out", str(out), *ports, "--lang", "en")
        self.said = out.with_suffix(".txt")
        with self.said.open("wb") as said:
            self.pages = subprocess.Popen(
                [sys.executable, "-m", "tallystick", *called], stdout=said, stderr=said, cwd=ROOT
            )

    def ready(self) -> None:
        """Wait until the pages answer."""
        end = time.monotonic() + PATIENCE
        while b"The pages answer" not in self.said.read_bytes():
            assert self.pages.poll() is None, self.said.read_text()
            assert time.monotonic() < end, self.said.read_text()
            time.sleep(0.2)

    def login(self, side: str, person: str) -> dict[str, str]:
        """What the terminal printed of somebody."""
        kept = json.loads((self.out / side / "logins/logins.json").read_bytes())
        found: dict[str, str] = next(each for each in kept if each["person"] == person)
        assert found["password"] in self.said.read_text(), "it is printed"
        return found

    def digits(self, side: str, person: str) -> str:
        """A code that was not spent yet; one counts once, so the next is waited for."""
        while True:
            shown = totp_code(self.login(side, person)["totp"], datetime.now(UTC))
            if shown != self.spent.get(person):
                self.spent[person] = shown
                return shown
            time.sleep(0.5)

    def tab(self, side: str, person: str) -> Any:
        """The browser of somebody, entered once with password and code."""
        if (side, person) not in self.tabs:
            address = f"http://127.0.0.1:{self.ports[side]}"
            tab = self.browser.new_context(base_url=address, locale=LOCALES[self.language]).new_page()
            tab.set_default_timeout(60_000)
            if person:
                tab.goto("/account/login/")
                tab.fill("#id_login", person)
                tab.fill("#id_password", self.login(side, person)["password"])
                tab.click("main button.btn-primary")
                tab.fill("#id_code", self.digits(side, person))
                tab.click("main button.btn-primary")
                tab.wait_for_url("**/account/")
            self.tabs[side, person] = tab
        return self.tabs[side, person]

    def do(self, step: Step) -> None:
        """Do a step as it is written."""
        for command in step.commands:
            self.type(command, step)
        if not step.side:
            return
        tab = self.tab(step.side, step.person)
        tab.goto(step.path)
        part = tab.locator("main")
        if step.opens:
            part.locator("summary, a").get_by_text(step.opens, exact=True).first.click()
            part = tab.locator("main details[open].act" if tab.locator("main details[open].act").count() else "main")
        for label, value, files in step.fields:
            field = part.get_by_label(label, exact=True).first
            kind = field.evaluate("each => each.type")
            if kind == "file":
                field.set_input_files([str(self.file(each)) for each in files])
            elif kind == "select-one":
                field.select_option(label=value)
            elif field.get_attribute("name") == "code":
                field.fill(self.digits(step.side, step.person))
            else:
                field.fill(value)
        if step.press:
            part.get_by_role("button", name=step.press, exact=True).first.click()
            tab.wait_for_load_state()
        self.see(tab, step)

    def see(self, tab: Any, step: Step) -> None:
        """Look until what is promised is there; where it does not come by itself, load the page anew."""
        begun = time.monotonic()
        while step.see not in tab.inner_text("main"):
            spent = time.monotonic() - begun
            assert spent < PATIENCE, (step.number, step.title, step.see, tab.url, tab.inner_text("main")[:3000])
            time.sleep(0.2 if spent < BY_ITSELF else 1)
            if spent > BY_ITSELF:
                tab.goto(tab.url)

    def file(self, path: str) -> Path:
        """A file of the guide: of the project, or of what was made on the road."""
        return self.out / path.removeprefix("build/road/") if path.startswith("build/road/") else ROOT / path

    def type(self, command: tuple[str, ...], step: Step) -> None:
        """Type a command as it stands there, in the project's folder."""
        program, *words = [word.replace("build/road", str(self.out)) for word in command]
        assert program == ".venv/bin/tallystick"
        there = os.environ | {"TALLYSTICK_PASSPHRASE": "tallystick-example", "TALLYSTICK_LANG": self.language}
        called = [sys.executable, "-m", "tallystick", *words]
        told = subprocess.run(called, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
        waits = {0, 3} if "--witness" in command else {0}  # the report after completion is still to be told
        assert told.returncode in waits, (step, told)

    def stop(self) -> None:
        """Stop the pages, as Ctrl-C does."""
        if self.pages.poll() is None:
            self.pages.terminate()
            self.pages.wait(60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        started.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_newcomer_walks_the_guide_from_a_folder_to_a_receipt_verified_offline(language, browser, tmp_path):
    need_anvil()
    newcomer = Newcomer(tmp_path / "road", language, browser)
    try:
        newcomer.ready()
        *road, last = steps(language)
        for step in road:
            newcomer.do(step)
        newcomer.stop()
        newcomer.do(last)
    finally:
        newcomer.stop()
