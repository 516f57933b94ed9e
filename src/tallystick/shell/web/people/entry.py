"""One's own pages: the account, what happened to it, and invitations into one's organisation."""

from allauth.account.views import reauthenticate as by_password
from allauth.mfa.base.views import reauthenticate as by_factor
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.persons import Name, PersonError
from tallystick.shell.operations.people.accounts import accept, invite, roles_of
from tallystick.shell.operations.ports.people.accounts import AccountTakenError, Member
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking

__all__ = ["accepting", "again", "history", "inviting", "own"]

_MOST = 200
_LONGEST = 200


def again(request: Asking) -> HttpResponse:
    """Ask once more who it is: by the second factor where there is one, since a password alone may be stolen."""
    user = request.user
    view = by_factor if user.is_authenticated and is_mfa_enabled(user) else by_password
    answer: HttpResponse = view(request)
    return answer


@require_safe
def own(request: Asking) -> HttpResponse:
    """Return who one is here, and where to go on."""
    if request.member is None:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    recent = request.portal.accounts.history(request.member.id, most=5)
    waiting = request.portal.accounts.invitations() if may(request.member, "house.invite") else ()
    mine = tuple(each for each in waiting if each.member.same_house(request.member.organisation))
    context = {"recent": recent, "roles": request.member.roles, "waiting": mine, "tokens": _has_tokens(request)}
    return render(request, "people/own.html", context)


@require_safe
def history(request: Asking) -> HttpResponse:
    """Return what happened to one's own account; nobody else's can be asked for."""
    if request.member is None:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    told = request.portal.accounts.history(request.member.id, most=_MOST)
    return render(request, "people/history.html", {"told": told})


@require_http_methods(["GET", "HEAD", "POST"])
def inviting(request: Asking) -> HttpResponse:
    """Return the form to invite somebody, and after it the link to hand over, shown once."""
    if request.member is None or not may(request.member, "house.invite"):
        raise Http404
    context: dict[str, object] = {"roles": roles_of(request.member), "given": request.POST, "chosen": ()}
    if request.method != "POST":
        return render(request, "people/invite.html", context)
    chosen = tuple(request.POST.getlist("roles"))
    context["chosen"] = chosen
    name = Name(zh=_text(request, "name_zh"), en=_text(request, "name_en"))
    person = _text(request, "person")
    try:
        who = Member(
            id=person,
            name=name,
            organisation=request.member.organisation,
            roles=chosen,
            side=request.member.side,
            owner=request.POST.get("owner") == "yes",
        )
        outcome = invite(request.portal.accounts, request.member, who, at=request.portal.now())
    except AccountTakenError as error:
        return render(request, "people/invite.html", {**context, "findings": (error.finding,)}, status=400)
    except PersonError as error:
        return render(request, "people/invite.html", {**context, "problem": error}, status=400)
    if outcome.value is None:
        return render(request, "people/invite.html", {**context, "findings": outcome.findings}, status=400)
    link = request.build_absolute_uri(reverse("accept", args=[outcome.value]))
    return render(request, "people/invite.html", {**context, "link": link, "invited": who})


@require_http_methods(["GET", "HEAD", "POST"])
def accepting(request: Asking, secret: str) -> HttpResponse:
    """Take a password for an invited account; a link that does not hold says the same as one that never was."""
    if request.method != "POST":
        return render(request, "people/accept.html")
    password, repeated = request.POST.get("password", ""), request.POST.get("again", "")
    differ = password != repeated
    try:
        validate_password(password, get_user_model()(**_invited(request, secret)))
    except ValidationError as error:
        return render(request, "people/accept.html", {"said": " ".join(error.messages), "differ": differ}, status=400)
    if differ:
        return render(request, "people/accept.html", {"differ": differ}, status=400)
    member = accept(request.portal.accounts, secret, password=password, at=request.portal.now())
    if member is None:
        return render(request, "people/accept.html", {"gone": True}, status=400)
    return redirect("account_login")


def _invited(request: Asking, secret: str) -> dict[str, str]:
    """Return of whoever an invitation is for what their password may not be like; nothing where there is none."""
    digest = sha256_hex(secret.encode())
    waiting = [each.member for each in request.portal.accounts.invitations() if each.digest == digest]
    return {"person": waiting[0].id, "name_zh": waiting[0].name.zh, "name_en": waiting[0].name.en} if waiting else {}


def _has_tokens(request: Asking) -> bool:
    place = request.portal.workplace
    return place is not None and place.tokens is not None


def _text(request: Asking, name: str) -> str:
    return " ".join(request.POST.get(name, "").split())[:_LONGEST]
