"""What a change of the law does to every filing: an amended book or another day, asked by the desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.background.impact import ask_for_impact, checked_books, impacts_of
from tallystick.shell.operations.ports.services.jobs import State
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.place.days import read_day
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import asked_by, onshore, shown

__all__ = ["impact"]

_ALIVE = frozenset({State.WAITING, State.RUNNING})


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def impact(request: Asking) -> HttpResponse:
    """Return the questions asked last with their answers, and take in another."""
    shown(request, "desk.see", None)
    place = request.portal.workplace
    if place is None:
        raise Http404
    wrong: tuple[Finding, ...] = ()
    if request.method == "POST":
        wrong = _asked(request)
        if not wrong:
            return redirect("law-impact")
    jobs = impacts_of(place.queue)
    language = request.language.value
    told = [
        {part: str(each.get(f"{part}_{language}", "")) for part in ("what", "why", "remedy")}
        | {"severity": str(each.get("severity", ""))}
        for each in (jobs[0].result.get("findings", ()) if jobs else ())
    ]
    context = {
        "jobs": jobs,
        "last": jobs[0] if jobs else None,
        "alive": any(each.state in _ALIVE for each in jobs),
        "value": jobs[0].result.get("value") if jobs else None,
        "told": told,
        "wrong": wrong,
        "given": request.POST.get("as_of", ""),
    }
    part = request.GET.get("part") == "found"
    name = "market/impact_found.html" if part else "market/impact.html"
    return render(request, name, context, status=400 if wrong else 200)


def _asked(request: Asking) -> tuple[Finding, ...]:
    """Ask, or return why not: a book that cannot be read, or neither a book nor a day."""
    portal, place = request.portal, request.portal.workplace
    files = {name: content for name, content in uploaded(request).items() if content}
    given = request.POST.get("as_of", "")
    try:
        day = read_day(given) if given else None
    except ValueError:
        return (finding("law.impact-nothing-asked"),)
    if place is None or (not files and day is None):
        return (finding("law.impact-nothing-asked"),)
    checked = portal.apart(checked_books, files) if files else None
    if checked is not None and checked.value is None:
        return checked.findings
    kept = {name: place.shelf.put(content).sha256 for name, content in files.items()}
    acts = portal.register.evidence.journal.last()
    ask_for_impact(place.queue, kept, day, acts=acts, by=asked_by(request).id)
    return ()
