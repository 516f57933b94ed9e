"""`proofread`: every document of a deal folder taken in, read, and held against the deal and the rules of form.

`check` and `package` do the same with the rest of the deal; here each document is told of by itself, and the rules of
form are asked of a rehearsal too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.filing.documents.intake import Kind
from tallystick.filing.formats import check_formats, format_rules
from tallystick.shell.operations.deal.opened import open_deal
from tallystick.shell.operations.deal.papers import documents_of, read_papers
from tallystick.shell.operations.filing.check import GENERATED
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner

__all__ = ["Proofread", "proofread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofread:
    """What was proofread: the deal, each document by name with its kind, and how many contradictions stand in it."""

    deal: Deal
    documents: tuple[tuple[str, Kind, int], ...]


def proofread(files: Mapping[str, bytes], documents: Documents, *, scanner: Scanner = UNSCANNED) -> Outcome[Proofread]:
    """Proofread the documents of a deal folder; None where the deal cannot be read.

    What is wrong elsewhere in the folder, such as evidence that was changed after it was signed, is told beside it.

    Args:
        files: the folder.
        documents: reads PDFs.
        scanner: looks through every document before it is read.
    """
    opened = open_deal(files)
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    elsewhere = tuple(each for each in opened.findings if has_errors([each]))
    deal, papers = opened.value.deal, documents_of(opened.value)
    read = read_papers(opened.value, documents, scanner=scanner)
    about_form = check_formats(format_rules(), deal, papers, generated=GENERATED, read=read.texts)
    looked_at = tuple((name, read.kinds[name], read.contradicting.get(name, 0)) for name in papers)
    return Outcome(value=Proofread(deal=deal, documents=looked_at), findings=(*elsewhere, *read.findings, *about_form))
