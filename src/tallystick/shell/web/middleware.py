"""What every request passes: the policy of what a page may load, the reader's preferences, and the limit of an upload.

    ?lang=zh|en  ?theme=auto|light|dark  ?size=normal|large     kept in cookies; the page stays the same

A page may load from its own portal alone, and no script or style stands in a page itself, so a text that slipped
through as mark-up could still do nothing.
Source: W3C Content Security Policy Level 3; OWASP ASVS 5.0, chapter 3.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import translation

from tallystick.evidence.persons import Side
from tallystick.evidence.wording import Language
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.web.people.callers import PERSON, by_tokens
from tallystick.shell.web.people.factors import shift_over
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.answers import AnswerError, problem
from tallystick.shell.web.portal import Asking, installed
from tallystick.shell.web.settings import MOST_BYTES
from tallystick.shell.web.views.errors import refused, too_large

__all__ = ["POLICY", "bounded", "entered", "preferred", "protected", "surroundings"]

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
_DJANGO: Final = {Language.ZH: "zh-hans", Language.EN: "en"}
"""In which words Django's and allauth's own forms say what is wrong; all other words are the catalogue's."""
_OWN: Final = "/account/"
_API: Final = "/api/"
_ASKED_FOR: Final = {"WWW-Authenticate": "Bearer"}


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
        asking.member, asking.scopes = None, None
        with translation.override(_DJANGO[asking.language]):
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


def entered(answer: _Answer) -> _Answer:
    """Say who asks, keep their pages out of caches, and let nobody work without a second factor."""

    def known(request: HttpRequest) -> HttpResponse:
        asking = cast("Asking", request)
        if request.path.startswith(_API) and PERSON in request.headers:
            caller = by_tokens(request, asking.portal)
            if caller is None:
                return JsonResponse(problem(AnswerError(401)).model_dump(), status=401, headers=_ASKED_FOR)
            asking.member, asking.scopes = caller.member, caller.scopes
            return answer(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            found = asking.portal.accounts.member(request.user.get_username())
            asking.member = found if found is not None and found.active and not shift_over(asking) else None
            if asking.member is None:
                logout(request)
        if asking.member is None:
            return answer(request)
        if not request.path.startswith(_OWN) and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        response = answer(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return known


def bounded(answer: _Answer) -> _Answer:
    """Refuse an upload by the length it announces, before any of it is read."""

    def within(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return refused(request, 400)
        if 0 <= length <= MOST_BYTES:
            return answer(request)
        if request.path.startswith(_API):
            error = AnswerError(413, too_large(MOST_BYTES))
            return JsonResponse(problem(error).model_dump(), status=error.status)
        return refused(request, 413)

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
        "ahead": asking.portal.ahead,
        "clock": asking.portal.now() if asking.portal.rehearsed else None,
        "member": asking.member,
        "can": _can(asking.member),
        "account": cache(asking.portal.accounts.member),
        "path": request.path,
        "part": request.path.split("/")[1],
        "posted": request.method == "POST",
        "sent": request.POST,
        "query": request.GET,
    }


def _can(member: Member | None) -> dict[str, bool]:
    """Return which parts of the menu somebody sees."""
    onshore = member is not None and member.side is Side.ONSHORE
    return {
        "deals": onshore and may(member, "deal.list"),
        "desk": onshore and may(member, "desk.see"),
        "invite": may(member, "house.invite"),
        "market": onshore and may(member, "desk.see"),
        "issues": may(member, "issue.list"),
        "duties": may(member, "duties.see"),
        "holdings": may(member, "holdings.see"),
        "exchange": may(member, "exchange.ask"),
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
