"""What is shown where there is nothing to show: what happened, where, why it matters and what to do."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["failed", "forbidden", "missing", "refused", "unreadable"]

_KNOWN: Final = frozenset({400, 403, 404, 413, 500})


def refused(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page of an error; one that has no page of its own is shown as a call that cannot be read."""
    shown = status if status in _KNOWN else 400
    return render(request, "error.html", {"status": shown, "key": f"portal.error.{shown}"}, status=status)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's own
    """400: the call cannot be read."""
    return refused(request, 400)


def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:  # noqa: ANN401, ARG001
    """403: the form came from elsewhere, or was open too long."""
    return refused(request, 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's own
    """404: there is no such page."""
    return refused(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: the fault is ours."""
    return refused(request, 500)
