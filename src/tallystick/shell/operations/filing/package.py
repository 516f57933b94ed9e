"""`package`: the sealed filing set, and the edition of it that may cross.

    check -> project -> report -> files -> seal -> export edition

The same folder and version give the same root. Tape, deal with its persons, answers and documents stay onshore.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.evidence.wording import Language
from tallystick.filing.export import ExportEdition, export
from tallystick.filing.gathering import pool_input
from tallystick.filing.manifest import PackageHead
from tallystick.filing.package import Package, PackageFile, seal
from tallystick.filing.report.content import Report
from tallystick.filing.report.inputs import PackageInput
from tallystick.filing.report.report import ReportInputs, build_report
from tallystick.filing.screening import Conclusion
from tallystick.shell.operations.cashflow.asked import ProjectionInputs
from tallystick.shell.operations.cashflow.project import Projected, project_opened
from tallystick.shell.operations.cashflow.reported import analysis_blocks, scenario_inputs
from tallystick.shell.operations.filing.check import Checked, check, concluded
from tallystick.shell.operations.filing.package_files import (
    calendar_digest,
    computed_files,
    folder_files,
    package_file,
    rule_set_digest,
)
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["FIRST", "Packaged", "Version", "make_package"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Which version is being made, after which other one."""

    number: int = 1
    previous: str | None = None


FIRST = Version()


def make_package(
    files: Mapping[str, bytes],
    documents: Documents,
    *,
    secret: Callable[[], bytes],
    version: Version = FIRST,
    progress: _Progress | None = None,
) -> Outcome[Packaged]:
    """Make a version of a deal's package; None where an error stands against it. An open bar does not stop it.

    Args:
        files: the deal folder.
        documents: makers of pages, charts and tables.
        secret: gives the deal's secret, at least 32 bytes, kept onshore; asked once a package is going to be made.
        version: its number and the root of the version before.
        progress: told the step, how many are done and of how many.
    """
    checked = check(files)
    if checked.value is None or has_errors(checked.findings):
        return Outcome(value=None, findings=checked.findings)
    opened, key = checked.value.opened, secret()
    projected = project_opened(opened, ProjectionInputs(break_even=True), progress=progress)
    findings = (*checked.findings, *projected.findings)
    if projected.value is None or opened.tape is None:
        return Outcome(value=None, findings=findings)
    set_without_report = list(folder_files(files, opened.deal))
    set_without_report += computed_files(checked.value, projected.value, documents, secret=key)
    analysis, about_analysis = analysis_blocks(projected.value, files)
    inputs = ReportInputs(
        pool=pool_input(opened.tape, opened.deal.assets.criteria),
        scenarios=tuple(scenario_inputs(projected.value)),
        analysis=analysis,
        screening=checked.value.screening,
        conclusion=concluded(checked.value, checked.findings),
        materials=checked.value.materials,
        package=_about(checked.value, version, set_without_report),
    )
    report = build_report(opened.deal, inputs)
    pages, not_made = _pages(report, documents)
    head = PackageHead(
        filing=inputs.package.filing,
        deal=opened.deal.id,
        version=version.number,
        as_of=opened.deal.as_of,
        rule_set=inputs.package.rule_set,
        calendar=inputs.package.calendar,
        previous=version.previous,
    )
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


def _about(checked: Checked, version: Version, files: list[PackageFile]) -> PackageInput:
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


def _pages(report: Report, documents: Documents) -> tuple[list[PackageFile], tuple[Finding, ...]]:
    """Return the report in both languages, and the first finding where a page cannot be made."""
    pages, not_made = [], []
    for language in Language:
        made = documents.report(report, language)
        if isinstance(made, Finding):
            not_made.append(made)
        else:
            pages.append(package_file(f"report-{language.value}.pdf", "filing-report", made))
    return pages, tuple(not_made[:1])
