"""Codes of a second factor, each taken once for as long as it is one: to enter, and for acts.

allauth forgets after one step of 30 seconds that a code was used, and takes a code one step early and one late.
Source: RFC 6238, 5.2; OWASP ASVS 5.0, 6.5.1 (a code is used once).
"""

from typing import Any, Final

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django.core.cache import cache

__all__ = ["EnteringForm", "ShownForm"]

_STEPS: Final = 2 * app_settings.TOTP_TOLERANCE + 1


class _Once(BaseAuthenticateForm):  # type: ignore[misc]  # allauth has no types
    def clean_code(self) -> Any:  # noqa: ANN401 - as allauth has it
        """Return a code that holds and was not taken before."""
        code = super().clean_code()
        name = f"code.taken?account={self.user.pk}&code={normalize_user_code(code)}"
        if not cache.add(name, "y", timeout=app_settings.TOTP_PERIOD * _STEPS):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code


class EnteringForm(_Once, AuthenticateForm):  # type: ignore[misc]
    """Takes the code with which somebody enters."""


class ShownForm(_Once, ReauthenticateForm):  # type: ignore[misc]
    """Takes a code that is shown for an act, or before factors change."""
