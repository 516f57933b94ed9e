"""The second factor that a signing act asks for anew: a code in the very form or call, or a passkey shown just now.

Either is spent on one act, and guesses of a code are slowed for each account, by page and API alike. A shift counts
from the entry: what a session writes later, such as a passkey that is spent, makes it no longer.
Source: OWASP ASVS 5.0, 6.5 and 7.5 (a factor shown again for sensitive operations), 7.3 (a session's longest time).
"""

import time
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.auth import get_user_model

from tallystick.shell.web.people.codes import ShownForm
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.settings import STEPPED_UP

__all__ = ["code_shown", "shift_over", "stepped_up"]

_RECORDS: Final = "account_authentication_methods"
_PASSKEY: Final = "webauthn"
_SPENT: Final = "factor_spent_at"


def shift_over(request: Asking) -> bool:
    """Tell whether the longest time of a session has passed since its person entered."""
    records = cast("list[dict[str, Any]]", request.session.get(_RECORDS, []))
    return not records or time.time() - records[0]["at"] >= settings.SESSION_COOKIE_AGE


def stepped_up(request: Asking) -> str:
    """Return the second factor that was shown for this very act; empty where none was.

    A code stands in the form itself; a passkey was shown within the last three minutes, and for no act before this.
    """
    code = request.POST.get("code", "").strip()
    if code:
        form: Any = ShownForm(data={"code": code}, user=request.user)
        if not form.is_valid():
            return ""
        form.save()
        return str(form.authenticator.type)
    records = cast("list[dict[str, Any]]", request.session.get(_RECORDS, []))
    last = records[-1] if records else {}
    by_passkey = last.get("type") == _PASSKEY and last.get("reauthenticated")
    if not by_passkey or time.time() - last["at"] >= STEPPED_UP or request.session.get(_SPENT) == last["at"]:
        return ""
    request.session[_SPENT] = last["at"]
    return _PASSKEY


def code_shown(person: str, code: str) -> str:
    """Return the second factor whose code a call without a session carries; empty where it is none."""
    accounts: Any = get_user_model()
    user = accounts.objects.filter(person=person).first()
    form: Any = ShownForm(data={"code": code}, user=user)
    if user is None or not form.is_valid():
        return ""
    form.authenticator.record_usage()
    return str(form.authenticator.type)
