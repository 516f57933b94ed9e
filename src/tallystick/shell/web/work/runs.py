"""Longer work on a deal: asked for, watched, left and found again, ended; with its findings, charts and files."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.shell.operations.background.asking import RUNS, ask_for, kind_of, run_of, runs_of
from tallystick.shell.operations.ports.services.jobs import Job, State
from tallystick.shell.web.files import attached, left_by
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.deals import draft_of
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted

__all__ = ["Run", "end", "left", "runs"]

_PICTURE: Final = ".svg"
_ALIVE: Final = frozenset({State.WAITING, State.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A job as its page shows it: files in the reader's language, pictures with data, how long it may take."""

    job: Job
    kind: str
    alive: bool
    left: timedelta | None
    findings: tuple[dict[str, str], ...]
    pictures: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: Asking, deal: str) -> HttpResponse:
    """Return what was asked for on a deal, and take in what is asked for now."""
    draft, place = draft_of(request, deal), _place(request)
    if request.method == "POST":
        permitted(request, "deal.edit", draft)
        if request.POST.get("kind") not in RUNS:
            raise Http404
        objects = request.portal.register.evidence.objects
        ask_for(place.queue, place.shelf, objects, draft, request.POST["kind"], by=asked_by(request).id)
        return redirect("deal-runs", deal)
    found = [_run(request, each) for each in runs_of(place.queue, deal)]
    context = {
        "draft": draft,
        "tab": "runs",
        "kinds": RUNS,
        "runs": found,
        "alive": any(each.alive for each in found),
        "edit": may(request.member, "deal.edit", draft),
    }
    part = request.GET.get("part") == "list"
    return render(request, "work/runs_list.html" if part else "work/runs.html", context)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asking, deal: str, job: int) -> HttpResponse:
    """Ask for the end of something that runs; what it had begun is thrown away."""
    draft, place = draft_of(request, deal), _place(request)
    if request.method != "POST":
        return redirect("deal-runs", deal)
    permitted(request, "deal.edit", draft)
    if run_of(place.queue, deal, job) is None:
        raise Http404
    place.queue.cancel(job)
    return redirect("deal-runs", deal)


@onshore
@require_safe
def left(request: Asking, deal: str, job: int, name: str) -> HttpResponse:
    """Return a file that was left: a picture of ours to be shown, anything else to be saved."""
    draft_of(request, deal)
    place = _place(request)
    answer = attached(left_by(run_of(place.queue, deal, job), name, place.shelf), name)
    if name.endswith(_PICTURE):
        answer.headers["Content-Type"] = "image/svg+xml"
    return answer


def _place(request: Asking) -> Workplace:
    if request.portal.workplace is None:
        raise Http404
    return request.portal.workplace


def _where(place: dict[str, Any]) -> str:
    return ":".join(str(place[part]) for part in ("file", "line", "row", "path", "column") if part in place)


def _run(request: Asking, job: Job) -> Run:
    language = request.language.value
    result: dict[str, Any] = dict(job.result)
    mine = [name for name in result.get("files", {}) if name.startswith(f"{language}/")]
    told, alive = job.told, job.state in _ALIVE
    spent = request.portal.now() - job.begun if job.begun is not None else None
    known = alive and spent is not None and 0 < told.done < told.count
    return Run(
        job=job,
        kind=kind_of(job),
        alive=alive,
        left=spent * (told.count - told.done) // told.done if known and spent is not None else None,
        findings=tuple(
            {part: str(each.get(f"{part}_{language}", "")) for part in ("what", "why", "remedy")}
            | {"severity": str(each.get("severity", "")), "where": _where(each.get("place", {}))}
            for each in result.get("findings", ())
        ),
        pictures=tuple((each, f"{each.removesuffix(_PICTURE)}.json") for each in mine if each.endswith(_PICTURE)),
        files=tuple(name for name in mine if not name.endswith(_PICTURE)),
    )
