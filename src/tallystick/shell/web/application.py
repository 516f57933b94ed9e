"""The WSGI application: Django behind WhiteNoise, which answers for the portal's own files."""

from collections.abc import Callable, Iterable

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from tallystick.shell.web.portal import Portal, install
from tallystick.shell.web.settings import STATIC

__all__ = ["application"]

_A_YEAR = 31_536_000


def application(portal: Portal) -> Callable[..., Iterable[bytes]]:
    """Return the application of one portal; Django has been set up for this process.

    Args:
        portal: what its pages work with.
    """
    install(portal)
    served: Callable[..., Iterable[bytes]] = WhiteNoise(
        get_wsgi_application(), root=STATIC, prefix="static/", max_age=_A_YEAR
    )
    return served
