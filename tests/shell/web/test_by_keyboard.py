"""The keyboard alone, in a real browser: entered, a form filled and refused, and where one is is seen at every step."""

import pytest

from tests.shell.web.people import Cast, totp
from tests.shell.web.test_in_a_browser import CHROMIUM
from tests.shell.web.test_work import PREPARER
from tests.shell.web.test_work_in_a_browser import address, browser, cast, errors

__all__ = ["address", "browser", "cast", "errors"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `tools/setup dev` installs it as root")
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
    return [at.id, at.getAttribute("href") || "", at.textContent.trim().slice(0, 40), seen];
}"""


def to(page, wanted):
    """Go on by Tab until the element of an id, an address or a word has the focus; each on the way is seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        *told, seen = page.evaluate(FOCUSED)
        assert seen, ("where one is must be seen", told)
        if wanted in told:
            return
    pytest.fail(f"{wanted} is not reached by Tab")


@pytest.mark.long
def test_the_keyboard_alone_enters_begins_a_deal_and_is_led_to_what_was_refused(browser, address, cast: Cast, errors):
    page = browser.new_context(base_url=address, locale="en-GB").new_page()
    page.on("pageerror", lambda raised: errors.append(str(raised)))
    page.goto("/account/login/")
    to(page, "id_login")
    page.keyboard.type(PREPARER)
    to(page, "id_password")
    page.keyboard.type(cast.credentials[PREPARER].password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/authenticate/**")
    to(page, "id_code")
    page.keyboard.type(totp(cast.credentials[PREPARER].totp))
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    to(page, "/deals/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals/")
    to(page, "/deals/+begin/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/+begin/")
    assert page.evaluate("document.querySelector('#deal').getAttribute('aria-describedby')") == "deal-how"
    for name, words in (("deal", "by-keyboard"), ("zh", "\u952e\u76d8"), ("en", "By keyboard")):
        to(page, name)
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals/by-keyboard/**")
    page.goto("/deals/+begin/")
    for name, words in (("deal", "by-keyboard"), ("zh", "\u952e\u76d8"), ("en", "By keyboard")):
        to(page, name)
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_selector("main .summary")
    assert page.evaluate("document.activeElement.matches('main .summary')"), "one is led to what is wrong"
    to(page, "deal")
    assert page.input_value("#deal") == "by-keyboard", "what was typed stands there again"

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/account/")
    page.focus("details.menu summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("details.menu[open]")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("[document.querySelector('details.menu').open, document.activeElement.tagName]") == [
        False,
        "SUMMARY",
    ], "Esc closes, and the focus is back where it opened"
    assert errors == []
