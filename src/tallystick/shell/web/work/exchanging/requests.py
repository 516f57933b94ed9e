"""The pages of an overseas authority: what it asked, what came back, its receipt; overseas alone, and its own alone.

ask -> request.json is handed over -> their receipt is taken in -> their answer is proven -> receipt.json goes back
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.exchanging.abroad import for_request
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.supervision.exchange.leaving import (
    RECEIPT_FILE,
    REQUEST_FILE,
    arrived,
)
from tallystick.shell.operations.supervision.exchange.requested import Awaited, Requested, requested
from tallystick.shell.web.files import attached, uploaded, zipped
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.exchanging.agreements import known_officers, own_terms
from tallystick.shell.web.work.exchanging.taking import ANSWER_FILE, answer_taken, preparing, receipt_taken
from tallystick.shell.web.work.guarding import asked_by, overseas, shown
from tallystick.shell.web.work.plans import handed_on

__all__ = ["answer", "file", "leaving", "receipt", "request_asked", "requests"]

_SHORT = 200
_LONGEST = 1_000


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: Asking) -> HttpResponse:
    """Return what one's authority asked; a form prepares another request, for two officers to approve."""
    shown(request, "exchange.ask", None)
    if request.method != "POST":
        return _page(request)
    portal, post = request.portal, request.POST
    said: dict[str, object] = {part: post.get(part, "").strip()[:_SHORT] for part in ("id", "agreement")}
    filing = next((each for each in portal.register.filings() if each.id == post.get("filing")), None)
    said |= {"deal": filing.head.deal if filing else "", "package_root": filing.roots[0] if filing else ""}
    said |= {"files": post.getlist("files"), "purpose": post.get("purpose", "").strip()[:_LONGEST]}
    outcome = for_request(preparing(portal, asked_by(request)), said)
    return _handed(request, outcome, form=str(said["agreement"]))


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: Asking, sha256: str) -> HttpResponse:
    """Take in the other side's receipt of a request, for one officer to approve."""
    asked = _mine(request, sha256)
    if request.method != "POST":
        return redirect("requests")
    content = b"".join(uploaded(request, "file").values())
    outcome = receipt_taken(request.portal, asked_by(request), asked, content)
    return _handed(request, outcome, form=sha256)


@overseas
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Asking, sha256: str) -> HttpResponse:
    """Take in an answer: what does not hold is told line by line, and gets no receipt."""
    asked = _mine(request, sha256)
    if request.method != "POST":
        return redirect("requests")
    outcome = answer_taken(request.portal, asked_by(request), asked, uploaded(request, "file"))
    return _handed(request, outcome, form=sha256)


@overseas
@require_safe
def file(request: Asking, sha256: str, name: str) -> HttpResponse:
    """Return what is handed over, or came: the request, our receipt, the answer as one archive."""
    return attached(leaving(request.portal, _mine(request, sha256), name), name)


def leaving(portal: Portal, asked: Requested, name: str) -> bytes:
    """Return a file of a request by its name.

    Raises:
        Http404: there is none of that name, or not yet.
    """
    if name == REQUEST_FILE:
        return asked.asked.message.content()
    if name == RECEIPT_FILE and asked.back is not None:
        return asked.back.content()
    if name == ANSWER_FILE and asked.answer is not None:
        return zipped(arrived(portal.register.evidence, asked))
    raise Http404


def request_asked(portal: Portal, member: Member, sha256: str) -> Requested | None:
    """Return a request of the authority that somebody is of, by its digest; None where it made none such."""
    every = requested(portal.register.evidence, member.organisation.en)
    return next((each for each in every if each.asked.message.sha256 == sha256), None)


def _mine(request: Asking, sha256: str) -> Requested:
    shown(request, "exchange.ask", None)
    found = request_asked(request.portal, asked_by(request), sha256)
    if found is None:
        raise Http404
    return found


def _handed(request: Asking, outcome: Outcome[Plan], *, form: str) -> HttpResponse:
    """Return the way to the act that was prepared, or the page with what was refused beside its form."""
    if outcome.value is None:
        return _page(request, refused=outcome.findings, form=form)
    return handed_on(request, request.portal.work.prepare(outcome.value))


def _page(request: Asking, *, refused: tuple[Finding, ...] = (), form: str = "") -> HttpResponse:
    portal, house = request.portal, asked_by(request).organisation.en
    made = requested(portal.register.evidence, house)
    context = {
        "requests": made,
        "waiting": sum(each.awaited is not Awaited.NOTHING for each in made),
        "terms": own_terms(portal, house),
        "officers": known_officers(portal, house),
        "filings": portal.register.filings(),
        "refused": refused,
        "form": form,
        "given": request.POST if form else {},
        "ticked": request.POST.getlist("files") if form else [],
    }
    return render(request, "work/requests.html", context, status=400 if refused else 200)
