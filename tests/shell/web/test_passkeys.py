"""Passkeys overseas, in a real browser: added, entered with, and shown for an act as they are onshore."""

import pytest
from django.test import override_settings

from tests.shell.operations.example import PAYING_AGENT
from tests.shell.web.issued import stage
from tests.shell.web.test_in_a_browser import CHROMIUM
from tests.shell.web.test_work_in_a_browser import browser, shown, walked, with_passkeys

__all__ = ["browser"]
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; `tools/setup dev` installs it as root"),
    pytest.mark.long,
]


def test_overseas_a_passkey_is_added_enters_and_approves_an_act_and_nothing_else_does(browser, tmp_path):
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):  # as `serve` hashes
        cast = stage(tmp_path / "home")
    (cast.home / "portal.key").write_text("only tests run with this one", encoding="utf-8")
    with shown(cast.home) as where, with_passkeys(browser, where) as page:
        walked(page, cast, PAYING_AGENT)
