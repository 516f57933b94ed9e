"""What people and programs write, by page or API: controls and marks of direction are refused here for all of it.

A new line and a tab are text. Any other control would cut a text short, forge a line of a log, or make a feed or a
document that no reader opens; a mark of direction would show other words than were written. Words that are searched
for are not kept, and may hold anything: they stand nowhere.
Source: Unicode 17.0, 23.1 (control codes); UAX 9 (marks of direction); XML 1.0, 2.2; OWASP ASVS 5.0, 2.2.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.web.place.answers import AnswerError, problem

__all__ = ["plain"]

_API: Final = "/api/"
_BESIDE: Final = re.compile(r"/deals/[^/]+/edit/")
"""Where a deal is edited: a mark of direction is refused there beside its field, as it is typed."""
_DEEPEST: Final = 40
_MARK: Final = re.compile(rb'(?s)"(?:[^"\\]|\\.)*+"?|[\[{\]}]')
"""A text of JSON, or a bracket outside of any; one that does not end is a text too, or every quote would be tried."""
_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_CONTROL: Final = re.compile(f"[{_CONTROLS}]")
_NO_TEXT: Final = re.compile(f"[{_CONTROLS}\u202a-\u202e\u2066-\u2069]")


def plain(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a form or a call in which a control character stands, and say in which field."""

    def refused(request: HttpRequest) -> HttpResponse:
        if _too_deep(request):
            return JsonResponse(problem(AnswerError(400, where=("body",))).model_dump(), status=400)
        unfit = _CONTROL if _BESIDE.match(request.path) else _NO_TEXT
        wrong = next((found for each in _texts(request) if (found := _controlled(*each, unfit))), None)
        if wrong is None:
            return answer(request)
        if request.path.startswith(_API):
            error = AnswerError(400, wrong, where=(str(wrong.argument("field")),))
            return JsonResponse(problem(error).model_dump(), status=error.status)
        return render(request, "error.html", {"status": 400, "found": wrong}, status=400)

    return refused


def _texts(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield what is written in a request by the names of its fields; those of JSON as its keys lead to them."""
    yield from ((name, each) for name, every in request.POST.lists() for each in (*every, name))
    if request.content_type == "application/json":
        try:
            yield from _said("", json.loads(request.body))
        except (ValueError, RequestDataTooBig):
            return  # the API says so itself


def _too_deep(request: HttpRequest) -> bool:
    """Tell whether JSON goes deeper than any call does; reading it could end the process instead of raising."""
    if request.content_type != "application/json":
        return False
    depth = 0
    try:
        for mark in _MARK.finditer(request.body):
            depth += (mark[0] in b"[{") - (mark[0] in b"]}")
            if depth > _DEEPEST:
                return True
    except RequestDataTooBig:
        pass  # likewise
    return False


def _said(way: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield way, value
    elif isinstance(value, list):
        for each in value:
            yield from _said(way, each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield way, key
            yield from _said(f"{way}.{key}".lstrip("."), each)


def _controlled(name: str, text: str, refused: re.Pattern[str]) -> Finding | None:
    found = refused.search(text)
    if found is None:
        return None
    field = _NO_TEXT.sub("?", name)[:80] or "body"
    return finding("evidence.text-control", field=field, at=found.start() + 1, character=f"U+{ord(found[0]):04X}")
