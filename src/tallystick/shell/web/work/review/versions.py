"""Any two versions side by side, for the team and for the desk: data, text as a redline, tape in aggregates."""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.evidence.wording import Language
from tallystick.shell.operations.filing.proofing.compare import FORMS, redline
from tallystick.shell.operations.people.desk import filing_of
from tallystick.shell.operations.reviewing.versions import (
    Version,
    compare_versions,
    filings_of,
    revisions_of,
    version_files,
)
from tallystick.shell.web.files import attached
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.deals import draft_of
from tallystick.shell.web.work.desk import filing_seen
from tallystick.shell.web.work.guarding import onshore
from tallystick.shell.web.work.sheets import kept

__all__ = ["deal_redline", "deal_versions", "filing_redline", "filing_versions"]

_OWED: Final = ("before", "after", "added", "removed", "changed-before", "changed-after")


@onshore
@require_safe
def deal_versions(request: Asking, deal: str) -> HttpResponse:
    """Return the versions of a deal folder, two of them side by side."""
    draft = draft_of(request, deal)
    return _page(request, deal, _of_the_team(request, deal), {"draft": draft, "tab": "versions"})


@onshore
@require_safe
def filing_versions(request: Asking, filing: str) -> HttpResponse:
    """Return what was submitted of a deal, two versions of it side by side."""
    found = filing_seen(request, filing).at_the_desk
    return _page(request, found.row.deal, _of_the_desk(request, found.row.deal), {"filing": found, "view": "versions"})


@onshore
@require_safe
def deal_redline(request: Asking, deal: str, language: str, form: str) -> HttpResponse:
    """Return the redline of two versions of a deal as a file."""
    draft_of(request, deal)
    return _redline(request, deal, _of_the_team(request, deal), language, form)


@onshore
@require_safe
def filing_redline(request: Asking, filing: str, language: str, form: str) -> HttpResponse:
    """Return the redline of two versions of what was submitted as a file."""
    deal = filing_seen(request, filing).at_the_desk.row.deal
    return _redline(request, deal, _of_the_desk(request, deal), language, form)


def _of_the_team(request: Asking, deal: str) -> tuple[Version, ...]:
    return (*revisions_of(request.portal.work, deal), *_of_the_desk(request, deal))


def _of_the_desk(request: Asking, deal: str) -> tuple[Version, ...]:
    """Return what was submitted of a deal, as far as the reader may see it."""
    evidence, now = request.portal.register.evidence, request.portal.now()
    listed = [(each, filing_of(evidence, each.id, now=now)) for each in filings_of(evidence, deal)]
    return tuple(
        each for each, found in listed if found is not None and may(request.member, "filing.see", found.at_the_desk)
    )


def _asked(request: Asking, versions: tuple[Version, ...]) -> tuple[Version, Version] | None:
    """Return the two that are asked for, else the last two; None where there are not two.

    Raises:
        Http404: one that is asked for is not among them.
    """
    named = [request.GET.get(part, "") for part in ("before", "after")]
    if not any(named):
        last = [each for each in versions if each.filing] if versions and versions[0].filing else [*versions]
        return (last[1], last[0]) if len(last) > 1 else None
    known = {each.id: each for each in versions}
    if not all(each in known for each in named):
        raise Http404
    return known[named[0]], known[named[1]]


def _page(request: Asking, deal: str, versions: tuple[Version, ...], context: dict[str, object]) -> HttpResponse:
    asked = _asked(request, versions)
    before, after = asked or (None, None)
    context |= {"versions": versions, "before": before, "after": after, "languages": [each.value for each in Language]}
    if request.GET.get("part") != "compared" or before is None or after is None:
        return render(request, "work/versions.html", context)
    portal, reports = request.portal, before.has_report and after.has_report
    files = (version_files(portal.work, portal.register.evidence, deal, each) for each in (before, after))
    outcome = kept(
        ("versions", before.id, before.digest, before.manifest, after.id, after.digest, after.manifest),
        lambda: portal.apart(compare_versions, *files, (before.id, after.id), reports),
    )
    made = outcome.value
    context |= {"compared": made, "findings": outcome.findings, "reports": reports, "forms": FORMS}
    if made is not None:
        context["marked"] = made.marked.get(request.language, ())
        context["owed"] = [] if made.tape is None else [(name, made.tape.owed.get(name)) for name in _OWED]
    return render(request, "work/compared.html", context)


def _redline(request: Asking, deal: str, versions: tuple[Version, ...], language: str, form: str) -> HttpResponse:
    asked = _asked(request, versions)
    if (
        asked is None
        or form not in FORMS
        or language not in {each.value for each in Language}
        or not all(each.has_report for each in asked)
    ):
        raise Http404
    portal = request.portal
    before, after = (version_files(portal.work, portal.register.evidence, deal, each) for each in asked)
    made = portal.apart(redline, before, after, portal.documents, Language(language), form)
    if made.value is None:
        raise Http404
    return attached(made.value, f"{asked[0].id}-{asked[1].id}-{language}.{form}")
