"""`proofread`: every document of a deal folder taken in, read, and held against the deal and the rules of form.

    documents/ -> intake -> text -> rules of form -> consistency with the deal

Evidence of answers is taken in like everything else; it is other people's paper, so its words are not compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import Finding
from tallystick.filing.consistency.lint import Known, contradictions, known_of
from tallystick.filing.documents.intake import Kind, inspect
from tallystick.filing.documents.texts import DocumentText, read_plain, read_word
from tallystick.filing.formats import check_formats, format_rules
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.filing.check import GENERATED, documents_of
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents
from tallystick.tape.statistics import pool_statistics

__all__ = ["Proofread", "intake_findings", "known_from", "proofread", "read_document"]

_EVIDENCE = "evidence/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofread:
    """What was proofread: the deal, each document by name with its kind, and how many contradictions stand in it."""

    deal: Deal
    documents: tuple[tuple[str, Kind, int], ...]


def proofread(files: Mapping[str, bytes], documents: Documents) -> Outcome[Proofread]:
    """Proofread the documents of a deal folder; None where the deal cannot be read.

    Args:
        files: the folder.
        documents: reads PDFs.
    """
    opened = open_deal(files)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    deal, papers = opened.value.deal, documents_of(opened.value)
    findings: list[Finding] = []
    read: dict[str, DocumentText] = {}
    kinds: dict[str, Kind] = {}
    for name, content in papers.items():
        kinds[name], refused = inspect(name, content)
        findings += refused
        if not refused and not name.startswith(_EVIDENCE):
            text, unread = read_document(name, content, documents)
            findings += unread
            if text is not None:
                read[name] = text
    findings += check_formats(format_rules(), deal, papers, generated=GENERATED, read=read)
    known = known_from(opened.value)
    told = {name: list(contradictions(text, known)) for name, text in read.items()}
    findings += [each for found in told.values() for each in found]
    looked_at = tuple((name, kinds[name], len(told.get(name, ()))) for name in papers)
    return Outcome(value=Proofread(deal=deal, documents=looked_at), findings=tuple(findings))


def known_from(opened: OpenedDeal) -> Known:
    """Return what documents of a deal are held against, its pool included."""
    if opened.tape is None:
        return known_of(opened.deal)
    statistics = pool_statistics(opened.tape)
    return known_of(opened.deal, assets=statistics.assets, obligors=statistics.payers)


def intake_findings(opened: OpenedDeal) -> Iterator[Finding]:
    """Yield what stands against taking in each document of a folder."""
    for name, content in documents_of(opened).items():
        yield from inspect(name, content)[1]


def read_document(name: str, content: bytes, documents: Documents) -> tuple[DocumentText | None, tuple[Finding, ...]]:
    """Return what a document says; None without a finding for a picture or a table, which say nothing in lines."""
    match inspect(name, content)[0]:
        case Kind.WORD:
            return read_word(name, content)
        case Kind.PDF:
            return documents.pdf_text(name, content)
        case Kind.TEXT:
            return read_plain(name, content), ()
    return None, ()
