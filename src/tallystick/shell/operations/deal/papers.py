"""The documents of a deal folder: taken in, read, and held against the deal.

    documents/ -> intake, scanner -> text -> consistency with the deal

Evidence of answers is taken in like everything else; it is other people's paper, so its words are not compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.consistency.lint import Known, contradictions, known_of
from tallystick.filing.documents.intake import Kind, inspect
from tallystick.filing.documents.texts import DocumentText, read_plain, read_word
from tallystick.shell.operations.deal.opened import OpenedDeal
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner, infected
from tallystick.tape.payer_list import layer_tables
from tallystick.tape.payers import PayerTable, payer_table
from tallystick.tape.statistics import pool_statistics

__all__ = ["ReadPapers", "documents_of", "read_document", "read_papers", "taken_in"]

_FOLDER = "documents/"
_EVIDENCE = "evidence/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadPapers:
    """Documents by name: what each is, what it says where it was read, and how it contradicts the deal.

    `findings` are all of it: what stands against taking one in, what could not be read, every contradiction.
    """

    kinds: Mapping[str, Kind]
    texts: Mapping[str, DocumentText]
    contradicting: Mapping[str, int]
    findings: tuple[Finding, ...]


def documents_of(opened: OpenedDeal) -> dict[str, bytes]:
    """Return the files in ``documents/`` by name."""
    files = opened.files.items()
    return {name.removeprefix(_FOLDER): content for name, content in files if name.startswith(_FOLDER)}


def read_papers(opened: OpenedDeal, documents: Documents, *, scanner: Scanner = UNSCANNED) -> ReadPapers:
    """Take in and read every document of an opened deal, and hold it against the deal and its pool.

    Args:
        opened: the folder.
        documents: reads PDFs.
        scanner: looks through every document before it is read.
    """
    findings: list[Finding] = []
    texts: dict[str, DocumentText] = {}
    kinds: dict[str, Kind] = {}
    for name, content in documents_of(opened).items():
        kinds[name], about_kind = inspect(name, content)
        refused = (*about_kind, *infected({name: content}, scanner))
        findings += refused
        if not refused and not name.startswith(_EVIDENCE):
            text, unread = read_document(name, content, documents)
            findings += unread
            if text is not None:
                texts[name] = text
    told = dict(_held(opened, texts))
    return ReadPapers(
        kinds=kinds,
        texts=texts,
        contradicting={name: len(found) for name, found in told.items()},
        findings=(*findings, *(each for found in told.values() for each in found)),
    )


def taken_in(papers: Mapping[str, bytes], scanner: Scanner = UNSCANNED) -> tuple[Finding, ...]:
    """Return what stands against taking papers in by themselves: their kind, what hides in them, that they are empty.

    Args:
        papers: a capture, a report, an order, or the papers of a reply, by the name of their file.
        scanner: looks through every one.
    """
    empty = (finding("filing.intake-empty", file=name) for name, content in papers.items() if not content.strip())
    about_kinds = (each for name, content in papers.items() for each in inspect(name, content)[1])
    return (*empty, *about_kinds, *infected(papers, scanner))


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


def _held(opened: OpenedDeal, texts: Mapping[str, DocumentText]) -> Iterator[tuple[str, list[Finding]]]:
    """Yield what each document says otherwise than the deal."""
    known = _known(opened) if texts else None
    if known is not None:
        yield from ((name, list(contradictions(text, known))) for name, text in texts.items())


def _known(opened: OpenedDeal) -> Known:
    listed = layer_tables(opened.payers or ()).get("")
    payers: tuple[PayerTable, ...] = () if listed is None else (listed,)
    if opened.tape is None:
        return known_of(opened.deal, payers=payers)
    payers = payers or (payer_table(opened.tape), payer_table(opened.tape, by_balance=True))
    pool = pool_statistics(opened.tape)
    return known_of(opened.deal, assets=pool.assets, obligors=pool.payers, pool=pool, payers=payers)
