"""The report of a checked deal, with everything it is built from: for the package, and to be looked at before it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tallystick.evidence.findings import finding
from tallystick.filing.package import PackageFile
from tallystick.filing.report.content import Report
from tallystick.filing.report.report import ReportInputs, build_report
from tallystick.shell.operations.cashflow.asked import ProjectionInputs
from tallystick.shell.operations.cashflow.project import Projected, project_opened
from tallystick.shell.operations.cashflow.reported import analysis_blocks, scenario_inputs
from tallystick.shell.operations.filing.check import Checked, concluded
from tallystick.shell.operations.filing.making.described import pool_of_report, register_of_report, stated_fields
from tallystick.shell.operations.filing.making.pages import Version, about
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["Reported", "reported"]

_Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reported:
    """A report, the projection and the inputs it was built from, and the files that it lists."""

    report: Report
    projected: Projected
    inputs: ReportInputs
    listed: tuple[PackageFile, ...]


def reported(
    checked: Outcome[Checked],
    files: Mapping[str, bytes],
    *,
    version: Version,
    beside: Callable[[Projected], list[PackageFile]],
    progress: _Progress | None = None,
) -> Outcome[Reported]:
    """Project a checked deal and build its report; None where an error stands against it.

    Args:
        checked: the deal, read without an error.
        files: its folder.
        version: of the filing.
        beside: returns the files that stand beside the report.
        progress: told the step, how many are done and of how many.

    Raises:
        ValueError: `checked` has no value.
    """
    if checked.value is None:
        message = "a deal that could not be read has no report"
        raise ValueError(message)
    opened = checked.value.opened
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
    listed = beside(projected.value)
    analysis, about_analysis = analysis_blocks(projected.value, files)
    inputs = ReportInputs(
        pool=pool,
        scenarios=tuple(scenario_inputs(projected.value, files)),
        analysis=analysis,
        screening=checked.value.screening,
        conclusion=concluded(checked.value, checked.findings),
        materials=checked.value.materials,
        package=about(checked.value, version, listed),
        statements=statements,
        register=register_of_report(opened),
        people={name: person.name for name, person in opened.people.items()},
    )
    report = build_report(opened.deal, inputs)
    made = Reported(report=report, projected=projected.value, inputs=inputs, listed=tuple(listed))
    return Outcome(value=made, findings=(*findings, *about_analysis))
