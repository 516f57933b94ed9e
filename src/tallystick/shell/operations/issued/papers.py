"""The papers of an issue: the folder in which its own people keep them, held against what was signed of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from tallystick.evidence.findings import Finding, finding
from tallystick.shell.operations.evidence.acts import Evidence, body_of
from tallystick.shell.operations.filing.submit import package_of
from tallystick.shell.operations.issuance.issue_records import PLANNED
from tallystick.shell.operations.issuance.prepare import Prepared, prepare
from tallystick.shell.operations.ports.people.work import Draft
from tallystick.shell.operations.register.editions import crossed_files
from tallystick.shell.operations.supervision.watching.sources import Sources, filed_and_worked, worked_on

__all__ = ["PLACEMENT", "papers", "prepared_on", "sources_of"]

PLACEMENT: Final = "placement/"


def prepared_on(
    evidence: Evidence, crossed: Mapping[str, bytes], folder: Draft | None, filing: str
) -> tuple[Prepared | None, tuple[Finding, ...]]:
    """Return the issue on its papers, once a plan was signed on them: nobody holds anything by an order alone."""
    planned = evidence.journal.acts(subject=filing, kind=PLANNED)
    if folder is None or not planned:
        return None, ()
    placement = papers(evidence, folder, PLACEMENT)
    at = datetime.fromisoformat(planned[0].entry.draft.at)
    outcome = prepare(crossed, placement, at=at, evidence=evidence)
    if outcome.value is None:
        return None, outcome.findings
    signed = body_of(evidence, planned[-1]).get("plan")
    if signed != outcome.value.placed.plan.as_canonical():
        return None, (finding("issuance.papers-otherwise", filing=filing),)
    return outcome.value, ()


def papers(evidence: Evidence, folder: Draft, top: str) -> dict[str, bytes]:
    """Return the files of a folder below a name, by the rest of their path.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what it was.
    """
    named = {name.removeprefix(top): digest for name, digest in folder.files.items() if name.startswith(top)}
    return {name: evidence.objects.get(digest) for name, digest in named.items()}


def sources_of(evidence: Evidence, filing: str, worked: Mapping[str, bytes]) -> Sources:
    """Return where to look of a filing of this home: onshore its package, overseas the edition that arrived.

    Args:
        evidence: of the home.
        filing: its id.
        worked: the folder worked on, of the deal or of the issue.

    Raises:
        ObjectMissingError, ObjectDamagedError: a stored file is not what it was.
    """
    crossed = crossed_files(evidence, filing)
    if evidence.journal.filing(filing) is None:
        return worked_on({}, crossed=crossed, reported=worked)
    return filed_and_worked(package_of(evidence, filing).contents, worked, crossed=crossed)
