"""Four people at work in a real browser: the preparer sends and packages, the approver signs, two reviewers file.

The pages hold no key: after each approval the signing process does its turn, here in the test's own process.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.test import override_settings

from tallystick.evidence.persons import Name
from tallystick.shell.operations.people.drafting import begin
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind, PlanState
from tests.shell.operations import example
from tests.shell.operations.example import FILING
from tests.shell.web.people import Cast, stage, totp
from tests.shell.web.test_in_a_browser import CHROMIUM, QUIET, _wait_for
from tests.shell.web.test_work import APPROVER, DEAL, FIRST, PREPARER, SECOND, zipped

RECORDER = "meng-anran"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
BROKEN = """[...document.querySelectorAll("main :is(td, th):not(:has(code, a, table))")].flatMap((cell) => {
    const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
    for (let text = words.nextNode(); text; text = words.nextNode()) {
        for (const word of text.data.matchAll(/[A-Za-z0-9.,]{2,14}/g)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((each) => Math.round(each.top))).size > 1) broken.push(word[0]);
        }
    }
    return broken;
})"""
"""The words and figures in cells of tables that go on in the next line."""
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `tools/setup dev` installs it as root")


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):  # as `serve` hashes
        people = (PREPARER, APPROVER, FIRST, SECOND, RECORDER)
        made = stage(tmp_path_factory.mktemp("at-work") / "home", *people)
    (made.home / "portal.key").write_text("only tests run with this one", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def address(cast: Cast) -> Iterator[str]:
    """The portal as `tallystick serve` shows it."""
    with shown(cast.home) as where:
        yield where


@contextmanager
def shown(home: Path) -> Iterator[str]:
    """A home as `tallystick serve` shows it, for the length of a ``with`` block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = ["serve", "--home", str(home), "--port", str(port), "--lang", "en"]
    serving = subprocess.Popen([sys.executable, "-m", "tallystick", *asked], stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/alive", serving)
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver runs a loop of its own in this thread
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def errors() -> list[str]:
    return []


@pytest.fixture
def enter(browser, address, cast, errors):
    """Open a browser of one's own and enter with password and code."""
    from playwright.sync_api import TimeoutError as Waited

    def entered(person, *, width=1440, locale="en-GB", code=""):
        context = browser.new_context(base_url=address, locale=locale, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda raised: errors.append(str(raised)))
        page.goto("/account/login/")
        page.fill("#id_login", person)
        page.fill("#id_password", cast.credentials[person].password)
        page.click("main button.btn-primary")
        for step in (-1, 0, 1):  # a code works once, and a busy machine may reach the form in the next half minute
            page.fill("#id_code", code or totp(cast.credentials[person].totp, step=step))
            page.click("main button.btn-primary")
            with suppress(Waited):
                page.wait_for_url("**/account/", wait_until="commit", timeout=15_000)
                break
        page.wait_for_url("**/account/", wait_until="commit", timeout=1_000)
        return page

    return entered


def looked_at(page, width):
    """No serious finding of axe, nothing wider than the screen, and no word or figure of a table in two pieces."""
    from axe_playwright_python.sync_playwright import Axe

    found = [each for each in Axe().run(page).response["violations"] if each["impact"] in {"serious", "critical"}]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(BROKEN) == [], page.url


def approve(page, cast, person, step=0):
    page.fill("input[name=code]:visible", totp(cast.credentials[person].totp, step=step))
    page.click("main .card button.btn-primary:visible")


@pytest.mark.long
def test_four_people_take_a_deal_from_its_folder_to_the_register(enter, cast, errors, tmp_path):
    folder = tmp_path / "auto-leases.zip"
    folder.write_bytes(zipped(example.soon_repaid()).getvalue())
    preparer = enter(PREPARER)
    preparer.goto("/deals/")
    preparer.set_input_files("#files", str(folder))
    preparer.click("form.drop button")
    preparer.wait_for_url(f"**/deals/{DEAL}/")
    looked_at(preparer, 1440)
    preparer.goto(f"/deals/{DEAL}/package/?lang=en")
    preparer.get_by_role("button", name="Package revision 1").click()
    preparer.wait_for_selector(".plan-approved")
    assert [each.state for each in cast.sign()] == [PlanState.DONE]
    preparer.get_by_role("button", name="Prepare the submission").click()
    preparer.wait_for_url("**/acts/*/")
    assert preparer.locator("input[name=code]").count() == 0, "whoever prepares does not approve"

    approver = enter(APPROVER, width=390, locale="zh-CN")
    approver.goto("/acts/")
    approver.locator("#mine ~ table a").click()
    looked_at(approver, 390)
    approve(approver, cast, APPROVER)
    approver.wait_for_selector(".plan-approved")
    assert [each.state for each in cast.sign()] == [PlanState.DONE]
    approver.wait_for_selector(".plan-done")  # by itself, as the package before

    first = enter(FIRST)
    for path in ("payers/", "rounds/", "others/", ""):
        first.goto(f"/desk/{FILING}/{path}")
        looked_at(first, 1440)
    first.locator("details.act summary", has_text="file").first.click()
    first.fill("#reason-file", "In order.")
    approve(first, cast, FIRST)
    first.wait_for_selector(".plan-waiting")
    second = enter(SECOND, width=390)
    for path in (f"/desk/{FILING}/own/", f"/desk/{FILING}/versions/", "/desk/+duties/", "/acts/"):
        second.goto(path)
        looked_at(second, 390)
    second.locator("#mine ~ table a").click()
    looked_at(second, 390)
    second.select_option("#event", "file")
    second.fill("#reason", "Nothing is missing.")
    second.locator("main button.btn-primary").click()
    second.wait_for_selector("#both")
    looked_at(second, 390)
    approve(second, cast, SECOND)
    second.wait_for_selector(".plan-approved")
    assert [each.state for each in cast.sign()] == [PlanState.DONE]
    preparer.goto(f"/deals/{DEAL}/?theme=dark")
    looked_at(preparer, 1440)
    second.goto(f"/desk/{FILING}/")
    assert "filed" in second.locator(".title .state").inner_text()
    looked_at(second, 390)
    assert errors == []


def test_two_people_edit_one_deal_and_see_each_other(enter, cast, errors):
    from playwright.sync_api import expect

    day, page = "[name='v:as_of']", "/deals/second-deal/edit/basics/?lang=en"
    by, objects = cast.portal.accounts.member(PREPARER), cast.portal.register.evidence.objects
    name = Name(zh="第二", en="Second")
    begin(cast.portal.work, objects, "second-deal", name, as_of="2026-10-31", by=by, at=example.CLOSING)
    mine, theirs = enter(PREPARER, code=cast.code(PREPARER)), enter(APPROVER, width=390, code=cast.code(APPROVER))
    mine.clock.install()
    for each, width in ((mine, 1440), (theirs, 390)):
        each.goto(page)
        looked_at(each, width)
    theirs.evaluate("document.body.dataset.same = 'yes'")
    theirs.fill(day, "2026-11-30")
    mine.fill(day, "31 October")
    mine.press(day, "Tab")
    mine.wait_for_selector("#edit-word:has-text('Saved')")
    assert "is not a date" in mine.locator("[id='d-as_of'] .found-error").inner_text()
    theirs.press(day, "Tab")
    theirs.wait_for_selector(".wrong:has-text('has changed this to')")
    assert theirs.locator(day).input_value() == "31 October", "what holds now stands in the field"
    theirs.fill(day, "2026-11-30")
    theirs.press(day, "Tab")
    theirs.wait_for_selector("#edit-word:has-text('Saved')")
    assert theirs.locator("body").get_attribute("data-same") == "yes", "the page stayed; only the field was told"
    mine.clock.fast_forward(9_000)
    expect(mine.locator(day)).to_have_value("2026-11-30")  # what the other wrote appears at the next turn
    assert [each for each in errors if "409" not in each] == []


def test_another_language_keeps_the_page_and_what_was_typed_also_after_a_refusal(enter, cast, errors):
    page = enter(PREPARER, code=cast.code(PREPARER))
    page.goto("/deals/+begin/?lang=en")
    page.fill("[name=zh]", "草稿")
    page.click(".choices a >> nth=0")
    page.wait_for_selector("html[lang=zh-Hans]")
    assert page.locator("[name=zh]").input_value() == "草稿"
    page.click(".choices a >> nth=2")
    page.wait_for_selector("html[data-size=large]")
    assert page.locator("[name=zh]").input_value() == "草稿"
    for name, text in (("deal", "Two Words"), ("en", "A draft"), ("as_of", "2026-10-31")):
        page.fill(f"[name={name}]", text)
    page.evaluate("document.querySelectorAll('main form').forEach((form) => { form.noValidate = true; })")
    page.click("main form button.btn-primary")
    page.wait_for_selector(".findings")
    page.click(".choices a >> nth=0")
    page.wait_for_selector("html[lang=en]")
    typed = {name: page.locator(f"[name={name}]").input_value() for name in ("deal", "zh", "en", "as_of")}
    assert typed == {"deal": "Two Words", "zh": "草稿", "en": "A draft", "as_of": "2026-10-31"}
    assert page.evaluate("sessionStorage.length") == 0, "and nothing of it stays behind"
    page.goto("/account/password/?lang=en")
    page.fill("[name=oldpassword]", "a secret")
    page.evaluate("document.querySelector('.choices').addEventListener('click', (event) => event.preventDefault())")
    page.click(".choices a >> nth=0")
    assert "secret" not in page.evaluate("sessionStorage.getItem('draft')")
    assert [each for each in errors if "400" not in each] == []


def test_the_small_pages_are_accessible_in_chinese_on_a_phone_in_the_dark(enter, cast, errors):
    page = enter(RECORDER, width=390, locale="zh-CN")
    for path in (
        "/account/",
        "/desk/",
        "/acts/",
        "/account/history/",
        "/account/factors/",
        "/account/tokens/",
        "/account/password/",
    ):
        page.goto(f"{path}?lang=zh&theme=dark")
        looked_at(page, 390)
    assert errors == []


def test_a_large_file_goes_on_after_a_dropped_connection_and_after_a_reload(enter, cast, errors, tmp_path):
    from playwright.sync_api import expect

    objects, member = cast.portal.register.evidence.objects, cast.portal.accounts.member(PREPARER)
    name = Name(zh="大文件", en="A large file")
    work, day = cast.portal.work, "2026-10-31"
    begin(work, objects, "large-file", name, as_of=day, by=member, at=example.CLOSING)
    tape = tmp_path / "tape.csv"
    tape.write_bytes(b"a,b\n" + b"1,2\n" * 2_400_000)
    page = enter(PREPARER)
    sent: list[int] = []

    def flaky(route):
        """Let one piece through, drop the next, and answer the one after with a failure."""
        if route.request.method != "PATCH":
            return route.continue_()
        sent.append(int(route.request.url.rpartition("=")[2]))
        if len(sent) == 2:
            return route.abort("connectionreset")
        return route.fulfill(status=502, body="") if len(sent) >= 3 else route.continue_()

    page.route("**/api/v1/uploads/**", flaky)
    page.goto("/deals/large-file/edit/papers/")
    page.set_input_files("#files", str(tape))
    page.select_option("#kind", "other")
    page.click("#add-files button")
    status = page.locator("#add-files [role=status]")
    expect(status).to_contain_text("dropped")
    while len(sent) < 3:
        page.wait_for_timeout(100)
    assert sent[:3] == [0, 4 << 20, 4 << 20], "what came is not sent again"
    page.unroute("**/api/v1/uploads/**")
    page.reload()
    expect(status).to_contain_text("tape.csv 43 %")
    again: list[str] = []
    page.on("request", lambda asked: again.append(asked.url) if asked.method == "PATCH" else None)
    page.set_input_files("#files", str(tape))
    page.select_option("#kind", "other")
    page.click("#add-files button")
    expect(page.locator("#files-head ~ ul")).to_contain_text("tape.csv")
    kept = cast.portal.work.draft("large-file")
    assert objects.get(kept.files["tape.csv"]) == tape.read_bytes()
    assert [int(each.rpartition("=")[2]) for each in again] == [4 << 20, 8 << 20], "from where it broke off"
    errors.clear()  # the browser logs what we broke


def test_an_address_of_digits_has_no_passkey_and_says_why(enter, cast):
    page = enter(RECORDER)
    page.goto("/account/factors/passkeys/add/")
    page.fill("#id_code", totp(cast.credentials[RECORDER].totp, step=1))
    page.click("main button.btn-primary")
    page.click("form[data-passkey=create] button")
    page.wait_for_selector("form[data-passkey=create] .wrong:visible")
    assert "by its name" in page.locator("form[data-passkey=create] .wrong:visible").inner_text()


@contextmanager
def with_passkeys(browser, where: str):
    """A page whose browser has an authenticator that says yes; on localhost, since no passkey is bound to digits."""
    context = browser.new_context(base_url=where.replace("127.0.0.1", "localhost"), locale="en-GB")
    made = context.new_page()
    made.session = context.new_cdp_session(made)
    made.session.send("WebAuthn.enable")
    made.key = made.session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    yield made
    context.close()


def password(page, cast, person):
    page.goto("/account/login/")
    page.fill("#id_login", person)
    page.fill("#id_password", cast.credentials[person].password)
    page.click("main button.btn-primary")
    page.wait_for_url("**/authenticate/**")


def keys_of(page):
    return page.session.send("WebAuthn.getCredentials", {"authenticatorId": page.key})["credentials"]


def walked(page, cast, person):
    """A passkey is added, enters and approves an act, and nothing else does."""
    password(page, cast, person)
    page.fill("#id_code", cast.code(person))
    page.click("main button.btn-primary")
    page.wait_for_url("**/account/")

    page.goto("/account/factors/passkeys/add/")
    page.fill("#id_code", cast.code(person))  # a new factor takes one that is there, shown now
    page.click("main button.btn-primary")
    page.click("form[data-passkey=create] button")
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    (key,) = keys_of(page)
    assert key["rpId"] == "localhost"

    page.goto("/account/logout/")
    page.click("main button.btn-primary")
    password(page, cast, person)
    page.click("form[data-passkey=get] button")
    page.wait_for_url("**/account/")
    assert keys_of(page)[0]["signCount"] > key["signCount"], "the authenticator signed"

    plan = Plan(
        kind=PlanKind.ANSWER,
        subject="some-deal",
        said={},
        prepared_by="x",
        at=example.CLOSING,
        people=(person,),
        persons=1,
    )
    cast.portal.work.prepare(plan)
    page.goto(f"/acts/{plan.id}/")
    page.click("main .card button.btn-primary")
    assert page.locator(".plan-waiting").count() == 1, "entering with a passkey is no approval of an act"
    page.goto(f"/acts/{plan.id}/")
    page.click(".card a[href*=passkeys]")
    page.click("form[data-passkey=get] button")
    page.wait_for_url(f"**/acts/{plan.id}/")
    page.click("main .card button.btn-primary")
    page.wait_for_selector(".plan-approved")
    kept = cast.portal.work.plan(plan.id)
    cast.portal.work.close(plan.id, PlanState.WITHDRAWN, expected=PlanState.APPROVED)
    assert [(each.person, each.factor) for each in kept.approvals] == [(person, "webauthn")]
    assert kept.state is PlanState.APPROVED

    page.goto("/account/logout/")
    page.click("main button.btn-primary")
    password(page, cast, person)
    page.session.send("WebAuthn.clearCredentials", {"authenticatorId": page.key})
    page.click("form[data-passkey=get] button")
    page.wait_for_selector("form[data-passkey=get] .wrong:visible")
    page.goto("/account/")
    assert page.url.endswith("/authenticate/"), "nobody entered with a password and no key"


def test_a_passkey_is_added_enters_and_approves_an_act_and_nothing_else_does(browser, address, cast):
    with with_passkeys(browser, address) as page:
        walked(page, cast, RECORDER)
