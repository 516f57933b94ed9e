"""The log as people see it, and as machines read it: checkpoint, tiles, entries, receipts.

Source: C2SP tlog-tiles, "HTTP" (paths and caching).
"""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.register.heads import entries, head_of, leaf_at, receipt_at, tile_at
from tallystick.shell.web.portal import Asking

__all__ = ["checkpoint", "entry", "key", "page", "receipt", "tile"]

_MOST: Final = 50
_BEYOND: Final = 1 << 62
_FOREVER: Final = "public, max-age=31536000, immutable"


@require_safe
def page(request: Asking) -> HttpResponse:
    """Return the head of the log, who cosigned it, and its youngest entries."""
    register = request.portal.register
    head = head_of(register.evidence, register.trusted)
    if isinstance(head, Finding):
        return render(request, "damaged.html", {"filing": "", "findings": (head,)}, status=500)
    before = request.GET.get("before", "")
    top = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else _BEYOND
    shown = entries(register.evidence, before=top, most=_MOST) if head is not None else ()
    older = shown[-1].index if shown and shown[-1].index else None
    return render(request, "log.html", {"head": head, "entries": shown, "older": older, "first": top == _BEYOND})


@require_safe
def checkpoint(request: Asking) -> HttpResponse:
    """Return the last signed head."""
    content = request.portal.register.evidence.log.checkpoint()
    if not content:
        raise Http404
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
def key(request: Asking) -> HttpResponse:
    """Return the key under which readers check this log."""
    return HttpResponse(f"{request.portal.register.evidence.log.key}\n", content_type="text/plain; charset=utf-8")


@require_safe
def receipt(request: Asking, index: int) -> HttpResponse:
    """Return the receipt of one entry, under the newest head that readers of this register can rely on."""
    register = request.portal.register
    return _file(receipt_at(register.evidence, index, register.trusted), f"{index}.tlog-proof")


@require_safe
def entry(request: Asking, index: int) -> HttpResponse:
    """Return one entry as it was logged."""
    return _file(leaf_at(request.portal.register.evidence, index), f"{index}.entry")


@require_safe
def tile(request: Asking, tile: str) -> HttpResponse:
    """Return one file of the log; what it holds never changes."""
    content = tile_at(request.portal.register.tiles, tile)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/octet-stream", headers={"Cache-Control": _FOREVER})


def _file(content: bytes | None, name: str) -> HttpResponse:
    if content is None:
        raise Http404
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=told)
