"""The desk's page of exchanges with overseas authorities: what was asked, what consents, what was given, receipts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.filing.clocks import beijing_day
from tallystick.shell.operations.supervision.exchange.standing import Step, exchanged
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import onshore, shown

__all__ = ["exchanges"]


@onshore
@require_safe
def exchanges(request: Asking) -> HttpResponse:
    """Return every exchange of the home, for the desk alone; what is next is done with the verb that is named."""
    shown(request, "desk.see", None)
    made = exchanged(request.portal.register.evidence, as_of=beijing_day(request.portal.now()))
    waiting = sum(each.step in {Step.CONSENT, Step.ANSWER} for each in made)
    return render(request, "work/exchange.html", {"exchanges": made, "waiting": waiting})
