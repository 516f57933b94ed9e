"""The desk's page of exchanges with overseas authorities: what was asked, what consents, what was given, receipts.

A consent is put on record here by two reviewers; the other acts are done with the verbs that the page names.
"""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.operations.people.exchanging.consenting import for_consent
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.supervision.exchange.standing import Step, exchanged
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted, shown
from tallystick.shell.web.work.plans import handed_on

__all__ = ["exchanges", "permit"]

_SHORT: Final = 200
_SAID: Final = ("consent", "authority", "number", "date", "expires")


@onshore
@require_safe
def exchanges(request: Asking) -> HttpResponse:
    """Return every exchange of the home, for the desk alone."""
    return _page(request)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def permit(request: Asking, sha256: str) -> HttpResponse:
    """Prepare the record of a consent with its capture; who prepares it approves it here, as the first of two."""
    shown(request, "desk.see", None)
    if request.method != "POST":
        return redirect("exchange")
    permitted(request, "filing.review", None)
    portal, said = request.portal, {part: request.POST.get(part, "").strip()[:_SHORT] for part in _SAID}
    kept = keep_papers(portal.register.evidence.objects, uploaded(request, "capture"), portal.scanner)
    if kept.value is None:
        return _page(request, refused=kept.findings, form=sha256)
    said["capture"] = next(iter(kept.value.values()), "")
    outcome = for_consent(portal.register.evidence, sha256, said, by=asked_by(request), at=portal.now())
    if outcome.value is None:
        return _page(request, refused=outcome.findings, form=sha256)
    return handed_on(request, portal.work.prepare(outcome.value))


def _page(request: Asking, *, refused: tuple[Finding, ...] = (), form: str = "") -> HttpResponse:
    shown(request, "desk.see", None)
    made = exchanged(request.portal.register.evidence, as_of=beijing_day(request.portal.now()))
    if form and all(form != each.asked.message.sha256 for each in made):
        raise Http404
    context = {
        "exchanges": made,
        "waiting": sum(each.step in {Step.CONSENT, Step.ANSWER} for each in made),
        "kinds": [*ConsentKind] if may(request.member, "filing.review") else (),
        "refused": refused,
        "form": form,
        "given": request.POST if form else {},
    }
    return render(request, "work/exchange.html", context, status=400 if refused else 200)
