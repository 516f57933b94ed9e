"""The sealed set of a package as one archive, for the authority's own system, and what stands in it."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from tallystick.shell.operations.ports.people.plans import PlanKind
from tallystick.shell.operations.reviewing.versions import packaged_files
from tallystick.shell.web.files import attached, zipped
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.deals import draft_of
from tallystick.shell.web.work.guarding import onshore

__all__ = ["archive", "archived"]


@onshore
@require_safe
def archive(request: Asking, deal: str, plan: str) -> HttpResponse:
    """Return a package as one archive, its files in the order of their names."""
    draft_of(request, deal)
    return archived(request.portal, deal, plan)


def archived(portal: Portal, deal: str, plan: str) -> HttpResponse:
    """Return the package that an act on a deal made, as one archive, its files in the order of their names.

    Raises:
        Http404: it made none.
    """
    made = portal.work.plan(plan)
    if made is None or made.kind is not PlanKind.PACKAGE or made.subject != deal or not made.made.get("manifest"):
        raise Http404
    files = packaged_files(portal.register.evidence.objects, made.made["manifest"])
    return attached(zipped(files), f"{made.made['filing']}.zip")
