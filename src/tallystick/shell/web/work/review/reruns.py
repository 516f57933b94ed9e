"""A deal under the reader's own assumptions, beside the filed figures.

For the desk over a filing, for the team over its folder. What is asked for is done in the background, and is there for
all who see the deal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.deal.deal import Deal
from tallystick.deal.parsing import parse_deal
from tallystick.evidence.findings import Finding
from tallystick.shell.operations.background.rerunning import ask_for_rerun, rerun_of, reruns_of
from tallystick.shell.operations.cashflow.own.assumed import FIELDS, read_own
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.people.uploads import contents
from tallystick.shell.operations.ports.services.jobs import Job, State
from tallystick.shell.web.files import attached, left_by
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.deals import draft_of
from tallystick.shell.web.work.desk import filing_seen
from tallystick.shell.web.work.guarding import asked_by, onshore, permitted

__all__ = ["Shown", "deal_file", "deal_reruns", "filing_file", "filing_reruns"]

_ALIVE: Final = frozenset({State.WAITING, State.RUNNING})
_LONGEST: Final = 20
_BASE: Final = "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A re-run as its page shows it: what was assumed, lines side by side, charts with their data, and other files."""

    job: Job
    alive: bool
    own: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...]
    findings: tuple[Mapping[str, str], ...]
    charts: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...]


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def filing_reruns(request: Asking, filing: str) -> HttpResponse:
    """Return the re-runs of a filing, and take in what is asked for now; for the desk alone."""
    found = filing_seen(request, filing)
    permitted(request, "desk.see")
    files = found.package.contents
    context = {"filing": found.at_the_desk, "view": "rerun", "asks": may(request.member, "filing.review")}
    return _page(request, f"desk/{filing}", files, context)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def deal_reruns(request: Asking, deal: str) -> HttpResponse:
    """Return the re-runs of a deal folder, likewise, for its team."""
    draft = draft_of(request, deal)
    files = contents(request.portal.register.evidence.objects, draft)
    context = {"draft": draft, "tab": "own", "asks": may(request.member, "deal.edit", draft)}
    return _page(request, f"deal/{deal}", files, context)


@onshore
@require_safe
def filing_file(request: Asking, filing: str, job: int, name: str) -> HttpResponse:
    """Return a chart or a file of a re-run of a filing."""
    filing_seen(request, filing)
    permitted(request, "desk.see")
    return _file(request, f"desk/{filing}", job, name)


@onshore
@require_safe
def deal_file(request: Asking, deal: str, job: int, name: str) -> HttpResponse:
    """Return a chart or a file of a re-run of a deal folder."""
    draft_of(request, deal)
    return _file(request, f"deal/{deal}", job, name)


def _page(request: Asking, subject: str, files: Mapping[str, bytes], context: dict[str, object]) -> HttpResponse:
    place, wrong = _place(request), tuple[Finding, ...]()
    given = {name: request.POST.get(name, "").strip()[:_LONGEST] for name in FIELDS}
    if request.method == "POST":
        if not context["asks"]:
            raise PermissionDenied
        read = read_own(given)
        wrong = read.findings
        if read.value is not None:
            ask_for_rerun(place.queue, place.shelf, subject, files, given, by=asked_by(request).id)
            return redirect(request.path)
    found = [_shown(request, each) for each in reruns_of(place.queue, subject)]
    deal, _, _ = parse_deal(files[DEAL_FILE])
    context |= {
        "fields": [(name, given[name]) for name in FIELDS],
        "filed": {} if deal is None else _filed(deal),
        "wrong": wrong,
        "runs": found,
        "alive": any(each.alive for each in found),
    }
    part = request.GET.get("part") == "list"
    return render(
        request, "work/reruns_list.html" if part else "work/reruns.html", context, status=400 if wrong else 200
    )


def _filed(deal: Deal) -> dict[str, str]:
    """Return the filed base case in the words of the form, as far as one number says it."""
    case = deal.assumptions.get(_BASE)
    if case is None:
        return {}
    told = {"prepayment": f"{case.prepayment.kind.upper()} {', '.join(map(str, case.prepayment.every_rate[:3]))}"}
    if case.default is not None:
        told["default"] = f"{case.default.kind.upper()} {', '.join(map(str, case.default.every_rate[:3]))}"
    if case.severity is not None:
        told["severity"] = str(case.severity)
    return told | {"lag": str(case.recovery_lag)}


def _shown(request: Asking, job: Job) -> Shown:
    language, result = request.language.value, dict[str, Any](job.result)
    mine = [name for name in result.get("files", {}) if name.startswith(f"{language}/")]
    return Shown(
        job=job,
        alive=job.state in _ALIVE,
        own=dict(job.wanted.arguments.get("own", {})),
        lines=tuple(result.get("value", {}).get("lines", ())),
        findings=tuple(
            {part: str(each.get(f"{part}_{language}", "")) for part in ("what", "why", "remedy")}
            | {"severity": str(each.get("severity", ""))}
            for each in result.get("findings", ())
        ),
        charts=tuple(_chart(name) for name in mine if name.endswith(".svg")),
        files=tuple(name for name in result.get("files", {}) if name.endswith(".csv")),
    )


def _chart(name: str) -> tuple[str, str, str]:
    """Return a drawing with its data, which is in both languages, and the class it is about."""
    figure = name.partition("/")[2].removesuffix(".svg")
    return name, f"{figure}.json", figure.removeprefix("own-")


def _file(request: Asking, subject: str, job: int, name: str) -> HttpResponse:
    place = _place(request)
    answer = attached(left_by(rerun_of(place.queue, subject, job), name, place.shelf), name)
    if name.endswith(".svg"):
        answer.headers["Content-Type"] = "image/svg+xml"
    return answer


def _place(request: Asking) -> Workplace:
    if request.portal.workplace is None:
        raise Http404
    return request.portal.workplace
