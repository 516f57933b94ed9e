"""What is shown where there is nothing to show: what happened, where, why it matters and what to do."""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.web.settings import MOST_TEXT

__all__ = ["failed", "forbidden", "missing", "refused", "too_large", "unreadable"]

_KNOWN: Final = frozenset({400, 403, 404, 413, 500})


def refused(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page of an error; one that has no page of its own is shown as a call that cannot be read."""
    shown = status if status in _KNOWN else 400
    return render(request, "error.html", {"status": shown, "key": f"portal.error.{shown}"}, status=status)


def too_large(limit: int = MOST_TEXT) -> Finding:
    """Return that more was sent than is read, and how much is, in bytes."""
    return finding("files.body-too-large", limit=limit)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the call cannot be read, or brings more than is read."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "error.html", {"status": 400, "found": too_large()}, status=400)
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
