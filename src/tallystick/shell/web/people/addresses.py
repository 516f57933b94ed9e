"""Addresses of accounts: only those of allauth that are used here, and our own."""

from allauth.account import views as accounts
from allauth.mfa.base import views as factors
from django.urls import include, path

from tallystick.shell.web.people import adapters, entry
from tallystick.shell.web.people.tokens import tokens

__all__ = ["urlpatterns"]

adapters.AccountAdapter  # noqa: B018 - reading the module connects its receivers

urlpatterns = [
    path("", entry.own, name="own"),
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("reauthenticate/", entry.again, name="account_reauthenticate"),
    path("password/", accounts.password_change, name="account_change_password"),
    path("factors/", factors.index, name="mfa_index"),
    path("factors/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("factors/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("factors/totp/", include("allauth.mfa.totp.urls")),
    path("factors/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("factors/passkeys/", include("allauth.mfa.webauthn.urls")),
    path("history/", entry.history, name="history"),
    path("tokens/", tokens, name="tokens"),
    path("invite/", entry.inviting, name="invite"),
    path("invitations/<str:secret>/", entry.accepting, name="accept"),
]
