"""`check`: may this deal be filed, what bars it, and what would settle what is still open?

facts of the deal + facts of the tape + signed determinations -> the law -> screening, materials, findings
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import problem_of
from tallystick.filing.consistency.answers import check_answers
from tallystick.filing.consistency.languages import check_languages
from tallystick.filing.formats import check_formats, format_rules
from tallystick.filing.materials import (
    MaterialState,
    MaterialStatus,
    check_materials,
    material_list,
    materials,
    read_materials,
)
from tallystick.filing.screening import Conclusion, Screening, conclude, screen
from tallystick.law.facts import Fact
from tallystick.law.reading import standing_books
from tallystick.law.screening import RuleResult, evaluate
from tallystick.shell.operations.deal.checked import STEPS, Progress
from tallystick.shell.operations.deal.opened import OpenedDeal, open_deal
from tallystick.shell.operations.deal.papers import documents_of, read_papers
from tallystick.shell.operations.deal.stated import stated
from tallystick.shell.operations.deal.subjects import unknown_payers, unknown_subjects
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner
from tallystick.tape.selection import select

__all__ = ["GENERATED", "Checked", "check", "check_opened", "concluded"]

GENERATED = ("M1", "M7", "M9", "M17", "M24", "M26")
"""Materials the package itself makes from the deal folder; of one that people must sign, the part that is computed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """A deal and where it stands before the law on a day; `facts` are all that was stated."""

    opened: OpenedDeal
    day: dt.date
    facts: tuple[Fact, ...]
    results: tuple[RuleResult, ...]
    screening: Screening
    materials: tuple[MaterialStatus, ...]


def check(
    files: Mapping[str, bytes],
    *,
    as_of: dt.date | None = None,
    listed: bytes | None = None,
    documents: Documents | None = None,
    scanner: Scanner = UNSCANNED,
    progress: Progress | None = None,
) -> Outcome[Checked]:
    """Check a deal folder.

    Args:
        files: the folder.
        as_of: the day of the test; the deal's own date where none is given.
        listed: a list of materials in the place of the packaged one.
        documents: reads the documents, so that they are held against the deal; None where that is not asked.
        scanner: looks through every document before it is read.
        progress: told while the tape is read and checked, and before the law is asked.
    """
    opened = open_deal(files, progress=progress)
    if progress is not None:
        progress("law", STEPS - 1, STEPS)
    if opened.value is None:
        return Outcome(value=None, findings=opened.findings)
    checked = check_opened(opened.value, as_of=as_of, listed=listed, documents=documents, scanner=scanner)
    return Outcome(value=checked.value, findings=(*opened.findings, *checked.findings))


def check_opened(
    opened: OpenedDeal,
    *,
    as_of: dt.date | None = None,
    listed: bytes | None = None,
    documents: Documents | None = None,
    scanner: Scanner = UNSCANNED,
) -> Outcome[Checked]:
    """Check a deal that was opened already, without the findings of opening it; one only projected is not screened."""
    deal = opened.deal
    day = as_of or deal.as_of
    books = standing_books()
    facts, about_answers = stated(opened, books, day)
    results = () if deal.purpose == "projection" else evaluate(books, facts, as_of=day, known_on=day)
    screening = screen(results)
    about_subjects = (*unknown_subjects(opened, facts), *unknown_payers(opened))
    ahead = [finding("deal.dated-ahead", file="deal.yaml", as_of=deal.as_of, day=day)] if deal.as_of > day else []
    about_deal = (*_refused(opened), *check_answers(deal, screening), *check_languages(opened.files))
    findings = [*ahead, *about_answers, *about_subjects, *about_deal, *screening.findings()]
    try:
        items = material_list() if listed is None else read_materials(listed)
    except ValueError as error:
        return Outcome(value=None, findings=(finding("filing.material-list-unreadable", problem=problem_of(error)),))
    asked = materials(deal, generated=GENERATED, listed=items)
    if deal.purpose != "projection":
        findings.extend(check_materials(asked, deal, folder=_digests(opened)))
        read = read_papers(opened, documents, scanner=scanner) if documents is not None else None
        findings.extend(() if read is None else read.findings)
        if deal.purpose == "filing":
            texts = {} if read is None else read.texts
            papers = documents_of(opened)
            findings.extend(check_formats(format_rules(), deal, papers, generated=GENERATED, read=texts))
    checked = Checked(opened=opened, day=day, facts=facts, results=results, screening=screening, materials=asked)
    return Outcome(value=checked, findings=tuple(findings))


def concluded(checked: Checked, findings: Iterable[Finding]) -> Conclusion:
    """Return what a check comes to, in the one word that every verb and document uses.

    Args:
        checked: the deal.
        findings: everything that was found about it.
    """
    projected = checked.opened.deal.purpose == "projection"
    missing = (each.material.id for each in checked.materials if each.state is MaterialState.MISSING)
    return conclude(checked.screening, findings, missing=() if projected else missing, projected=projected)


def _refused(opened: OpenedDeal) -> Iterator[Finding]:
    """Say of each eligibility criterion how many assets on the tape fail it; none of them is projected."""
    if opened.tape is None:
        return
    selection = select(opened.tape, opened.deal.assets.criteria)
    yield from selection.findings
    for name, count in selection.counts:
        if count:
            yield finding("tape.criterion-failed", file=opened.tape.file, criterion=name, count=count)


def _digests(opened: OpenedDeal) -> dict[str, str]:
    return {name: sha256_hex(content) for name, content in documents_of(opened).items()}
