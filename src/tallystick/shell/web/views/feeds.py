"""The register for machines: Atom and JSON feeds of what happened, and everything in one download.

Source: RFC 4287; JSON Feed 1.1; JSON Lines; RFC 4180.
"""

import json
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tallystick.evidence.wording import say
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.register.steps import Step
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.records import FilingRecord, record

__all__ = ["atom", "json_feed", "lines", "table"]

_YOUNGEST = 100
_NAMES = ("name_zh", "name_en", "filer_zh", "filer_en")
_COLUMNS = ("id", *_NAMES, "asset_class", "phase", "since", "rehearsal", "root_sha256")


@require_safe
def atom(request: Asking) -> HttpResponse:
    """Return the last hundred things that happened, as Atom."""
    items = _items(request)
    updated = items[0]["date_published"] if items else "1970-01-01T00:00:00+00:00"
    own, home = request.build_absolute_uri(), request.build_absolute_uri("/")
    written = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(own)}</id><title>{escape(_title(request))}</title><updated>{updated}</updated>",
        f"<subtitle>{escape(say('portal.disclaimer', request.language))}</subtitle>",
        f'<link rel="self" href={quoteattr(own)}/><link href={quoteattr(home)}/>',
        f"<author><name>{escape(say('portal.brand', request.language))}</name></author>",
        *(
            f"<entry><id>{escape(each['id'])}</id><title>{escape(each['title'])}</title>"
            f"<updated>{each['date_published']}</updated><link href={quoteattr(each['url'])}/>"
            f'<summary type="text">{escape(each["content_text"])}</summary></entry>'
            for each in items
        ),
        "</feed>",
    ]
    return HttpResponse("\n".join(written), content_type="application/atom+xml; charset=utf-8")


@require_safe
def json_feed(request: Asking) -> HttpResponse:
    """Return the same as JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(request),
        "description": say("portal.disclaimer", request.language),
        "home_page_url": request.build_absolute_uri("/"),
        "feed_url": request.build_absolute_uri(),
        "language": request.language.value,
        "items": _items(request),
    }
    return HttpResponse(json.dumps(feed, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


@require_safe
def lines(request: Asking) -> StreamingHttpResponse:
    """Return every filing as one JSON object a line, in both languages."""
    written = (f"{_record(request, each).model_dump_json()}\n" for each in _every(request))
    return StreamingHttpResponse(
        written,
        content_type="application/x-ndjson; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="filings.jsonl"'},
    )


@require_safe
def table(request: Asking) -> HttpResponse:
    """Return every filing as a row of a table that opens in a spreadsheet and carries no formula."""
    records = [_record(request, each) for each in _every(request)]
    content = request.portal.documents.table(
        _COLUMNS, [[str(getattr(each, column)) for column in _COLUMNS] for each in records]
    )
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="filings.csv"'},
    )


def _every(request: Asking) -> tuple[Filed, ...]:
    return request.portal.register.filings()


def _title(request: Asking) -> str:
    return f"{say('portal.register.title', request.language)} · {say(_side(request), request.language)}"


def _side(request: Asking) -> str:
    return f"portal.side.{request.portal.side.value}"


def _items(request: Asking) -> list[dict[str, Any]]:
    happened = sorted(_happened(request), key=lambda each: each[1].at, reverse=True)[:_YOUNGEST]
    return [_item(request, filed, step, number) for filed, step, number in happened]


def _happened(request: Asking) -> Iterator[tuple[Filed, Step, int]]:
    for filed in _every(request):
        yield from ((filed, step, number) for number, step in enumerate(filed.steps, 1))


def _item(request: Asking, filed: Filed, step: Step, number: int) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("filing", args=[filed.id]))
    event = say(step.event, request.language)
    specimen = say("portal.rehearsal", request.language) if filed.rehearsal else ""
    return {
        "id": f"{address}#step-{number}",
        "url": address,
        "title": " · ".join(filter(None, (filed.name.in_language(request.language.value), event, specimen))),
        "content_text": " ".join(filter(None, (filed.id, event, step.number))),
        "date_published": step.at.isoformat(),
    }


def _record(request: Asking, filed: Filed) -> FilingRecord:
    page = request.build_absolute_uri(reverse("filing", args=[filed.id]))
    return record(filed, side=request.portal.side.value, page=page)
