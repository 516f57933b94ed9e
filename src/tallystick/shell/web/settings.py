"""Django's settings for a portal: no session, no default database, nothing that the public register does not need.

The store's tables are opened home by home, by name; see `shell.store`. Nothing is translated by Django: every word is
the catalogue's.
"""

from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings

__all__ = ["MOST_BYTES", "STATIC", "options", "set_up"]

STATIC: Final = Path(__file__).parent / "static"
MOST_BYTES: Final = 64 << 20
"""What one upload may bring in all."""

_HERE: Final = "tallystick.shell.web"
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_MOST_FILES: Final = 200


def set_up(*, hosts: tuple[str, ...], secret: str) -> None:
    """Configure Django for this process, once; before any home is opened.

    Args:
        hosts: names under which browsers may ask; empty for this machine only.
        secret: the same in every worker of a portal, new with each start.
    """
    settings.configure(**options(hosts=hosts, secret=secret))
    django.setup()


def options(*, hosts: tuple[str, ...], secret: str) -> dict[str, Any]:
    """Return the settings; a portal that others reach is asked for over HTTPS only."""
    public = bool(hosts)
    return {
        "DEBUG": False,
        "SECRET_KEY": secret,
        "ALLOWED_HOSTS": [*(hosts or _LOOPBACK)],
        "ROOT_URLCONF": f"{_HERE}.urls",
        "INSTALLED_APPS": ["tallystick.shell.store"],
        "DATABASES": {"default": {}},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            f"{_HERE}.middleware.protected",
            f"{_HERE}.middleware.preferred",
            "django.middleware.http.ConditionalGetMiddleware",
            "django.middleware.common.CommonMiddleware",
            f"{_HERE}.middleware.bounded",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(Path(__file__).parent / "templates")],
                "OPTIONS": {
                    "builtins": [f"{_HERE}.words"],
                    "context_processors": [f"{_HERE}.middleware.surroundings"],
                    "string_if_invalid": "",
                },
            }
        ],
        "APPEND_SLASH": True,
        "USE_I18N": False,
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
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1 << 20,
        "DATA_UPLOAD_MAX_NUMBER_FILES": _MOST_FILES,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MOST_BYTES,
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"errors": {"class": "logging.StreamHandler", "level": "ERROR"}},
            "loggers": {"django": {"handlers": ["errors"], "level": "ERROR", "propagate": False}},
        },
    }
