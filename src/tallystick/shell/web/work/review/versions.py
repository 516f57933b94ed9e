"""Any two versions side by side, for the team and for the desk: data, text as a redline, tape in aggregates."""

from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tallystick.evidence.wording import Language
from tallystick.shell.operations.filing.proofing.compare import FORMS, Compared, redline
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.desk import filing_of
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.reviewing.versions import (
    Version,
    compare_versions,
    filings_of,
    revisions_of,
    version_files,
)
from tallystick.shell.web.files import attached
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.deals import draft_of
from tallystick.shell.web.work.desk import filing_seen
from tallystick.shell.web.work.guarding import onshore
from tallystick.shell.web.work.sheets import kept

__all__ = [
    "compared",
    "deal_redline",
    "deal_versions",
    "filing_redline",
    "filing_versions",
    "of_the_desk",
    "of_the_team",
    "redlined",
    "two_of",
]

_OWED: Final = ("before", "after", "added", "removed", "changed-before", "changed-after")


@onshore
@require_safe
def deal_versions(request: Asking, deal: str) -> HttpResponse:
    """Return the versions of a deal folder, two of them side by side."""
    draft = draft_of(request, deal)
    return _page(request, deal, of_the_team(request.portal, request.member, deal), {"draft": draft, "tab": "versions"})


@onshore
@require_safe
def filing_versions(request: Asking, filing: str) -> HttpResponse:
    """Return what was submitted of a deal, two versions of it side by side."""
    found = filing_seen(request, filing).at_the_desk
    return _page(
        request,
        found.row.deal,
        of_the_desk(request.portal, request.member, found.row.deal),
        {"filing": found, "view": "versions"},
    )


@onshore
@require_safe
def deal_redline(request: Asking, deal: str, language: str, form: str) -> HttpResponse:
    """Return the redline of two versions of a deal as a file."""
    draft_of(request, deal)
    return _redline(request, deal, of_the_team(request.portal, request.member, deal), language, form)


@onshore
@require_safe
def filing_redline(request: Asking, filing: str, language: str, form: str) -> HttpResponse:
    """Return the redline of two versions of what was submitted as a file."""
    deal = filing_seen(request, filing).at_the_desk.row.deal
    return _redline(request, deal, of_the_desk(request.portal, request.member, deal), language, form)


def of_the_team(portal: Portal, member: Member | None, deal: str) -> tuple[Version, ...]:
    """Return the revisions of a deal, and what was submitted of it, as far as a member may see that."""
    return (*revisions_of(portal.work, deal), *of_the_desk(portal, member, deal))


def of_the_desk(portal: Portal, member: Member | None, deal: str) -> tuple[Version, ...]:
    """Return what was submitted of a deal, as far as a member may see it."""
    evidence, now = portal.register.evidence, portal.now()
    listed = [(each, filing_of(evidence, each.id, now=now)) for each in filings_of(evidence, deal)]
    return tuple(each for each, found in listed if found is not None and may(member, "filing.see", found.at_the_desk))


def two_of(versions: tuple[Version, ...], before: str, after: str) -> tuple[Version, Version] | None:
    """Return the two versions that are named, else the last two; None where there are not two.

    Raises:
        KeyError: one that is named is not among them.
    """
    if not before and not after:
        last = [each for each in versions if each.filing] if versions and versions[0].filing else [*versions]
        return (last[1], last[0]) if len(last) > 1 else None
    known = {each.id: each for each in versions}
    return known[before], known[after]


def _asked(request: Asking, versions: tuple[Version, ...]) -> tuple[Version, Version] | None:
    """Return the two that the address asks for, by `two_of`.

    Raises:
        Http404: one that is asked for is not among them.
    """
    try:
        return two_of(versions, request.GET.get("before", ""), request.GET.get("after", ""))
    except KeyError as error:
        raise Http404 from error


def _page(request: Asking, deal: str, versions: tuple[Version, ...], context: dict[str, object]) -> HttpResponse:
    asked = _asked(request, versions)
    before, after = asked or (None, None)
    context |= {"versions": versions, "before": before, "after": after, "languages": [each.value for each in Language]}
    if request.GET.get("part") != "compared" or before is None or after is None:
        return render(request, "work/versions.html", context)
    reports = before.has_report and after.has_report
    outcome = compared(request.portal, deal, before, after)
    made = outcome.value
    context |= {"compared": made, "findings": outcome.findings, "reports": reports, "forms": FORMS}
    if made is not None:
        context["marked"] = made.marked.get(request.language, ())
        context["owed"] = [] if made.tape is None else [(name, made.tape.owed.get(name)) for name in _OWED]
    return render(request, "work/compared.html", context)


def compared(portal: Portal, deal: str, before: Version, after: Version) -> Outcome[Compared]:
    """Return two versions of a deal side by side, made once for what they are."""
    reports = before.has_report and after.has_report
    files = (version_files(portal.work, portal.register.evidence, deal, each) for each in (before, after))
    return kept(
        ("versions", before.id, before.digest, before.manifest, after.id, after.digest, after.manifest),
        lambda: portal.apart(compare_versions, *files, (before.id, after.id), reports),
    )


def _redline(request: Asking, deal: str, versions: tuple[Version, ...], language: str, form: str) -> HttpResponse:
    asked = _asked(request, versions)
    if asked is None or form not in FORMS or language not in {each.value for each in Language}:
        raise Http404
    made = redlined(request.portal, deal, asked, Language(language), form)
    if made is None:
        raise Http404
    return attached(made, f"{asked[0].id}-{asked[1].id}-{language}.{form}")


def redlined(
    portal: Portal, deal: str, versions: tuple[Version, Version], language: Language, form: str
) -> bytes | None:
    """Return the redline of the reports of two versions as a file; None where one of them has no report."""
    if not all(each.has_report for each in versions):
        return None
    before, after = (version_files(portal.work, portal.register.evidence, deal, each) for each in versions)
    made: Outcome[bytes] = portal.apart(redline, before, after, portal.documents, language, form)
    return made.value
