"""What stands before every page of work: the right side, somebody who entered, and a second factor for signing acts."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking

__all__ = ["asked_by", "entered", "onshore", "overseas", "permitted", "shown"]

_Rest = ParamSpec("_Rest")
_View = Callable[Concatenate[Asking, _Rest], HttpResponse]


def onshore(view: _View[_Rest]) -> _View[_Rest]:
    """Let a page of work be seen onshore alone, by somebody who entered; overseas there is no such page."""
    return _guarded(view, Side.ONSHORE)


def overseas(view: _View[_Rest]) -> _View[_Rest]:
    """Let a page be seen overseas alone, by somebody who entered; onshore there is no such page."""
    return _guarded(view, Side.OVERSEAS)


def entered(view: _View[_Rest]) -> _View[_Rest]:
    """Let a page be seen on either side, by somebody who entered."""
    return _guarded(view, None)


def _guarded(view: _View[_Rest], side: Side | None) -> _View[_Rest]:
    @wraps(view)
    def guarded(request: Asking, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> HttpResponse:
        if side is not None and request.portal.side is not side:
            raise Http404
        if request.member is None:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded


def asked_by(request: Asking) -> Member:
    """Return who asks.

    Raises:
        PermissionDenied: nobody entered.
    """
    if request.member is None:
        raise PermissionDenied
    return request.member


def shown(request: Asking, what: str, of: object) -> None:
    """See that somebody may look at something; otherwise it does not exist for them.

    Raises:
        Http404: it is not there, or not theirs.
    """
    if not may(request.member, what, of):
        raise Http404


def permitted(request: Asking, what: str, of: object = None) -> None:
    """See that somebody who may look may also act.

    Raises:
        PermissionDenied: they may not.
    """
    if not may(request.member, what, of):
        raise PermissionDenied
