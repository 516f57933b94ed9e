"""Papers by their digest: of the acts on a filing, and of an act that waits, for whoever is to approve it to read.

A reply's papers, a department's letter, the capture of an authority's paper, a report that was sent.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from tallystick.filing.rounds.questions import ROUND_FILE
from tallystick.shell.operations.people.desk import ActDone, Filing
from tallystick.shell.operations.ports.people.plans import Plan
from tallystick.shell.web.files import attached
from tallystick.shell.web.portal import Asking
from tallystick.shell.web.work.desk import filing_seen
from tallystick.shell.web.work.guarding import asked_by, entered, onshore, shown

__all__ = ["paper", "papers_of", "papers_said", "plan_paper"]


@onshore
@require_safe
def paper(request: Asking, filing: str, sha256: str) -> HttpResponse:
    """Return a paper, to be saved and never shown in the page's own place."""
    names = papers_of(filing_seen(request, filing))
    if sha256 not in names:
        raise Http404
    return attached(request.portal.register.evidence.objects.get(sha256), names[sha256])


@entered
@require_safe
def plan_paper(request: Asking, plan: str, sha256: str) -> HttpResponse:
    """Return a paper that an act names which waits, or is done."""
    found = request.portal.work.plan(plan)
    shown(request, "plan.see", found)
    about = () if found is None else request.portal.work.plans(subject=found.subject)
    hidden = found is None or found.unseen(asked_by(request).id, about)
    names = {} if found is None or hidden else papers_said(found)
    if sha256 not in names:
        raise Http404
    return attached(request.portal.register.evidence.objects.get(sha256), names[sha256])


def papers_of(filing: Filing) -> dict[str, str]:
    """Return the papers of every act on a filing: names by SHA-256."""
    return {digest: name for each in filing.acts for digest, name in _papers(each)}


def papers_said(plan: Plan) -> dict[str, str]:
    """Return the papers that an act names: names by SHA-256."""
    return dict(_named(plan.said))


def _named(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the digest and name of each paper of a plan."""
    for part in ("papers", "placement", "worked"):
        yield from ((digest, name) for name, digest in said.get(part, {}).items())
    yield from ((each["sha256"], each["paper"]) for each in said.get("opinions", ()) if each["sha256"])
    for part, name in (("capture", "capture"), ("report", "report"), ("round", ROUND_FILE)):
        if said.get(part):
            yield str(said[part]), name


def _papers(done: ActDone) -> Iterator[tuple[str, str]]:
    """Yield the digest and name of each paper of an act."""
    for each in done.note.get("reply", ()):
        yield each["sha256"], each["name"]
    for each in done.note.get("opinions", ()):
        if each["sha256"]:
            yield each["sha256"], each["paper"]
    if done.act.notice is not None and done.act.notice.capture_sha256:
        yield done.act.notice.capture_sha256, f"{done.act.notice.kind.value}-{done.act.notice.number}"
