"""The page of agreements, on either side: which this authority adopted, with whose officers, and the next to adopt."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Person
from tallystick.shell.operations.supervision.exchange.terms import Adopted, adopted
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.exchanging.taking import terms_taken
from tallystick.shell.web.work.guarding import asked_by, entered, permitted, shown
from tallystick.shell.web.work.plans import handed_on

__all__ = ["agreements", "known_officers", "own_terms"]


@entered
@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: Asking) -> HttpResponse:
    """Return the agreements of one's authority; an upload prepares the adoption of one, for two to approve."""
    shown(request, "exchange.see", None)
    if request.method != "POST":
        return _page(request)
    permitted(request, "exchange.act")
    files = [b"".join(uploaded(request, field).values()) for field in ("agreement", "roll")]
    outcome = terms_taken(request.portal, asked_by(request), *files)
    if outcome.value is None:
        return _page(request, refused=outcome.findings)
    return handed_on(request, request.portal.work.prepare(outcome.value))


def own_terms(portal: Portal, house: str) -> list[Adopted]:
    """Return the agreements that an authority adopted here, by their ids."""
    return [each for _, each in sorted(adopted(portal.register.evidence, portal.side, house).items())]


def known_officers(portal: Portal, house: str) -> dict[str, Person]:
    """Return the other side's people by the rolls that an authority adopted here, by their ids."""
    return {each.id: each for terms in own_terms(portal, house) for each in terms.officers}


def _page(request: Asking, *, refused: tuple[Finding, ...] = ()) -> HttpResponse:
    context = {
        "terms": own_terms(request.portal, asked_by(request).organisation.en),
        "acts": may(request.member, "exchange.act"),
        "refused": refused,
    }
    return render(request, "work/exchange_agreements.html", context, status=400 if refused else 200)
