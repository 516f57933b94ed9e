"""The law as pages: every book with its coverage, and each in full with its rules beside it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.law.telling.heads import particulars
from tallystick.law.telling.sources import standing_sources
from tallystick.law.telling.text import inventory_words
from tallystick.law.values import Mark
from tallystick.shell.operations.law.show import law_readings
from tallystick.shell.web.portal import Asking

__all__ = ["book", "shelf"]


@require_safe
def shelf(request: Asking) -> HttpResponse:
    """Return the list of books, how much of each is quoted and stated, and what the marks mean."""
    readings = law_readings()
    return render(request, "shelf.html", {"readings": readings, "inventory": inventory_words(readings), "marks": Mark})


@require_safe
def book(request: Asking, book: str) -> HttpResponse:
    """Return one book, clause by clause, with the rules, deadlines and questions that state it."""
    reading = next((each for each in law_readings() if each.book.id == book), None)
    if reading is None:
        raise Http404
    sections = [
        {
            "section": section,
            "rules": [
                {"rule": rule, "asked": reading.questions(rule)}
                for rule in (*section.rules, *(event.rule for event in section.events))
            ],
        }
        for section in reading.sections
    ]
    sources = [standing_sources()[key] for key in reading.cited if key in standing_sources()]
    context = {"reading": reading, "sections": sections, "told": particulars(reading.book), "sources": sources}
    return render(request, "book.html", context)
