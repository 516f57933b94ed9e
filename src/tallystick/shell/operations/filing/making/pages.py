"""What a report is built from once a deal is projected, and its pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.package import PackageFile
from tallystick.filing.report.content import Report
from tallystick.filing.report.inputs import PackageInput
from tallystick.filing.report.wordings import name_of, said
from tallystick.shell.operations.filing.check import Checked
from tallystick.shell.operations.filing.making.annexes import annex_sheets
from tallystick.shell.operations.filing.making.files import calendar_digest, package_file, rule_set_digest
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["FIRST", "Version", "about", "blank_paper", "paper_pages", "report_pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Which version is being made, after which other one."""

    number: int = 1
    previous: str | None = None


FIRST = Version()


def about(checked: Checked, version: Version, files: list[PackageFile]) -> PackageInput:
    """Return what the package says of itself before its root exists."""
    deal = checked.opened.deal
    return PackageInput(
        filing=f"{deal.id}-v{version.number}",
        version=version.number,
        deal_sha256=checked.opened.sha256,
        files=tuple((file.path, file.role, sha256_hex(file.content)) for file in sorted(files, key=lambda it: it.path)),
        rule_set=rule_set_digest(),
        calendar=calendar_digest(),
        specimen=deal.purpose == "rehearsal",
    )


def blank_paper(
    deal: Deal, *, title: Name, digest: str, cover: tuple[tuple[Name, Name], ...], version: int = 1
) -> Report:
    """Return a short paper of a deal before anything stands in it, marked where the deal is invented.

    Args:
        deal: whose paper it is.
        title: of the paper.
        digest: SHA-256 of the deal file, printed on every page.
        cover: lines at its head.
        version: of the filing it belongs to.
    """
    return Report(
        title=title,
        deal=deal.id,
        deal_name=name_of(deal.name),
        version=version,
        digest=digest,
        as_of=deal.as_of,
        cover=cover,
        statements=(),
        specimen=said("report.statement.specimen") if deal.purpose == "rehearsal" else None,
        sections=(),
        brief=True,
    )


def report_pages(report: Report, documents: Documents) -> tuple[list[PackageFile], tuple[Finding, ...]]:
    """Return the report as PDF, for Word and its tables as a workbook, in each language, and why one is not there."""
    made: list[PackageFile | Finding] = []
    for language in Language:
        annex = documents.workbook(annex_sheets(report), language)
        made += _forms(report, language, documents, "report", "filing-report")
        made.append(package_file(f"report-tables-{language.value}.xlsx", "report-annex", annex))
    return _told_apart(made)


def paper_pages(
    papers: Mapping[str, Report], documents: Documents, *, folder: str
) -> tuple[list[PackageFile], tuple[Finding, ...]]:
    """Return short papers as PDF and for Word, in each language, and why one is not there."""
    made: list[PackageFile | Finding] = []
    for name, paper in papers.items():
        for language in Language:
            made += _forms(paper, language, documents, f"{folder}/{name}", "paper")
    return _told_apart(made)


def _forms(
    paper: Report, language: Language, documents: Documents, name: str, kind: str
) -> Iterator[PackageFile | Finding]:
    """Yield a paper as PDF and for Word, and in the place of a page that could not be made why it is not there."""
    for form, page in (("pdf", documents.report(paper, language)), ("docx", documents.word(paper, language))):
        yield page if isinstance(page, Finding) else package_file(f"{name}-{language.value}.{form}", kind, page)


def _told_apart(made: Sequence[PackageFile | Finding]) -> tuple[list[PackageFile], tuple[Finding, ...]]:
    not_made = dict.fromkeys(each for each in made if isinstance(each, Finding))
    return [each for each in made if not isinstance(each, Finding)], tuple(not_made)
