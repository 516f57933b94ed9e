"""Verification: files are dropped, or a token's address is given, and numbered lines come back.

The same can be done offline, without this portal. A file for which no check is made is held against every file that a
filing lists.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.ports.compute import ConfinedError
from tallystick.shell.operations.register.checked import known_files
from tallystick.shell.operations.register.dropped import check_dropped
from tallystick.shell.operations.register.filed import Filed, tally_figure
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.portal import Asking

__all__ = ["offline", "page"]

_LONGEST = 64


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asking) -> HttpResponse:
    """Return the form, and below it what became of the files that were dropped, or of the token that was named."""
    if request.method != "POST":
        address = request.GET.get("token", "").strip()[:_LONGEST]
        return _token(request, address) if address else render(request, "verify.html")
    files, portal, register = uploaded(request), request.portal, request.portal.register
    if not files:
        return render(request, "verify.html", {"nothing": True}, status=400)
    try:
        checked = portal.confined(check_dropped, files, register.trusted, register.evidence.log.key, portal.unzip)
    except ConfinedError as error:
        return render(request, "verify.html", {"findings": (error.finding,)}, status=400)
    context: dict[str, object] = {"names": sorted(files)}
    listed = [(name, each) for name in sorted(files) for each in known_files(register.filings(), files[name])]
    if checked.kind is None and listed:
        return render(request, "verify.html", {**context, "listed": listed})
    return render(request, "verify.html", {**context, "checked": checked, "findings": checked.findings})


def _token(request: Asking, address: str) -> HttpResponse:
    desk = request.portal.tokens
    filing = desk.filing(address) if desk is not None else ""
    context: dict[str, object] = {"token": address, "token_filing": filing}
    if desk is None or not filing:
        return render(request, "verify.html", context, status=404)
    told = desk.verify(address, filing, at=request.portal.now())
    if isinstance(told, Finding):
        return render(request, "verify.html", {**context, "findings": (told,)}, status=503)
    known = request.portal.register.filing(filing)
    if told.value is not None and isinstance(known, Filed):
        figure = tally_figure(told.value, known.roots[0])
        drawn = request.portal.documents.chart(figure, request.language).decode()
        context["drawing"] = mark_safe(drawn)  # noqa: S308 - drawn by us; every text in it is escaped where it is drawn
    return render(request, "verify.html", {**context, "tally": told.value, "findings": told.findings})


@require_safe
def offline(request: Asking) -> HttpResponse:
    """Return the page that checks the same on the reader's own disk, to be saved and opened there."""
    told = {"Content-Disposition": 'attachment; filename="tallystick-verifier.html"'}
    return HttpResponse(request.portal.documents.verifier(), content_type="text/html; charset=utf-8", headers=told)
