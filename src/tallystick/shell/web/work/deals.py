"""Deal folders of a team: the list, sending one in, and the pages of one deal."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.materials import MaterialState, reconstruction
from tallystick.filing.report.content import Section
from tallystick.shell.operations.background.asking import runs_of
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.deal_plans import next_version
from tallystick.shell.operations.people.desk import AtTheDesk, queue
from tallystick.shell.operations.people.drafting import restore
from tallystick.shell.operations.people.sheets import DealSheet
from tallystick.shell.operations.people.uploads import contents, read_folder, take_in
from tallystick.shell.operations.ports.people.plans import Plan, PlanKind, PlanState
from tallystick.shell.operations.ports.people.work import Draft, StaleDraftError
from tallystick.shell.operations.register.filed import Filed
from tallystick.shell.operations.reviewing.stages import Stage, next_stage, stages_of
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted, shown
from tallystick.shell.web.work.law import answered_books
from tallystick.shell.web.work.sheets import laid_blocks, laid_out, report, sheet
from tallystick.units.money import Money, total

__all__ = ["deal", "deals", "draft_of", "law", "materials", "pool", "preview", "restored", "revisions", "sheet_page"]

_LONGEST = 200
_PAGES = {"check": "deal-questions", "project": "deal-runs", "package": "deal-package", "submit": "deal-package"}
"""The page of the deal on which a stage of its walk is taken."""
_ORDER = (MaterialState.MISSING, MaterialState.PROVIDED, MaterialState.NOT_APPLICABLE)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def deals(request: Asking) -> HttpResponse:
    """Return the deals one works on, and take in a deal folder."""
    shown(request, "deal.list", None)
    found: tuple[Finding, ...] = ()
    known: list[Draft] = []
    if request.method == "POST":
        permitted(request, "deal.start")
        outcome = _taken(request)
        if outcome.value is not None:
            return redirect("deal", outcome.value.deal)
        found = outcome.findings
        there = {str(each.argument("deal")) for each in found if each.code == "deal.upload-known"}
        known = [each for each in request.portal.work.drafts() if each.deal in there]
    words = request.GET.get("q", "").strip()[:_LONGEST].lower()
    mine = [each for each in request.portal.work.drafts() if may(request.member, "deal.see", each)]
    listed = [each for each in mine if words in f"{each.deal} {each.name.zh} {each.name.en}".lower()]
    every = queue(request.portal.register.evidence, now=request.portal.now())
    filed = {each.row.deal: each.badge for each in sorted(every, key=lambda each: each.row.version)}
    rows = [(each, filed.get(each.deal, "draft")) for each in listed]
    context = {
        "rows": rows,
        "words": words,
        "none": not mine,
        "findings": found,
        "known": known,
        "start": may(request.member, "deal.start"),
    }
    return render(request, "work/deals.html", context, status=400 if found else 200)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def deal(request: Asking, deal: str) -> HttpResponse:
    """Return where a deal stands, and take in the next revision of its folder."""
    draft = draft_of(request, deal)
    found: tuple[Finding, ...] = ()
    if request.method == "POST":
        permitted(request, "deal.edit", draft)
        outcome = _taken(request, onto=draft)
        if outcome.value is not None:
            return redirect("deal", deal)
        found = outcome.findings
    context, made = sheet_page(request, draft, "overview")
    every = queue(request.portal.register.evidence, now=request.portal.now())
    filings = sorted((each for each in every if each.row.deal == deal), key=lambda each: each.row.version)
    last = filings[-1] if filings else None
    stages = _walk(request, draft, made, last)
    opens = last is not None and may(request.member, "filing.see", last)
    steps = [(each, _place_of(each, deal, last if opens else None)) for each in stages]
    context |= {"refused": found, "filings": filings, "steps": steps, "next": next_stage(stages), "opens": opens}
    context |= {"last": last, "sizes": [] if made is None else _sizes(made.deal), **_tally(request, last)}
    return render(request, "work/deal.html", context, status=400 if found else 200)


@onshore
@require_safe
def law(request: Asking, deal: str) -> HttpResponse:
    """Return the law in full text with this deal's answers beside it."""
    draft = draft_of(request, deal)
    context, made = sheet_page(request, draft, "law")
    if made is not None:
        context |= answered_books(made, request.GET.get("book", ""), request.language)
    return render(request, "work/law.html", context)


@onshore
@require_safe
def pool(request: Asking, deal: str) -> HttpResponse:
    """Return structure, strata and projections with their charts; they are computed while the page waits."""
    draft = draft_of(request, deal)
    return _reported(request, draft, "pool", lambda section: section.number[:1] in {"B", "C"})


@onshore
@require_safe
def preview(request: Asking, deal: str) -> HttpResponse:
    """Return the whole report as the package would hold it."""
    return _reported(request, draft_of(request, deal), "preview", lambda _: True)


@onshore
@require_safe
def materials(request: Asking, deal: str) -> HttpResponse:
    """Return the board of materials: missing, provided, not applicable."""
    context, made = sheet_page(request, draft_of(request, deal), "materials")
    if made is not None:
        listed = made.materials
        context["board"] = [(state, [each for each in listed if each.state is state]) for state in _ORDER]
        context["origin"] = reconstruction()
    return render(request, "work/materials.html", context)


@onshore
@require_safe
def revisions(request: Asking, deal: str) -> HttpResponse:
    """Return every revision, and which files each changed."""
    return _revisions(request, draft_of(request, deal))


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def restored(request: Asking, deal: str, revision: int) -> HttpResponse:
    """Make the files of an earlier revision the next one, such as where the last cannot be read."""
    draft = draft_of(request, deal)
    if request.method != "POST":
        return redirect("deal-revisions", deal)
    permitted(request, "deal.edit", draft)
    earlier, portal = request.portal.work.draft(deal, revision), request.portal
    if earlier is None:
        raise Http404
    try:
        restore(portal.work, draft, earlier, by=asked_by(request), at=portal.now())
    except StaleDraftError as error:
        return _revisions(request, draft_of(request, deal), (error.finding,))
    return redirect("deal", deal)


def draft_of(request: Asking, deal: str) -> Draft:
    """Return a deal folder of one's own.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    draft = request.portal.work.draft(deal)
    shown(request, "deal.see", draft)
    if draft is None:
        raise Http404
    return draft


def sheet_page(request: Asking, draft: Draft, tab: str) -> tuple[dict[str, object], DealSheet | None]:
    """Return what every page of a deal shows (the folder, its sheet, what is under way about it), and the sheet."""
    made = sheet(request.portal, draft.digest, lambda: contents(request.portal.register.evidence.objects, draft))
    plans = request.portal.work.plans(subject=draft.deal)
    filed = {row.id for row in request.portal.register.evidence.journal.filings() if row.deal == draft.deal}
    made_of = {
        (each.made["filing"], each.made["root"]): each for each in plans if each.kind is PlanKind.PACKAGE and each.made
    }
    packages = [*made_of.values()][::-1]
    context = {
        "draft": draft,
        "tab": tab,
        "sheet": made.value,
        "findings": made.findings,
        "edit": may(request.member, "deal.edit", draft),
        "plans": plans[::-1],
        "filed": filed,
        "packages": packages,
        "signing": any(each.kind is PlanKind.PACKAGE and each.state is PlanState.APPROVED for each in plans),
        "ready": any(_is_of(each, draft) and each.made["filing"] not in filed for each in packages),
        "same": [each.made["filing"] for each in packages if _is_of(each, draft) and each.made["filing"] in filed],
        "sentences": [] if made.value is None else made.value.sentences(request.language),
    }
    return context, made.value


def _revisions(request: Asking, draft: Draft, wrong: tuple[Finding, ...] = ()) -> HttpResponse:
    every = request.portal.work.revisions(draft.deal)
    older = (*every[1:], None)
    told = [(each, _changed(each, before)) for each, before in zip(every, older, strict=True)]
    context = {"draft": draft, "tab": "revisions", "told": told, "wrong": wrong}
    context["edit"] = may(request.member, "deal.edit", draft)
    return render(request, "work/revisions.html", context, status=409 if wrong else 200)


def _is_of(package: Plan, draft: Draft) -> bool:
    """Tell whether a package was made of the folder as it is."""
    return package.said.get("folder") == draft.digest


def _walk(request: Asking, draft: Draft, made: DealSheet | None, filed: AtTheDesk | None) -> tuple[Stage, ...]:
    portal, place = request.portal, request.portal.workplace
    plans = [each for each in portal.work.plans() if draft.deal in (each.subject, each.said.get("deal"))]
    runs = () if place is None else runs_of(place.queue, draft.deal)
    package = None if filed is None else package_of(portal.register.evidence, filed.row.id)
    sealed = {} if package is None else {each.path: each.sha256 for each in package.manifest.files}
    return stages_of(draft, made, plans, runs, filed, sealed)


def _place_of(stage: Stage, deal: str, last: AtTheDesk | None) -> str:
    """Return the page on which a stage of the walk is taken."""
    if stage.id == "file" and last is not None:
        return reverse("rounds" if stage.note == "questioned" else "desk-filing", args=[last.row.id])
    return reverse(_PAGES.get(stage.id, "deal-after"), args=[deal])


def _sizes(deal: Deal) -> list[Money]:
    """Return what the classes of each vehicle come to, onshore first; the offshore ones as capped."""
    vehicles = [each for each in (deal.structure.onshore, deal.structure.offshore) if each is not None]
    return [total((each.largest for each in vehicle.classes), vehicle.currency) for vehicle in vehicles]


def _tally(request: Asking, filed: AtTheDesk | None) -> dict[str, object]:
    """Return the tally as the register has it, drawn and judged; empty before there is a filing that can be read."""
    known = None if filed is None else request.portal.register.filing(filed.row.id)
    if not isinstance(known, Filed):
        return {}
    ((_, _, drawn),) = laid_blocks(request.portal, (known.figure(),), request.language)
    return {"tally": drawn, "judged": known.judged.obligations}


def _reported(request: Asking, draft: Draft, tab: str, wanted: Callable[[Section], bool]) -> HttpResponse:
    context: dict[str, object] = {"draft": draft, "tab": tab}
    if request.GET.get("part") != "report":
        return render(request, "work/report.html", context)
    evidence = request.portal.register.evidence
    number = next_version(evidence.journal, draft.deal).number
    made = report(request.portal, draft.digest, lambda: contents(evidence.objects, draft), number)
    context["findings"] = () if made.value is not None else made.findings
    if made.value is not None:
        laid = laid_out(request.portal, made.value, request.language)
        context |= {"report": made.value, "laid": [each for each in laid if wanted(each.section)]}
    return render(request, "work/report_part.html", context)


def _taken(request: Asking, onto: Draft | None = None) -> Outcome[Draft]:
    """Read what was sent in a process of its own and keep it as the next revision."""
    files, portal = uploaded(request), request.portal
    if not files:
        raise SuspiciousOperation("nothing was sent")
    read = portal.apart(read_folder, files, portal.unzip)
    if read.value is None:
        return Outcome(value=None, findings=read.findings)
    if onto is not None and read.value.deal != onto.deal:
        raise SuspiciousOperation("another deal was sent")
    seen = request.POST.get("revision", "")
    try:
        return take_in(
            portal.work,
            portal.register.evidence.objects,
            read.value,
            by=asked_by(request),
            seen=int(seen) if seen.isascii() and seen.isdigit() else 0,
            at=portal.now(),
            scanner=portal.scanner,
        )
    except StaleDraftError as error:
        told = error.finding
        here = finding("deal.upload-known", deal=read.value.deal, revision=told.argument("revision"))
        return Outcome(value=None, findings=(here if onto is None else told,))


def _changed(draft: Draft, before: Draft | None) -> list[tuple[str, str]]:
    """Return which files a revision added, changed and took away."""
    old = {} if before is None else dict(before.files)
    new = dict(draft.files)
    told = [("added", name) for name in sorted(new.keys() - old.keys())]
    told += [("changed", name) for name in sorted(new.keys() & old.keys()) if new[name] != old[name]]
    return told + [("gone", name) for name in sorted(old.keys() - new.keys())]
