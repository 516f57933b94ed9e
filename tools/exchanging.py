"""An exchange between two authorities, acted on the pages of both portals and signed, so that pictures show one.

agreement adopted by two on each side -> request made by two officers -> taken in onshore -> a consent on record
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, FilePayload, Page

from tallystick.shell.wiring.keys import import_keys

__all__ = ["DESK", "OFFICERS", "Side", "exchange"]

_CAST: Final = Path(__file__).resolve().parent.parent / "examples" / "cast"
_PASSPHRASE: Final = "tallystick-example"  # noqa: S105 - of the demonstration keys, which are published
_STEP: Final = 30
DESK: Final = ("he-zhixia", "fang-bochuan")
OFFICERS: Final = ("ingrid-solberg", "marcus-adeyemi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A portal: its home and address, who enters with what, and the six digits of a secret at a second."""

    home: Path
    address: str
    people: dict[str, dict[str, str]]
    digits: Callable[[str, int], str]
    tabs: dict[str, Page] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)

    def code(self, person: str) -> str:
        """Return a code of somebody's authenticator that was not used yet, a step early or late where it must be."""
        while True:
            for ahead in (0, _STEP, -_STEP):
                code = self.digits(self.people[person]["totp"], int(time.time()) + ahead)
                if (person, code) not in self.taken:
                    self.taken.add((person, code))
                    return code
            time.sleep(1)

    def tab(self, browser: Browser, person: str) -> Page:
        """Return the tab in which somebody entered, who stays there."""
        if person not in self.tabs:
            tab = browser.new_context(base_url=self.address, locale="en-GB").new_page()
            tab.goto("/account/login/")
            tab.fill("#id_login", person)
            tab.fill("#id_password", self.people[person]["password"])
            tab.click("main button.btn-primary")
            tab.fill("#id_code", self.code(person))
            tab.click("main button.btn-primary")
            tab.wait_for_url("**/account/")
            self.tabs[person] = tab
        return self.tabs[person]

    def act(self, browser: Browser, form: str, first: str, *others: str) -> None:
        """Send a form that was filled in, approve what it prepared as each of the others, and have it signed."""
        tab = self.tab(browser, first)
        sent = tab.locator(f"{form} form")
        sent.locator("[name=code]").fill(self.code(first))
        sent.locator("button[type=submit]").click()
        tab.wait_for_url("**/acts/*/")
        for person in others:
            other = self.tab(browser, person)
            other.goto(tab.url)
            other.fill("#code", self.code(person))
            other.click("section[aria-labelledby=approve] button")
            other.wait_for_load_state()
        signing = [sys.executable, "-m", "tallystick", "sign", "--home", str(self.home), "--side", self.home.name]
        subprocess.run(
            signing, check=True, env={**os.environ, "TALLYSTICK_PASSPHRASE": _PASSPHRASE}, stdout=subprocess.DEVNULL
        )


def exchange(browser: Browser, onshore: Side, overseas: Side) -> None:
    """Adopt the agreement on both sides, ask for parts of a filing, take that in, and put a consent on record."""
    for side, people in ((onshore, DESK), (overseas, OFFICERS)):
        import_keys(str(side.home), str(_CAST), _PASSPHRASE, people)
        tab = side.tab(browser, people[0])
        tab.goto("/exchange/agreements/")
        tab.set_input_files("#agreement", str(_CAST / "agreement.yaml"))
        tab.set_input_files("#roll", str(_CAST / "people.yaml"))
        side.act(browser, "details.act", *people)
    officer = overseas.tab(browser, OFFICERS[0])
    officer.goto("/exchange/")
    officer.click("details.act summary")
    officer.fill("[name=id]", "request-1")
    officer.check("input[value='terms.json']")
    officer.check("input[value='projection/base-classes.csv']")
    officer.fill("[name=purpose]", "Supervision of the issuer")
    overseas.act(browser, "details.act", *OFFICERS)
    officer.goto("/exchange/")
    with officer.expect_download() as asked:
        officer.click("a[href$='request.json']")
    reviewer = onshore.tab(browser, DESK[0])
    reviewer.goto("/desk/+exchange/")
    reviewer.click("details.act summary")
    reviewer.set_input_files("#file-accept", str(asked.value.path()))
    onshore.act(browser, "details.act:has(#file-accept)", DESK[0])
    reviewer.goto("/desk/+exchange/")
    consent = reviewer.locator("article details.act").first
    consent.locator("summary").click()
    for name, value in (("authority", "CSRC"), ("number", "2026-7"), ("date", "2026-10-28"), ("expires", "2026-12-31")):
        consent.locator(f"[name={name}]").fill(value)
    paper = FilePayload(name="consent.md", mimeType="text/markdown", buffer=b"A specimen of a consent.")
    consent.locator("[name=capture]").set_input_files(paper)
    onshore.act(browser, "article details.act", *DESK)
