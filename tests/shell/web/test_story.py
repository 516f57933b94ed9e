"""The whole road in a real browser, in Chinese and once more in English: from a folder to a receipt verified offline.

On pages, each person in a browser of their own: the preparer sends the folder, has it packaged and prepares the
submission; the approver approves it; two reviewers ask one round of questions, which the filer answers, and file; two
recorders record the specimen of a notice; a reader finds the filing overseas and has its receipt verified.
On the command line: what signs is `sign`; the edition crosses by `deliver`; `issue` prices and issues; `service` closes
the month and pays; `confirm` reconciles what the bank says.
"""

import datetime as dt
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.people.plans import PlanState
from tallystick.shell.store.default import choose
from tallystick.shell.store.journal import StoreJournal
from tallystick.shell.web import portal as pages
from tallystick.shell.web.settings import STATIC
from tests.shell.chain.stage import need_anvil
from tests.shell.cli.conftest import caller
from tests.shell.cli.test_overseas import _confirmed
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.conftest import ROLL, portal_of
from tests.shell.web.people import Cast, stage
from tests.shell.web.test_in_a_browser import CHROMIUM, QUIET
from tests.shell.web.test_verify_page import WHOLE

DEAL = "auto-leases-2026-1"
PREPARER, APPROVER = "shen-yilan", "gu-wenbo"
(FIRST, SECOND), RECORDERS = example.DESK, example.REGISTRARS
ISSUERS = ("--as", example.ISSUER, "--as", example.TRUSTEE, "--at", "2026-09-15T02:00:00Z")
PAYERS = ("--as", example.PAYING_AGENT, "--as", example.TRUSTEE, "--at", "2026-10-22T02:00:00Z")
CONFIRMING = ("--as", example.PAYING_AGENT, "--as", example.TRUSTEE, "--at", "2026-10-27T02:00:00Z")
pytestmark = [
    pytest.mark.long,
    pytest.mark.chain,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `tools/setup dev` installs it as root"),
]


class Server(ThreadingMixIn, WSGIServer):
    """A server with a thread for each request, so that a page and what it loads come side by side."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Clock:
    """The portal's clock, which the story moves."""

    def __init__(self) -> None:
        self.now = example.at("2026-09-01T02:00")

    def __call__(self) -> dt.datetime:
        """Return what it shows."""
        return self.now

    def on(self, day: str) -> None:
        """Move to the morning of a day."""
        self.now = example.at(f"{day}T02:00")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Whatever portal is installed, served in this process, so that its clock is the story's."""
    served = WhiteNoise(get_wsgi_application(), root=STATIC, prefix="static/")
    server = make_server("127.0.0.1", 0, served, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Stage:
    """A portal onshore, its people, each with a browser that stays open, and the process that signs."""

    def __init__(self, made: Cast, browser: Any, address: str, language: str) -> None:
        self.cast, self.browser, self.address, self.language, self.clock = made, browser, address, language, Clock()
        self.tabs: dict[str, Any] = {}
        fields = {name: getattr(made.portal, name) for name in type(made.portal).__dataclass_fields__}
        made.portal.register.now = self.clock
        made.portal = type(made.portal)(**{**fields, "now": self.clock})
        self.show(made.portal)

    def show(self, portal: pages.Portal) -> None:
        """Make this the portal that is served."""
        pages.install(portal)
        choose(cast("StoreJournal", portal.register.evidence.journal))

    def person(self, who: str) -> Any:
        """The browser of somebody, entered once with password and code."""
        if who not in self.tabs:
            locale = {"zh": "zh-CN", "en": "en-GB"}[self.language]
            tab = self.browser.new_context(base_url=self.address, locale=locale).new_page()
            tab.set_default_timeout(60_000)
            tab.goto("/account/login/")
            tab.fill("#id_login", who)
            tab.fill("#id_password", self.cast.credentials[who].password)
            tab.click("main button.btn-primary")
            tab.fill("#id_code", self.cast.code(who))
            tab.click("main button.btn-primary")
            tab.wait_for_url("**/account/")
            self.tabs[who] = tab
        return self.tabs[who]

    def approve(self, who: str, act: str) -> None:
        """Approve an act that waits, with a code; the signing process then takes its turn."""
        tab = self.person(who)
        tab.goto("/acts/")
        assert tab.locator(f"a[href='{act}']").count(), "it waits for them"
        tab.goto(act)
        tab.fill("form[action$='/approve/'] input[name=code]", self.cast.code(who))
        tab.click("form[action$='/approve/'] button.btn-primary")
        tab.wait_for_selector(".plan-approved, .plan-waiting")

    def sign(self) -> None:
        """Let the signing process carry out what was approved."""
        done = self.cast.sign()
        assert [each.state for each in done] == [PlanState.DONE], [each.findings for each in done]

    def decide(self, who: str, event: str, **fields: str) -> str:
        """Prepare an act on the filing, a reviewer approving it in the same step; return its address."""
        tab, form = self.person(who), f"form[action$='/{FILING}/{event}/']"
        tab.goto(f"/desk/{FILING}/")
        tab.locator(form).evaluate("each => { each.closest('details').open = true; }")
        for name, value in fields.items():
            field = tab.locator(f"{form} [name='{name}']")
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(index=int(value))
            else:
                field.fill(value)
        if tab.locator(f"{form} input[name=code]").count():
            tab.fill(f"{form} input[name=code]", self.cast.code(who))
        tab.click(f"{form} button.btn-primary")
        tab.wait_for_url("**/acts/*/")
        return str(tab.url.removeprefix(self.address))


def filed(story: Stage, folder: Path) -> None:
    """From the folder to the specimen of a notice, all on pages."""
    preparer = story.person(PREPARER)
    preparer.goto("/deals/")
    preparer.set_input_files("#files", str(folder))
    preparer.click("form.drop button")
    preparer.wait_for_url(f"**/deals/{DEAL}/")
    preparer.goto(f"/deals/{DEAL}/package/")
    preparer.click("main form[method=post] button.btn-primary")
    preparer.wait_for_selector(".plan-approved")
    story.sign()
    preparer.reload()
    preparer.click("form[action$='/submit/'] button")
    preparer.wait_for_url("**/acts/*/")
    act = preparer.url.removeprefix(story.address)
    assert preparer.locator("input[name=code]").count() == 0, "whoever prepares does not approve"
    story.approve(APPROVER, act)
    story.sign()

    story.clock.on("2026-09-03")
    words = {"zh": "请说明租赁物的保险安排。", "en": "How are the vehicles insured?"}[story.language]
    asked = {"reason": words, "text-0": words, "field-0": "1"}
    story.approve(SECOND, story.decide(FIRST, "question", **asked))
    story.sign()
    preparer.goto(f"/desk/{FILING}/")
    assert words in preparer.inner_text("main"), "the filer reads the question"
    story.clock.on("2026-09-05")
    story.approve(APPROVER, answered(story))
    story.sign()

    story.clock.on("2026-09-08")
    story.approve(SECOND, story.decide(FIRST, "file", reason="齐备 / complete"))
    story.sign()
    story.clock.on("2026-09-10")
    recorder = story.person(RECORDERS[0])
    recorder.goto(f"/desk/{FILING}/")
    form = "form[action$='/record/']"
    recorder.select_option(f"{form} [name=paper]", "notice")
    given = {"number": "S-1", "date": "2026-09-09", "authority_zh": "样本机关", "authority_en": "Specimen authority"}
    for name, value in given.items():
        recorder.fill(f"{form} [name={name}]", value)
    recorder.set_input_files(f"{form} [name=capture]", str(example.EXAMPLE / "specimen-notice.md"))
    recorder.fill(f"{form} input[name=code]", story.cast.code(RECORDERS[0]))
    recorder.click(f"{form} button.btn-primary")
    recorder.wait_for_url("**/acts/*/")
    story.approve(RECORDERS[1], recorder.url.removeprefix(story.address))
    story.sign()


def answered(story: Stage) -> str:
    """The filer answers the round; return the act that waits."""
    reply = {"zh": "见附件保险单。", "en": "As the policy says."}[story.language]
    return story.decide(PREPARER, "answer", reason=reply)


def issued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, onshore: Path, language: str) -> Path:
    """What crosses is issued, serviced for a month and confirmed overseas, by the command line; return that home."""
    call = caller(monkeypatch, onshore)
    edition, overseas, leases = tmp_path / "edition", tmp_path / "overseas", example.EXAMPLE
    assert call("deliver", FILING, "--out", edition, "--home", onshore).exit == 0
    monkeypatch.setenv("TALLYSTICK_SIDE", "overseas")
    monkeypatch.setenv("TALLYSTICK_HOME", str(overseas))
    assert call("keys", "--import-cast", example.EXAMPLES / "cast").exit == 0
    placed = ("--placement", leases / "placement", "--people", ROLL)
    month = ("--period", "2026-09", "--reported", leases)
    told = call("issue", edition, *placed, *ISSUERS, "--lang", language)
    assert told.exit == 0, told.out + told.err
    told = call("service", edition, *month, *placed, *PAYERS, "--out", tmp_path / "paid", "--lang", language)
    assert told.exit == 0, told.out + told.err
    bank = _confirmed(tmp_path / "paid" / "bank-2026-09.csv", tmp_path / "confirmed.csv")
    told = call("confirm", edition, "--file", bank, *placed, *month, *CONFIRMING, "--specimen", "--json")
    assert told.exit == 0, told.out
    assert told.json["value"]["paid"] == "9881896.03 USD"
    return overseas


def on_the_register(story: Stage, overseas: Path, receipts: list[Path]) -> None:
    """A reader without an account finds the filing overseas, and has its receipt verified from files alone."""
    portal = portal_of(overseas, Side.OVERSEAS)
    story.show(portal)
    locale = {"zh": "zh-CN", "en": "en-GB"}[story.language]
    reader = story.browser.new_context(base_url=story.address, locale=locale).new_page()
    reader.goto("/?q=hengyuan")
    reader.click(f"a[href^='/filings/{FILING}/']")
    text = reader.inner_text("main")
    assert FILING in text
    assert {"zh": "样本", "en": "pecimen"}[story.language] in text, "a specimen says that it is one"
    reader.goto("/verify/")
    reader.set_input_files("#files", [str(each) for each in receipts])
    reader.click("form.drop button")
    reader.wait_for_selector(".result", timeout=60_000)
    assert reader.locator(".obligation").count() >= len(receipts)
    assert reader.locator(".obligation-broken").count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_a_folder_to_a_receipt_verified_offline(language, browser, address, tmp_path, monkeypatch):
    need_anvil()
    story = Stage(stage(tmp_path / "onshore"), browser, address, language)
    filed(story, Path(shutil.make_archive(str(tmp_path / "auto-leases"), "zip", example.EXAMPLE)))
    overseas = issued(tmp_path, monkeypatch, story.cast.home, language)
    proofs = tmp_path / "edition" / "proofs"
    on_the_register(story, overseas, [proofs / name for name in WHOLE])
    told = caller(monkeypatch, tmp_path / "nowhere")("verify", proofs / "notice.tlog-proof", "--people", ROLL)
    assert told.exit == 0, told.out + told.err
