"""The WSGI application: Django behind WhiteNoise, which answers for the portal's own files."""

from collections.abc import Callable, Iterable
from typing import Final
from wsgiref.headers import Headers

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from tallystick.shell.web.portal import Portal, install
from tallystick.shell.web.settings import STATIC

__all__ = ["application"]

_A_YEAR = 31_536_000
_ALONE: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What a file of the portal's own says of itself; Django's middleware does not see it."""


def application(portal: Portal) -> Callable[..., Iterable[bytes]]:
    """Return the application of one portal; Django has been set up for this process.

    Args:
        portal: what its pages work with.
    """
    install(portal)
    served: Callable[..., Iterable[bytes]] = WhiteNoise(
        get_wsgi_application(),
        root=STATIC,
        prefix="static/",
        max_age=_A_YEAR,
        allow_all_origins=False,
        add_headers_function=_told,
    )
    return served


def _told(headers: Headers, path: str, url: str) -> None:  # noqa: ARG001 - as WhiteNoise calls it
    for name, value in _ALONE.items():
        headers[name] = value
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
