"""What every request passes: the policy of what a page may load, the reader's preferences, and the limit of an upload.

    ?lang=zh|en  ?theme=auto|light|dark  ?size=normal|large     kept in cookies; the page stays the same

A page may load from its own portal alone, and no script or style stands in a page itself, so a text that slipped
through as mark-up could still do nothing.
Source: W3C Content Security Policy Level 3; OWASP ASVS 5.0, chapter 3.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tallystick.evidence.wording import Language
from tallystick.shell.web.portal import Asking, installed
from tallystick.shell.web.settings import MOST_BYTES
from tallystick.shell.web.views.errors import refused

__all__ = ["POLICY", "bounded", "preferred", "protected", "surroundings"]

_Answer = Callable[[HttpRequest], HttpResponse]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_CHOICES: Final = {
    "lang": tuple(language.value for language in Language),
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "large"),
}
_A_YEAR: Final = 31_536_000


def protected(answer: _Answer) -> _Answer:
    """Say with each answer what it may load and who may frame it."""

    def guarded(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response

    return guarded


def preferred(answer: _Answer) -> _Answer:
    """Hand over the portal and the reader's preferences, and keep those that were chosen in this request."""

    def told(request: HttpRequest) -> HttpResponse:
        asking = cast("Asking", request)
        asking.portal = installed()
        asking.language = Language(_choice(request, "lang") or _accepted(request).value)
        asking.theme = _choice(request, "theme") or "auto"
        asking.size = _choice(request, "size") or "normal"
        response = answer(request)
        for name, known in _CHOICES.items():
            if request.GET.get(name) in known:
                response.set_cookie(
                    name, request.GET[name], max_age=_A_YEAR, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE
                )
        response.headers["Vary"] = ", ".join(
            dict.fromkeys((*filter(None, response.headers.get("Vary", "").split(", ")), "Accept-Language", "Cookie"))
        )
        return response

    return told


def bounded(answer: _Answer) -> _Answer:
    """Refuse an upload by the length it announces, before any of it is read."""

    def within(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return refused(request, 400)
        return answer(request) if 0 <= length <= MOST_BYTES else refused(request, 413)

    return within


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return what every template may name."""
    asking = cast("Asking", request)
    return {
        "language": asking.language,
        "other": Language.EN if asking.language is Language.ZH else Language.ZH,
        "theme": asking.theme,
        "size": asking.size,
        "side": asking.portal.side.value,
        "path": request.path,
        "part": request.path.split("/")[1],
        "query": request.GET,
    }


def _choice(request: HttpRequest, name: str) -> str:
    given = request.GET.get(name) or request.COOKIES.get(name, "")
    return given if given in _CHOICES[name] else ""


def _accepted(request: HttpRequest) -> Language:
    """Return the first language of the browser's list that the catalogue has; Chinese where there is none."""
    for each in request.headers.get("Accept-Language", "").split(","):
        primary = each.partition(";")[0].strip().partition("-")[0].lower()
        if primary in _CHOICES["lang"]:
            return Language(primary)
    return Language.ZH
