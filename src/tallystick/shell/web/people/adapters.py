"""How allauth keeps accounts here: no sign-up, no mail, names of the person, secrets sealed, and a line for each event.

    entered, refused, left, password changed, second factor added, removed, used, refused  ->  the person's history

Source: OWASP ASVS 5.0, 6.3 (enumeration, throttling), 6.5 (second factors), 16.3 (security events).
"""

from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Any, cast

from allauth.account import signals as of_accounts
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa import signals as of_factors
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from tallystick.evidence.wording import say
from tallystick.shell.operations.ports.people.accounts import Happening
from tallystick.shell.web.background.limits import address_of
from tallystick.shell.web.portal import Asking, installed

__all__ = ["AccountAdapter", "FactorAdapter", "tell"]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by invitation or enrolment; nothing is mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as allauth calls it
        """Nobody signs up."""
        return False

    def send_mail(self, *args: object, **kwargs: object) -> None:
        """Mail nothing."""

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Mail nothing; the history tells."""

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask again before factors change; not for the first factor, which one sets up when one first enters."""
        user = self.request.user
        return bool(is_mfa_enabled(user)) and bool(super().is_reauthentication_required(app=app, **kwargs))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # likewise
    """Second factors, their secrets sealed with the portal's own key."""

    def get_totp_issuer(self) -> str:
        """Return the name under which an authenticator lists the account."""
        return f"Tallystick {installed().side.value}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the host as the party a passkey is bound to."""
        host = self.request.get_host().partition(":")[0]
        return {"id": host, "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:  # noqa: ANN401 - as allauth calls it
        """Return whose passkey it is."""
        return {"id": str(user.pk).encode(), "display_name": user.name_zh, "name": user.person}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ANN401, ARG002 - likewise
        """Return the name a new factor has until its owner gives it one."""
        return say("portal.factor.new", cast("Asking", self.request).language)

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return _sealing(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return _sealing(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


@cache
def _sealing(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"second factors\0" + secret.encode()).digest()))


def tell(request: HttpRequest | None, person: str, what: str, subject: str = "") -> None:
    """Add a line to somebody's history, with the address it came from."""
    address = address_of(request) if request is not None else ""
    at = installed().now()
    installed().accounts.tell(Happening(person=person, what=what, at=at, subject=subject, address=address))


@receiver(of_accounts.user_logged_in, dispatch_uid="tallystick.entered")
def _entered(request: HttpRequest, user: Any, **_: object) -> None:  # noqa: ANN401 - Django's
    tell(request, user.person, "portal.happened.entered")


@receiver(user_logged_out, dispatch_uid="tallystick.left")
def _left(request: HttpRequest, user: Any, **_: object) -> None:  # noqa: ANN401
    if user is not None:
        tell(request, user.person, "portal.happened.left")


@receiver(user_login_failed, dispatch_uid="tallystick.refused")
def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: object) -> None:
    """Tell it to whoever was named; of a name that is nobody's to nobody, so that no time tells which names are."""
    person = str(credentials.get("username", ""))
    known = installed().accounts.member(person) is not None
    tell(request, person if known else "", "portal.happened.refused")


@receiver(of_accounts.password_changed, dispatch_uid="tallystick.password")
def _password(request: HttpRequest, user: Any, **_: object) -> None:  # noqa: ANN401
    tell(request, user.person, "portal.happened.password")


@receiver(of_factors.authenticator_added, dispatch_uid="tallystick.factor-added")
def _added(request: HttpRequest, user: Any, authenticator: Any, **_: object) -> None:  # noqa: ANN401
    tell(request, user.person, "portal.happened.factor-added", str(authenticator.type))


@receiver(of_factors.authenticator_removed, dispatch_uid="tallystick.factor-removed")
def _removed(request: HttpRequest, user: Any, authenticator: Any, **_: object) -> None:  # noqa: ANN401
    tell(request, user.person, "portal.happened.factor-removed", str(authenticator.type))


@receiver(of_factors.authentication_failed, dispatch_uid="tallystick.factor-refused")
def _factor_refused(request: HttpRequest, user: Any, **_: object) -> None:  # noqa: ANN401
    tell(request, user.person, "portal.happened.factor-refused")
