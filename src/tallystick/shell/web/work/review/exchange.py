"""The desk's pages of exchanges with overseas authorities: what was asked, what consents, what is given, receipts.

    request.json is taken in -> receipt.json goes back -> three consents -> the answer, field by field -> answer.zip
    goes over -> their receipt is taken in

Nothing is sent from here: files come and go by a channel of the authorities' own.
"""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding
from tallystick.filing.clocks import beijing_day
from tallystick.filing.handover.consents import ConsentKind
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.exchanging.at_desk import for_answer, looked_at
from tallystick.shell.operations.people.exchanging.consenting import for_consent, on_record
from tallystick.shell.operations.people.uploads import keep_papers
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.operations.supervision.exchange.leaving import RECEIPT_FILE, answered
from tallystick.shell.operations.supervision.exchange.standing import Exchanged, Step, exchanged
from tallystick.shell.web.files import attached, uploaded, zipped
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.exchanging.agreements import known_officers
from tallystick.shell.web.work.exchanging.taking import ANSWER_FILE, preparing, receipt_taken, request_taken
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted, shown
from tallystick.shell.web.work.plans import handed_on

__all__ = ["answer", "exchanges", "file", "leaving", "permit", "receipt"]

_SHORT: Final = 200
_SAID: Final = ("consent", "authority", "number", "date", "expires")
_ACCEPT: Final = "accept"
_OUTSIDE: Final = "supervision.exchange-outside"
"""What the page of an answer says in its table, file by file, and need not say again field by field."""


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def exchanges(request: Asking) -> HttpResponse:
    """Return every exchange of the home, for the desk alone; an upload prepares to take a request in."""
    shown(request, "desk.see", None)
    if request.method != "POST":
        return _page(request)
    permitted(request, "filing.review")
    content = b"".join(uploaded(request, "file").values())
    outcome = request_taken(request.portal, asked_by(request), content)
    return _handed(request, outcome, form=_ACCEPT)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def permit(request: Asking, sha256: str) -> HttpResponse:
    """Prepare the record of a consent with its capture; who prepares it approves it here, as the first of two."""
    shown(request, "desk.see", None)
    if request.method != "POST":
        return redirect("exchange")
    _asked(request, sha256)
    portal, said = request.portal, {part: request.POST.get(part, "").strip()[:_SHORT] for part in _SAID}
    kept = keep_papers(portal.register.evidence.objects, uploaded(request, "capture"), portal.scanner)
    if kept.value is None:
        return _page(request, refused=kept.findings, form=sha256)
    said["capture"] = next(iter(kept.value.values()), "")
    outcome = for_consent(portal.register.evidence, sha256, said, by=asked_by(request), at=portal.now())
    return _handed(request, outcome, form=sha256)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Asking, sha256: str) -> HttpResponse:
    """Return what is asked, field by field, and every reason against an answer; prepare it where there is none."""
    shown(request, "desk.see", None)
    asked, refused = _asked(request, sha256, act=request.method == "POST"), tuple[Finding, ...]()
    here = preparing(request.portal, asked_by(request))
    if request.method == "POST":
        outcome = for_answer(here, asked)
        if outcome.value is not None:
            return handed_on(request, request.portal.work.prepare(outcome.value))
        refused = outcome.findings
    files, against = looked_at(here, asked)
    context = {
        "each": asked,
        "files": files,
        "against": [each for each in refused or against if each.code != _OUTSIDE],
        "acts": may(request.member, "filing.review") and asked.answer is None and not against,
    }
    return render(request, "work/exchange_answer.html", context, status=400 if refused else 200)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: Asking, sha256: str) -> HttpResponse:
    """Take in the other side's receipt of an answer, for one reviewer to approve."""
    shown(request, "desk.see", None)
    if request.method != "POST":
        return redirect("exchange")
    asked = _asked(request, sha256)
    content = b"".join(uploaded(request, "file").values())
    outcome = receipt_taken(request.portal, asked_by(request), asked, content)
    return _handed(request, outcome, form=sha256)


@onshore
@require_safe
def file(request: Asking, sha256: str, name: str) -> HttpResponse:
    """Return what is handed over: our receipt of the request, the answer as one archive."""
    shown(request, "desk.see", None)
    return attached(leaving(request.portal, _asked(request, sha256, act=False), name), name)


def leaving(portal: Portal, asked: Exchanged, name: str) -> bytes:
    """Return a file of an exchange by its name.

    Raises:
        Http404: there is none of that name, or not yet.
    """
    if name == RECEIPT_FILE and asked.back is not None:
        return asked.back.content()
    if name == ANSWER_FILE and asked.answer is not None:
        return zipped(answered(portal.register.evidence, asked))
    raise Http404


def _asked(request: Asking, sha256: str, *, act: bool = True) -> Exchanged:
    """Return an exchange, for somebody who may act on it where they act.

    Raises:
        Http404: its request was never taken in.
    """
    if act:
        permitted(request, "filing.review")
    found = on_record(request.portal.register.evidence, sha256, asked_by(request).organisation.en, request.portal.now())
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
    made = exchanged(portal.register.evidence, house, as_of=beijing_day(portal.now()))
    context = {
        "exchanges": made,
        "officers": known_officers(portal, house),
        "waiting": sum(each.step in {Step.CONSENT, Step.ANSWER} for each in made),
        "kinds": [*ConsentKind] if may(request.member, "filing.review") else (),
        "refused": refused,
        "form": form,
        "given": request.POST if form else {},
    }
    return render(request, "work/exchange.html", context, status=400 if refused else 200)
