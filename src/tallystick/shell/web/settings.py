"""Django's settings for a portal: the register needs no session; whoever enters has one, in the home's own database.

The store's tables are opened home by home, by name; see `shell.store`. Accounts and sessions use the same database
under the name ``default``. Words are the catalogue's; Django and allauth only say what is wrong with their own forms.
"""

from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings

from tallystick.shell.operations.people.accounts import LEAST_PASSWORD

__all__ = ["MOST_BYTES", "MOST_TEXT", "STATIC", "STEPPED_UP", "options", "set_up"]

STATIC: Final = Path(__file__).parent / "static"
MOST_BYTES: Final = 64 << 20
"""What one upload may bring in all."""
MOST_TEXT: Final = 1 << 20
"""What a form may bring beside its files, or a call in its body."""

_HERE: Final = "tallystick.shell.web"
_CACHES: Final = "django.core.cache.backends"
_PASSED: Final = (
    "django.middleware.security.SecurityMiddleware",
    f"{_HERE}.middleware.protected",
    f"{_HERE}.middleware.preferred",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    f"{_HERE}.background.limits.limited",
    f"{_HERE}.middleware.bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    f"{_HERE}.middleware.entered",
    f"{_HERE}.place.texts.plain",
)
"""What every request passes, in this order."""
_MOST_KEPT: Final = 200
"""Of some 100 KB each."""
_MOST_COUNTED: Final = 100_000
"""Tries and codes that were used. Beyond them some are forgotten, so that it takes more than guessing other names."""
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_MOST_FILES: Final = 200
_MOST_FIELDS: Final = 6_000
"""A step of a deal with many priorities, sent as a whole by a browser without scripts."""
_A_SHIFT: Final = 9 * 60 * 60
STEPPED_UP: Final = 180
"""For how many seconds a second factor that was just shown counts for a signing act."""


def set_up(*, hosts: tuple[str, ...], secret: str, made: str = "") -> None:
    """Configure Django for this process, once; before any home is opened.

    Args:
        hosts: names under which browsers may ask; empty for this machine only.
        secret: the same in every worker of a portal, at every node and after every start.
        made: the folder where workers keep for one another what they made of packages; nothing is kept without one.
    """
    settings.configure(**options(hosts=hosts, secret=secret, made=made))
    django.setup()


def options(*, hosts: tuple[str, ...], secret: str, made: str = "") -> dict[str, Any]:
    """Return the settings; a portal that others reach is asked for over HTTPS only."""
    public = bool(hosts)
    return {
        "DEBUG": False,
        "SECRET_KEY": secret,
        "ALLOWED_HOSTS": [*(hosts or _LOOPBACK)],
        "ROOT_URLCONF": f"{_HERE}.urls",
        "INSTALLED_APPS": [
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "tallystick.shell.store",
            "tallystick.shell.store.jobs",
        ],
        "DATABASES": {"default": {}},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "MIDDLEWARE": [*_PASSED],
        "TEMPLATES": [_templates()],
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "Asia/Shanghai",
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SECURE": public,
        "CSRF_FAILURE_VIEW": f"{_HERE}.views.errors.forbidden",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 31_536_000 if public else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if public else None,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MOST_TEXT,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": _MOST_FIELDS,
        "DATA_UPLOAD_MAX_NUMBER_FILES": _MOST_FILES,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MOST_BYTES,
        **_entering(public=public),
        "CACHES": _caches(made),
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"errors": {"class": "logging.StreamHandler", "level": "ERROR"}},
            "loggers": {"django": {"handlers": ["errors"], "level": "ERROR", "propagate": False}},
        },
    }


def _caches(made: str) -> dict[str, Any]:
    """Return where it is counted how often somebody tried, and where what was made of packages is kept.

    The second lies in files, so that another worker and the next start find it.
    """
    files = {"LOCATION": made, "TIMEOUT": None, "OPTIONS": {"MAX_ENTRIES": _MOST_KEPT}}
    return {
        "default": {
            "BACKEND": f"{_CACHES}.db.DatabaseCache",
            "LOCATION": "portal_cache",
            "OPTIONS": {"MAX_ENTRIES": _MOST_COUNTED},
        },
        "made": {"BACKEND": f"{_CACHES}.filebased.FileBasedCache", **files}
        if made
        else {"BACKEND": f"{_CACHES}.dummy.DummyCache"},
    }


def _templates() -> dict[str, Any]:
    """Return where templates lie, and what each may name."""
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(Path(__file__).parent / "templates")],
        "OPTIONS": {
            "builtins": [f"{_HERE}.words", f"{_HERE}.place.forms"],
            "context_processors": [f"{_HERE}.middleware.surroundings"],
            "string_if_invalid": "",
        },
    }


def _entering(*, public: bool) -> dict[str, Any]:
    """Return what concerns accounts: sessions end, guesses are slowed, nobody learns who has an account.

    Source: OWASP ASVS 5.0, 6.2.1 (length of passwords), 6.3.1 (throttling), 7.3 (ends of sessions).
    """
    validation = "django.contrib.auth.password_validation"
    return {
        "AUTH_USER_MODEL": "store.Account",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{validation}.MinimumLengthValidator", "OPTIONS": {"min_length": LEAST_PASSWORD}},
            {"NAME": f"{validation}.CommonPasswordValidator"},
            {
                "NAME": f"{validation}.UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("person", "name_zh", "name_en")},
            },
        ],
        "LOGIN_URL": "/account/login/",
        "LOGIN_REDIRECT_URL": "/account/",
        "SESSION_COOKIE_AGE": _A_SHIFT,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": public,
        "SESSION_COOKIE_NAME": "__Host-session" if public else "session",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1 if public else 0,
        "ACCOUNT_ADAPTER": f"{_HERE}.people.adapters.AccountAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "person",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": STEPPED_UP,
        "ACCOUNT_RATE_LIMITS": {
            "login_failed": "10/m/ip,5/300s/key",
            "login": "30/m/ip",
            "reauthenticate": "10/m/user",
        },
        "MFA_ADAPTER": f"{_HERE}.people.adapters.FactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_FORMS": {
            "authenticate": f"{_HERE}.people.codes.EnteringForm",
            "reauthenticate": f"{_HERE}.people.codes.ShownForm",
        },
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not public,
    }
