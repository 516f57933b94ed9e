"""`forms`: the undertakings to be signed, for Word and as PDF, in both languages; nothing is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.papers.undertakings import undertakings
from tallystick.filing.report.wordings import both, name_of, said
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.filing.making.pages import blank_paper, paper_pages
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["Forms", "make_forms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms of a deal: its id and each file by name."""

    deal: str
    files: Mapping[str, bytes]


def make_forms(files: Mapping[str, bytes], documents: Documents) -> Outcome[Forms]:
    """Make the undertakings of a deal folder; None where the deal cannot be read or names no filer.

    Args:
        files: the folder.
        documents: makers of pages.
    """
    opened = open_deal(files)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    deal = opened.value.deal
    if "filer" not in deal.parties:
        return Outcome(value=None, findings=(finding("filing.forms-without-filer"),))
    cover = (
        (said("report.cover.filer"), name_of(deal.parties["filer"].name)),
        (said("report.cover.as-of"), both(deal.as_of.isoformat())),
    )
    blank = blank_paper(deal, title=said("report.title"), digest=opened.value.sha256, cover=cover)
    pages, not_made = paper_pages(undertakings(blank, deal), documents, folder="forms")
    made = {page.path.removeprefix("forms/"): page.content for page in pages}
    missing: tuple[Finding, ...] = () if made else (finding("filing.forms-not-made"),)
    return Outcome(
        value=Forms(deal=deal.id, files=made) if made else None, findings=(*opened.findings, *not_made, *missing)
    )
