"""`package`: the sealed filing set, and the edition of it that may cross.

    check, documents held against the deal -> project -> report -> files -> seal -> export edition

The same folder and version give the same root. Tape, deal with its persons, answers and documents stay onshore.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.filing.consistency.answers import check_crossing
from tallystick.filing.export import ExportEdition, export
from tallystick.filing.handover.committed import opened_fields
from tallystick.filing.manifest import PackageHead
from tallystick.filing.package import Package, PackageFile, seal
from tallystick.filing.papers.papers import papers
from tallystick.filing.report.content import Report
from tallystick.filing.report.inputs import PackageInput
from tallystick.filing.screening import Conclusion
from tallystick.shell.operations.cashflow.project import Projected
from tallystick.shell.operations.filing.check import Checked, check
from tallystick.shell.operations.filing.making.files import computed_files, field_files, folder_files
from tallystick.shell.operations.filing.making.pages import FIRST, Version, paper_pages, report_pages
from tallystick.shell.operations.filing.making.reported import reported
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner

__all__ = ["Packaged", "make_package"]

_Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Packaged:
    """A sealed package with the edition that crosses, and the report it holds."""

    checked: Checked
    conclusion: Conclusion
    projected: Projected
    package: Package
    edition: ExportEdition
    report: Report


def make_package(
    files: Mapping[str, bytes],
    documents: Documents,
    *,
    secret: Callable[[], bytes],
    version: Version = FIRST,
    scanner: Scanner = UNSCANNED,
    progress: _Progress | None = None,
) -> Outcome[Packaged]:
    """Make a version of a deal's package; None where an error stands against it. An open bar does not stop it.

    Args:
        files: the deal folder.
        documents: makers of pages, charts and tables.
        secret: gives the deal's secret, at least 32 bytes, kept onshore; asked once a package is going to be made.
        version: its number and the root of the version before.
        scanner: looks through every document before it is read.
        progress: told the step, how many are done and of how many.
    """
    checked = check(files, documents=documents, scanner=scanner)
    if checked.value is None or has_errors(checked.findings):
        return Outcome(value=None, findings=checked.findings)
    opened, key = checked.value.opened, secret()

    def beside(projected: Projected) -> list[PackageFile]:
        computed = computed_files(found, projected, documents, secret=key)
        return [*folder_files(files, opened.deal), *computed]

    found = checked.value
    built = reported(checked, files, version=version, beside=beside, progress=progress)
    if built.value is None:
        return Outcome(value=None, findings=built.findings)
    report, inputs = built.value.report, built.value.inputs
    pages, not_made = report_pages(report, documents)
    pages += field_files(opened_fields(report, inputs.statements, secret=key))
    listed = inputs.package.files
    made = papers(report, inputs.materials, deal=opened.deal, screening=inputs.screening, files=listed)
    made_pages, no_page = paper_pages(made, documents, folder="papers")
    pages += made_pages
    head = _head(opened.deal, inputs.package, version)
    package = seal([*built.value.listed, *pages], head=head, secret=key)
    edition, obstacles = export(package)
    unmade = tuple(dict.fromkeys((*not_made, *no_page)))
    findings = (*built.findings, *unmade, *check_crossing(opened.deal, inputs.screening), *obstacles)
    if edition is None or has_errors(unmade):
        return Outcome(value=None, findings=findings)
    packaged = Packaged(
        checked=found,
        conclusion=inputs.conclusion,
        projected=built.value.projected,
        package=package,
        edition=edition,
        report=report,
    )
    return Outcome(value=packaged, findings=findings)


def _head(deal: Deal, about_it: PackageInput, version: Version) -> PackageHead:
    return PackageHead(
        filing=about_it.filing,
        deal=deal.id,
        version=version.number,
        as_of=deal.as_of,
        rule_set=about_it.rule_set,
        calendar=about_it.calendar,
        previous=version.previous,
    )
