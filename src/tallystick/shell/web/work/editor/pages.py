"""The steps of a deal that is edited on its page, each field kept as it is left; and handing the whole in.

A field comes with the value its editor saw. Where somebody else changed that value since, the edit is refused, and
both values are shown beside the field. With a script every field is sent when it is left, and what
others change appears; without one, the step is sent as a whole.
"""

import re
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.deal.editing.edits import Deed, Edit
from tallystick.deal.editing.forms import field_at, form_of, parted
from tallystick.deal.reading import Tree
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.people.copies import Copy, change, open_copy
from tallystick.shell.operations.people.drafting import add_files, begin, hand_in
from tallystick.shell.operations.ports.evidence import ObjectStore
from tallystick.shell.operations.ports.people.work import Draft, StaleDraftError
from tallystick.shell.web.files import uploaded
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.days import read_day
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.deals import draft_of
from tallystick.shell.web.work.editor.diagram import diagram_of
from tallystick.shell.web.work.editor.shown import STEPS, Step, fields, pointer, step_of, way_of
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted, shown

__all__ = ["begun", "files", "handed_in", "items", "news", "step"]

_LONGEST: Final = 4_000
_VALUE: Final = "v:"
_SEEN: Final = "o:"
_PART: Final = "X-Part"
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DEAL: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DRAWN: Final = {"structure": (), "onshore": ("onshore",), "offshore": ("offshore",)}


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def begun(request: Asking) -> HttpResponse:
    """Begin a deal: its id, its name and the day it stands on."""
    shown(request, "deal.list", None)
    permitted(request, "deal.start")
    post, today = request.POST, request.portal.now().date()
    context: dict[str, object] = {"given": post, "today": today}
    if request.method != "POST":
        return render(request, "work/begin.html", context)
    deal, day = post.get("deal", "").strip(), post.get("as_of", "").strip()
    name = Name(zh=post.get("zh", "").strip()[:_LONGEST], en=post.get("en", "").strip()[:_LONGEST])
    if not _DEAL.fullmatch(deal) or not name.zh or not name.en or not _is_day(day):
        wrong = (finding("deal.begin-incomplete", deal=deal or "–", day=day or "–"),)
        return render(request, "work/begin.html", {**context, "findings": wrong}, status=400)
    portal = request.portal
    objects = portal.register.evidence.objects
    made = begin(portal.work, objects, deal, name, as_of=day, by=asked_by(request), at=portal.now())
    if made.value is None:
        return render(request, "work/begin.html", {**context, "findings": made.findings}, status=400)
    return redirect("deal-step", deal, STEPS[0].name)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Asking, deal: str, step: str) -> HttpResponse:
    """Return a step of a deal, and keep the fields that were sent."""
    draft, here = draft_of(request, deal), _step(step)
    refused: dict[str, Finding] = {}
    if request.method == "POST":
        permitted(request, "deal.edit", draft)
        refused = _kept(request, draft)
    by_script = request.headers.get(_PART) == "fields"
    if request.method == "POST" and not refused and not by_script:
        return redirect("deal-step", deal, request.POST.get("next") or step)
    opened = _opened(request, draft)
    context = _context(request, draft, here, opened) | {"refused": refused}
    if by_script and opened.value is not None:
        asked = [key.removeprefix(_VALUE) for key in request.POST if key.startswith(_VALUE)]
        return _fragments(request, context, asked, status=409 if refused else 200)
    return render(request, "work/edit.html", context, status=409 if refused else 200)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def items(request: Asking, deal: str, step: str) -> HttpResponse:
    """Add an item or a key, take one out, or move one up."""
    draft, here = draft_of(request, deal), _step(step)
    if request.method != "POST":
        return redirect("deal-step", deal, step)
    permitted(request, "deal.edit", draft)
    refused = _kept(request, draft)
    copy = _opened(request, draft).value
    if copy is None:
        raise Http404
    edit = _item(request, copy)
    if refused:
        wrong: tuple[Finding, ...] = ()
    elif isinstance(edit, Edit):
        outcome = change(
            request.portal.work, _objects(request), draft, edit, by=asked_by(request), at=request.portal.now()
        )
        if outcome.value is not None:
            answer = redirect("deal-step", deal, step)
            answer["Location"] += f"#p-{pointer(edit.way)}"
            return answer
        wrong = outcome.findings
    else:
        wrong = (edit,)
    context = _context(request, draft, here, _opened(request, draft)) | {"wrong": wrong, "refused": refused}
    return render(request, "work/edit.html", context, status=409)


@onshore
@require_safe
def news(request: Asking, deal: str, step: str) -> HttpResponse:
    """Return the fields of a step that others changed after an edit that the reader has seen."""
    draft, here = draft_of(request, deal), _step(step)
    after, opened = request.GET.get("after", ""), _opened(request, draft)
    if opened.value is None or not after.isdigit():
        raise Http404
    seen = int(after[:9])
    late = [each for each in opened.value.changed if each.number > seen and each.by != asked_by(request).id]
    if not late:
        return HttpResponse(status=204)
    context = _context(request, draft, here, opened)
    return _fragments(request, context, [pointer(each.edit.way) for each in late])


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def handed_in(request: Asking, deal: str) -> HttpResponse:
    """Make the next revision of what was edited."""
    draft = draft_of(request, deal)
    if request.method != "POST":
        return redirect("deal-step", deal, STEPS[-1].name)
    permitted(request, "deal.edit", draft)
    opened = _opened(request, draft)
    try:
        if opened.value is not None and opened.value.changed and not opened.value.held:
            portal, by = request.portal, asked_by(request)
            made = hand_in(portal.work, _objects(request), opened.value, by=by, at=portal.now())
            if made.value is not None:
                return redirect("deal", deal)
            wrong = made.findings
        else:
            held = () if opened.value is None else (finding("deal.edits-held", deal=deal),)
            wrong = (*opened.findings, *held)
    except StaleDraftError as error:
        wrong = (error.finding,)
    context = _context(request, draft, STEPS[-1], _opened(request, draft)) | {"wrong": wrong}
    return render(request, "work/edit.html", context, status=409)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Asking, deal: str) -> HttpResponse:
    """Keep more files beside the deal: papers, the tape, the roll."""
    draft = draft_of(request, deal)
    if request.method != "POST":
        return redirect("deal-step", deal, STEPS[-1].name)
    permitted(request, "deal.edit", draft)
    portal, sent = request.portal, {**uploaded(request), **_in_pieces(request)}
    folder = "documents/" if request.POST.get("kind") == "paper" else ""
    named = {f"{folder}{name.rpartition('/')[2]}": content for name, content in sent.items()}
    try:
        outcome = add_files(
            portal.work, _objects(request), draft, named, by=asked_by(request), at=portal.now(), scanner=portal.scanner
        )
        wrong = outcome.findings if outcome.value is None else ()
    except StaleDraftError as error:
        wrong = (error.finding,)
    if not wrong:
        return redirect("deal-step", deal, STEPS[-1].name)
    context = _context(request, draft, STEPS[-1], _opened(request, draft)) | {"wrong": wrong}
    return render(request, "work/edit.html", context, status=400)


def _in_pieces(request: Asking) -> dict[str, bytes]:
    """Return the files that the reader sent before, piece by piece, by their names.

    Raises:
        Http404: one is not theirs, or has not come as a whole.
    """
    place, who, sent = request.portal.workplace, asked_by(request).id, {}
    for each in request.POST.getlist("upload"):
        found = place.uploads.find(each, by=who) if place is not None else None
        if place is None or found is None or not found.whole:
            raise Http404
        sent[found.name] = place.shelf.get(found.sha256)
    return sent


def _step(name: str) -> Step:
    found = next((each for each in STEPS if each.name == name), None)
    if found is None:
        raise Http404
    return found


def _objects(request: Asking) -> ObjectStore:
    return request.portal.register.evidence.objects


def _opened(request: Asking, draft: Draft) -> Outcome[Copy]:
    return open_copy(request.portal.work, _objects(request), draft)


def _kept(request: Asking, draft: Draft) -> dict[str, Finding]:
    """Keep every field that was changed; return, by pointer, why one was not."""
    refused: dict[str, Finding] = {}
    copy = _opened(request, draft).value
    if copy is None:
        raise Http404
    for key in request.POST:
        name, given = key.removeprefix(_VALUE), str(request.POST.get(key, ""))
        seen = str(request.POST.get(f"{_SEEN}{name}", ""))
        if name == key or given.strip() == seen.strip():
            continue
        entry = field_at(copy.tree, way_of(name))
        if entry is None or len(given) > _LONGEST:
            raise Http404
        edit = Edit(deed=Deed.PUT, way=entry.way, value=parted(entry, given), over=parted(entry, seen))
        outcome = change(
            request.portal.work, _objects(request), draft, edit, by=asked_by(request), at=request.portal.now()
        )
        if outcome.value is None:
            refused[name] = outcome.findings[0]
    return refused


def _item(request: Asking, copy: Copy) -> Edit | Finding:
    """Return what was asked of a list or mapping, or what is wrong with it."""
    post = request.POST
    deed, _, where = post.get("do", "").partition(" ")
    way, name = way_of(where), post.get(f"n:{where}", "").strip()
    try:
        group = form_of(copy.tree, way if deed in {"add", "make"} else way[:-1])
    except KeyError:
        raise Http404 from None
    if deed == "make" and (group.absent or (field_at(copy.tree, way) is not None)):
        return Edit(deed=Deed.PUT, way=way, value={})
    if deed in {"drop", "up"} and group.adds:
        return Edit(deed=Deed(deed), way=way)
    if deed != "add" or not group.adds:
        raise Http404
    if not _ID.fullmatch(name):
        return finding("deal.item-name", name=name or "–")
    if group.adds == "item":
        new: Tree = {group.first: name} if group.first else name
        return Edit(deed=Deed.ADD, way=way, value=new)
    text = post.get(f"t:{where}", "").strip()[:_LONGEST]
    return Edit(deed=Deed.PUT, way=(*way, name), value=text if group.adds == "value" else {})


def _context(request: Asking, draft: Draft, here: Step, opened: Outcome[Copy]) -> dict[str, object]:
    copy = opened.value
    names = [each.name for each in STEPS]
    at = names.index(here.name)
    context: dict[str, object] = {
        "draft": draft,
        "tab": "edit",
        "step": here.name,
        "steps": names,
        "before": names[at - 1] if at else "",
        "after": names[at + 1] if at + 1 < len(names) else "",
        "edit": may(request.member, "deal.edit", draft),
        "findings": opened.findings,
    }
    if copy is None:
        return context
    findings = copy.findings()
    parts = step_of(copy, here, findings)
    counted = {each.name: _counted(each, findings) for each in STEPS}
    return context | {
        "copy": copy,
        "parts": parts,
        "counts": [(name, counted[name]) for name in names],
        "found": len(findings),
        "diagram": diagram_of(copy.tree, _DRAWN[here.name]) if here.name in _DRAWN else None,
        "papers": sorted(draft.files),
    }


def _counted(here: Step, findings: tuple[Finding, ...]) -> int:
    """Return how many findings lie in a step; one in a vehicle lies in the step of the vehicle alone."""
    vehicles = ("structure.onshore", "structure.offshore")

    def step_at(path: str) -> bool:
        if here.ways == ((),):
            return path.partition(".")[0] in {"", "name", "purpose", "as_of", "schema", "id"}
        starts = [".".join(way) for way in here.ways]
        inside = any(path == start or path.startswith((f"{start}.", f"{start}[")) for start in starts)
        return inside and (here.name != "structure" or not path.startswith(vehicles))

    return sum(1 for each in findings if step_at(each.place.path))


def _fragments(request: Asking, context: dict[str, object], pointers: list[str], status: int = 200) -> HttpResponse:
    """Return the fields that were asked for, and what stands beside them, each to take the place of its namesake."""
    parts = context["parts"]
    known = fields(parts) if isinstance(parts, tuple) else {}
    asked = [known[each] for each in pointers if each in known]
    return render(request, "work/edit_fields.html", {**context, "asked": asked}, status=status)


def _is_day(text: str) -> bool:
    try:
        read_day(text)
    except ValueError:
        return False
    return True
