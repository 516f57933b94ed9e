"""`package`: the sealed filing set, and the edition of it that may cross.

    check, documents held against the deal -> project -> report -> files -> seal -> export edition

The same folder and version give the same root. Tape, deal with its persons, answers and documents stay onshore.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tallystick.deal.deal import Deal
from tallystick.evidence.findings import finding
from tallystick.filing.export import ExportEdition, export
from tallystick.filing.handover.committed import opened_fields
from tallystick.filing.manifest import PackageHead
from tallystick.filing.package import Package, seal
from tallystick.filing.papers.papers import papers
from tallystick.filing.report.content import Report
from tallystick.filing.report.inputs import PackageInput
from tallystick.filing.report.report import ReportInputs, build_report
from tallystick.filing.screening import Conclusion
from tallystick.shell.operations.cashflow.asked import ProjectionInputs
from tallystick.shell.operations.cashflow.project import Projected, project_opened
from tallystick.shell.operations.cashflow.reported import analysis_blocks, scenario_inputs
from tallystick.shell.operations.filing.check import Checked, check, concluded
from tallystick.shell.operations.filing.making.described import pool_of_report, stated_fields
from tallystick.shell.operations.filing.making.files import computed_files, field_files, folder_files
from tallystick.shell.operations.filing.making.pages import FIRST, Version, about, paper_pages, report_pages
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
    projected = project_opened(opened, ProjectionInputs(break_even=True), progress=progress)
    findings = (*checked.findings, *projected.findings)
    if projected.value is None:
        return Outcome(value=None, findings=findings)
    pool = pool_of_report(opened)
    if pool is None:
        return Outcome(value=None, findings=(*findings, finding("filing.package-without-pool")))
    statements, about_statements = stated_fields(files)
    findings = (*findings, *about_statements)
    if has_errors(about_statements):
        return Outcome(value=None, findings=findings)
    set_without_report = list(folder_files(files, opened.deal))
    set_without_report += computed_files(checked.value, projected.value, documents, secret=key)
    analysis, about_analysis = analysis_blocks(projected.value, files)
    inputs = ReportInputs(
        pool=pool,
        scenarios=tuple(scenario_inputs(projected.value)),
        analysis=analysis,
        screening=checked.value.screening,
        conclusion=concluded(checked.value, checked.findings),
        materials=checked.value.materials,
        package=about(checked.value, version, set_without_report),
        statements=statements,
    )
    report = build_report(opened.deal, inputs)
    pages, not_made = report_pages(report, documents)
    pages += field_files(opened_fields(report, statements, secret=key))
    pages += paper_pages(papers(report, inputs.materials), documents, folder="papers")
    head = _head(opened.deal, inputs.package, version)
    package = seal([*set_without_report, *pages], head=head, secret=key)
    edition, obstacles = export(package)
    found = (*findings, *about_analysis, *not_made, *obstacles)
    if edition is None:
        return Outcome(value=None, findings=found)
    made = Packaged(
        checked=checked.value,
        conclusion=inputs.conclusion,
        projected=projected.value,
        package=package,
        edition=edition,
        report=report,
    )
    return Outcome(value=made, findings=found)


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
