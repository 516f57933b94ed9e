"""How often anybody may ask the API: a bucket for each address and token, filled steadily, in each process of its own.

A deployment with many processes lets as many times more; what stands in front of it may hold all of them to one.
Source: RFC 6585, section 4, and RFC 9110, section 10.2.3, for the answer.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from tallystick.shell.web.place.answers import AnswerError, problem
from tallystick.shell.web.portal import installed

__all__ = ["address_of", "limited"]

_API: Final = "/api/"


def limited(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 429 to whoever asks the API too often, and say when to ask again."""

    def bounded(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_API):
            return answer(request)
        wait = max(installed().buckets.wait(each) for each in _callers(request))
        if not wait:
            return answer(request)
        told = problem(AnswerError(429)).model_dump()
        return JsonResponse(told, status=429, headers={"Retry-After": str(int(wait) + 1)})

    return bounded


def _callers(request: HttpRequest) -> tuple[str, ...]:
    """Return whose buckets a call takes from: its address's, and its token's, from however many addresses it comes."""
    token = request.headers.get("Authorization", "")
    return (address_of(request), sha256(token.encode()).hexdigest()) if token else (address_of(request),)


def address_of(request: HttpRequest) -> str:
    """Return who asks: the last address a proxy added where one stands in front, else the peer."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
