"""One's tokens of the API: listed, made with a second factor and shown once, ended with a second factor."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tallystick.evidence.findings import Finding
from tallystick.shell.operations.ports.people.tokens import Holder, Scope
from tallystick.shell.operations.tokens.tokens import DAYS, ending, make, mine
from tallystick.shell.web.people.factors import stepped_up
from tallystick.shell.web.portal import Asking

__all__ = ["tokens"]


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Asking) -> HttpResponse:
    """Return the tokens one may see, and make or end one; its secret is in the answer that made it and nowhere else."""
    portal, member = request.portal, request.member
    if member is None:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    kept = None if portal.workplace is None else portal.workplace.tokens
    if kept is None:
        raise Http404
    told: dict[str, object] = {}
    if request.method == "POST" and not stepped_up(request):
        told = {"factor": True}
    elif request.method == "POST" and request.POST.get("end"):
        if not ending(kept, member, request.POST["end"], at=portal.now()):
            raise Http404
        return redirect("tokens")
    elif request.method == "POST":
        told = _made(request)
    wrong = "factor" in told or "findings" in told
    context = {
        "tokens": mine(kept, member),
        "now": portal.now(),
        "scopes": [each.value for each in Scope],
        "days": DAYS,
        "given": request.POST,
        "chosen": request.POST.getlist("scopes"),
        **told,
    }
    return render(request, "people/tokens.html", context, status=400 if wrong else 200)


def _made(request: Asking) -> dict[str, object]:
    post, place, member = request.POST, request.portal.workplace, request.member
    if place is None or place.tokens is None or member is None:
        raise Http404
    days = post.get("days", "")
    outcome = make(
        place.tokens,
        member,
        Holder.HOUSE if post.get("holder") == Holder.HOUSE.value else Holder.PERSON,
        [each for each in Scope if each.value in post.getlist("scopes")],
        label=post.get("label", ""),
        days=int(days) if days in {str(each) for each in DAYS} else 0,
        at=request.portal.now(),
    )
    findings: tuple[Finding, ...] = outcome.findings
    return {"findings": findings} if outcome.value is None else {"secret": outcome.value}
