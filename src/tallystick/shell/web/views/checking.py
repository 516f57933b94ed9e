"""Verification: files are dropped, and numbered lines come back; the same can be done offline, without this portal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.shell.operations.ports.compute import ConfinedError
from tallystick.shell.operations.register.dropped import check_dropped
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.portal import Asking

__all__ = ["offline", "page"]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asking) -> HttpResponse:
    """Return the form, and below it what became of the files that were dropped."""
    if request.method != "POST":
        return render(request, "verify.html")
    files, portal, register = uploaded(request), request.portal, request.portal.register
    if not files:
        return render(request, "verify.html", {"nothing": True}, status=400)
    try:
        checked = portal.confined(check_dropped, files, register.trusted, register.evidence.log.key, portal.unzip)
    except ConfinedError as error:
        return render(request, "verify.html", {"findings": (error.finding,)}, status=400)
    return render(request, "verify.html", {"checked": checked, "names": sorted(files), "findings": checked.findings})


@require_safe
def offline(request: Asking) -> HttpResponse:
    """Return the page that checks the same on the reader's own disk, to be saved and opened there."""
    told = {"Content-Disposition": 'attachment; filename="tallystick-verifier.html"'}
    return HttpResponse(request.portal.documents.verifier(), content_type="text/html; charset=utf-8", headers=told)
