"""The list of filings, and the small pages around it."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.filing.clocks import beijing_day
from tallystick.filing.states import Phase
from tallystick.shell.operations.register.register import Asked
from tallystick.shell.web.place.days import read_day
from tallystick.shell.web.portal import Asking

__all__ = ["alive", "asked_day", "day_misread", "filings", "guide", "robots"]

_A_PAGE = 50
_LONGEST = 200


@require_safe
def filings(request: Asking) -> HttpResponse:
    """Return the filings that answer the question in the address, a page at a time."""
    asked = _asked(request)
    seen = request.portal.register.seen(asked)
    found = seen.found
    last = max(1, -(-len(found) // _A_PAGE))
    number = min(_number(request.GET.get("page", "")), last)
    context = {
        "asked": asked,
        "found": found[(number - 1) * _A_PAGE : number * _A_PAGE],
        "count": len(found),
        "number": number,
        "last": last,
        "pages": range(1, last + 1),
        "more": bool(asked.phase or asked.assets or asked.day),
        "phases": [phase.value for phase in Phase if phase is not Phase.DRAFT],
        "classes": sorted({each.assets for each in seen.every}),
        "empty": not seen.every,
        "unreadable": seen.unreadable,
        "misread": day_misread(request),
    }
    return render(request, "register.html", context)


@require_safe
def guide(request: Asking) -> HttpResponse:
    """Return the page that explains the register, its marks and its keys."""
    return render(request, "guide.html", {"phases": [phase.value for phase in Phase if phase is not Phase.DRAFT]})


@require_safe
def robots(request: Asking) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """Let every reader in, machines too."""
    return HttpResponse("User-agent: *\nAllow: /\n", content_type="text/plain")


@require_safe
def alive(request: Asking) -> HttpResponse:
    """Say that the portal answers and its store can be read."""
    request.portal.register.evidence.journal.last()
    return HttpResponse("alive\n", content_type="text/plain")


def asked_day(request: Asking) -> date | None:
    """Return the day as of which a page is asked for; None where none is, or no day that has come."""
    try:
        day = read_day(request.GET.get("as_of", ""))
    except ValueError:
        return None
    return day if day <= beijing_day(request.portal.now()) else None


def day_misread(request: Asking) -> str:
    """Return the words that were given for a day that has come and are none; empty where a day was, or nothing."""
    given = request.GET.get("as_of", "").strip()[:_LONGEST]
    return given if asked_day(request) is None else ""


def _asked(request: Asking) -> Asked:
    phase = request.GET.get("phase", "")
    return Asked(
        words=request.GET.get("q", "").strip()[:_LONGEST],
        phase=Phase(phase) if phase in set(Phase) else None,
        assets=request.GET.get("class", "")[:_LONGEST],
        day=asked_day(request),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else 1
