"""`submit --out`: a sealed package as files for the authority's own system; nothing is handed to any desk.

    package -> materials -> folders in the order of the list -> table of contents, index -> what breaks a limit

The same package, list and parameters give the same bytes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.parsers import problem_of
from tallystick.evidence.wording import Language
from tallystick.filing.authority.arrangement import SetFile, arrange, check_set
from tallystick.filing.authority.contents import INDEX_FILE, contents_paper, index_content, text_paper
from tallystick.filing.authority.parameters import Parameters, packaged_content, read_parameters
from tallystick.filing.documents.intake import Kind, inspect
from tallystick.filing.documents.texts import has_chinese, read_plain
from tallystick.filing.materials import REPORT, MaterialState, MaterialStatus, check_materials, materials
from tallystick.filing.package import Package, open_package
from tallystick.filing.report.content import Report
from tallystick.filing.report.wordings import both, name_of, said
from tallystick.shell.operations.filing.check import GENERATED, Checked, check
from tallystick.shell.operations.filing.making.pages import blank_paper
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["AuthoritySet", "make_set"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoritySet:
    """A set: whose, every file by path, and how many items of the list end in which way."""

    filing: str
    root: str
    files: Mapping[str, bytes]
    states: Mapping[MaterialState, int]


def make_set(
    files: Mapping[str, bytes], documents: Documents, *, replaced: bytes | None = None
) -> Outcome[AuthoritySet]:
    """Make the set of a sealed package; None where the package cannot be verified or read.

    Args:
        files: the package as written.
        documents: makers of pages.
        replaced: parameters in the place of the packaged ones.
    """
    package, found = open_package(files)
    if package is None:
        return Outcome(value=None, findings=found)
    checked = check(package.contents)
    if checked.value is None:
        return Outcome(value=None, findings=checked.findings)
    content = packaged_content() if replaced is None else replaced
    try:
        asked = read_parameters(content)
    except ValueError as error:
        return Outcome(value=None, findings=(finding("filing.set-parameters-unreadable", problem=problem_of(error)),))
    statuses, blank = _with_pages(checked.value, package.contents), _blank(package, checked.value)
    laid, not_made = _laid_out(package, statuses, blank, documents)
    arranged = list(arrange(package.contents, statuses, asked, laid=laid))
    listed, not_listed = _contents(blank, statuses, arranged, asked, documents)
    arranged += listed
    index = index_content(package.manifest, arranged, statuses, parameters_sha256=sha256_hex(content))
    states = {state: sum(each.state is state for each in statuses) for state in MaterialState}
    value = AuthoritySet(
        filing=package.manifest.head.filing,
        root=package.root,
        files={**{file.path: file.content for file in arranged}, INDEX_FILE: index},
        states=states,
    )
    about = (*check_materials(statuses, checked.value.opened.deal), *check_set(arranged, asked))
    return Outcome(value=value, findings=(*dict.fromkeys((*not_made, *not_listed)), *about))


def _with_pages(checked: Checked, contents: Collection[str]) -> tuple[MaterialStatus, ...]:
    """Return how the items of the list end: the authority's system takes a report in pages, and no other."""
    if all(f"report-{language.value}.pdf" in contents for language in Language):
        return checked.materials
    listed = [each.material for each in checked.materials]
    return materials(checked.opened.deal, generated=set(GENERATED) - {REPORT}, listed=listed)


def _blank(package: Package, checked: Checked) -> Report:
    head, deal = package.manifest.head, checked.opened.deal
    cover = [(said("report.cover.filing"), both(head.filing)), (said("report.set.root"), both(package.root))]
    if "filer" in deal.parties:
        cover.insert(0, (said("report.cover.filer"), name_of(deal.parties["filer"].name)))
    return blank_paper(
        deal, title=said("report.set.title"), digest=checked.opened.sha256, cover=tuple(cover), version=head.version
    )


def _laid_out(
    package: Package, statuses: Sequence[MaterialStatus], blank: Report, documents: Documents
) -> tuple[dict[str, dict[str, bytes]], list[Finding]]:
    """Return documents that came as text in both forms, by path and ending, and why one could not be made."""
    laid: dict[str, dict[str, bytes]] = {}
    wrong: list[Finding] = []
    for status in statuses:
        for path in (f"documents/{each.file}" for each in status.documents):
            content = package.contents.get(path)
            if content is None or path in laid or inspect(path, content)[0] is not Kind.TEXT or not _prose(path):
                continue
            text = read_plain(path, content)
            paper = text_paper(blank, status.material.title, text, source=path, sha256=sha256_hex(content))
            made, not_made = _pair(paper, Language.ZH if has_chinese(text.text) else Language.EN, documents)
            wrong += not_made
            if made:
                laid[path] = made
    return laid, wrong


def _contents(
    blank: Report,
    statuses: Sequence[MaterialStatus],
    arranged: Sequence[SetFile],
    asked: Parameters,
    documents: Documents,
) -> tuple[list[SetFile], list[Finding]]:
    paper, files, wrong = contents_paper(blank, statuses, arranged, asked), list[SetFile](), list[Finding]()
    for language in Language:
        made, not_made = _pair(paper, language, documents)
        wrong += not_made
        name = f"00-{paper.title.zh}"
        path = f"{name}/{name}-{said(f'report.language.{language.value}').zh}"
        files += [SetFile(path=f"{path}.{form}", material="", source="", content=each) for form, each in made.items()]
    return files, wrong


def _pair(paper: Report, language: Language, documents: Documents) -> tuple[dict[str, bytes], list[Finding]]:
    """Return a paper for Word and as PDF, by ending."""
    tried = {"docx": documents.word(paper, language), "pdf": documents.report(paper, language)}
    wrong = [each for each in tried.values() if isinstance(each, Finding)]
    return {form: each for form, each in tried.items() if not isinstance(each, Finding)}, wrong


def _prose(path: str) -> bool:
    return path.lower().endswith((".md", ".txt"))
