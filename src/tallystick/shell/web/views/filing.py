"""One filing's page, and the receipts that came with it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from tallystick.shell.operations.outcome import has_errors
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.register.heads import head_of
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.views.register import asked_day, day_misread

__all__ = ["page", "proof"]


@require_safe
def page(request: Asking, filing: str) -> HttpResponse:
    """Return a filing as it stands, or as it stood on the day that the address names."""
    register, day = request.portal.register, asked_day(request)
    known = register.filing(filing)
    if known is None:
        raise Http404
    if isinstance(known, tuple):
        withheld = not has_errors(known)
        told = {"filing": filing, "findings": known, "withheld": withheld}
        return render(request, "damaged.html", told, status=404 if withheld else 500)
    shown = register.filing(filing, day=day)
    head = head_of(register.evidence, register.trusted)
    context: dict[str, object] = {"filed": shown, "known": known, "day": day, "head": head}
    context["misread"] = day_misread(request)
    if isinstance(shown, Filed):
        drawn = request.portal.documents.chart(shown.figure(), request.language).decode()
        context["drawing"] = mark_safe(drawn)  # noqa: S308 - drawn by us; every text in it is escaped where it is drawn
    return render(request, "filing.html", context)


@require_safe
def proof(request: Asking, filing: str, name: str) -> HttpResponse:
    """Return a receipt, an entry or the key of the log as it came with the filing."""
    known = request.portal.register.filing(filing)
    content = known.proofs.get(name) if isinstance(known, Filed) else None
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
