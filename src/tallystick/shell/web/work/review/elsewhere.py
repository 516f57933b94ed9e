"""What other filings say to one: precedents that went otherwise, registrations over its assets, pledges that met."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.shell.operations.deal.answer import declarations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.desk import Filing
from tallystick.shell.operations.reviewing.elsewhere import Elsewhere, elsewhere, latest_files, latest_others
from tallystick.shell.operations.tape.matching.entered import entered_of, standing_met
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.desk import filing_seen
from tallystick.shell.web.work.guarding import onshore, shown
from tallystick.shell.web.work.sheets import kept

__all__ = ["held_against", "others"]


@onshore
@require_safe
def others(request: Asking, filing: str) -> HttpResponse:
    """Return what other filings say to one; for the desk alone, since it tells of other filers."""
    shown(request, "desk.see", None)
    found = filing_seen(request, filing)
    outcome, evidence = held_against(request.portal, found), request.portal.register.evidence
    met = standing_met(evidence, found.at_the_desk.row.deal)
    asked = declarations()
    made = outcome.value
    context = {
        "filing": found.at_the_desk,
        "view": "others",
        "findings": outcome.findings,
        "made": made,
        "precedents": [(each, asked.get(each.own.question)) for each in (made.precedents if made else ())],
        "entered": entered_of(evidence, found.at_the_desk.row.deal),
        "met": met.findings,
    }
    brief = request.GET.get("part") == "brief"
    return render(request, "work/others_brief.html" if brief else "work/others.html", context)


def held_against(portal: Portal, found: Filing) -> Outcome[Elsewhere]:
    """Return what a filing is held against, made once for the filings that are there."""
    evidence, row = portal.register.evidence, found.at_the_desk.row
    rows = latest_others(evidence, row.deal)
    key = ("elsewhere", row.package_sha256, *(each.package_sha256 for each in rows))
    own = dict(found.package.contents)
    return kept(key, lambda: portal.apart(elsewhere, own, latest_files(evidence, rows)))
