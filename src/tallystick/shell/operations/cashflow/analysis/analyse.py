"""`analyse`: what a deal's runs mean: figures of classes, tables over speeds, stress, losses and the cost of funding.

    the folder opened -> one case run -> each part asked for -> sheets, figures and findings

A part for which the folder has no input (a file, or any default in the case) is left out unless asked for by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tallystick.cashflow.analytics.refusals import AnalyticsError
from tallystick.cashflow.assumptions import Assumptions
from tallystick.cashflow.checked_flows import check_triggers
from tallystick.cashflow.classes import STOPS, project, stopped
from tallystick.cashflow.kernels.speeds import SpeedError
from tallystick.cashflow.projection import check_projectable
from tallystick.cashflow.scenarios.solving import Survived
from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.deal.deal import Deal
from tallystick.deal.reading import placed
from tallystick.evidence.findings import Finding, finding
from tallystick.filing.report.content import Figure
from tallystick.shell.operations.cashflow.analysis import pictures
from tallystick.shell.operations.cashflow.analysis.class_sheets import class_sheets, standing_sheets
from tallystick.shell.operations.cashflow.analysis.funding_sheets import funding_sheets
from tallystick.shell.operations.cashflow.analysis.inputs import (
    FUNDING_FILE,
    HISTORY_FILE,
    AnalysisInputs,
    check_asked,
    check_speeds,
    parts_of,
)
from tallystick.shell.operations.cashflow.analysis.loss_sheets import loss_sheets, vintage_sheets
from tallystick.shell.operations.cashflow.analysis.solve_sheets import solve_sheets, spread_sheets
from tallystick.shell.operations.cashflow.analysis.speed_sheets import decrement_sheets, speed_figures, yield_sheets
from tallystick.shell.operations.cashflow.analysis.stress_sheets import (
    break_even_sheets,
    coverage_sheets,
    grid_sheets,
    shock_sheets,
)
from tallystick.shell.operations.cashflow.analysis.study import Sheets, Study
from tallystick.shell.operations.cashflow.pool import pool_of
from tallystick.shell.operations.deal.opened import DEAL_FILE, open_deal
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.sheets import Sheet

__all__ = ["Analysed", "analyse_files"]

_Progress = Callable[[str, int, int], None]
_Part = tuple[Sheets, tuple[Figure, ...]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysed:
    """A deal analysed: its sheets and figures, in the order of the parts."""

    deal: Deal
    case: str
    sheets: tuple[Sheet, ...]
    figures: tuple[Figure, ...]


def analyse_files(
    files: Mapping[str, bytes], inputs: AnalysisInputs, *, progress: _Progress | None = None
) -> Outcome[Analysed]:
    """Analyse a deal folder; None where the folder has an error, or what is asked cannot be had of it."""
    if unsuitable := tuple(check_asked(inputs, files)):
        return Outcome(value=None, findings=unsuitable)
    opened = open_deal(files)
    if opened.value is None or has_errors(opened.findings):
        return Outcome(value=None, findings=opened.findings)
    pool, about_pool = pool_of(opened.value)
    findings = [*opened.findings, *about_pool]
    deal = opened.value.deal
    if inputs.case not in deal.assumptions:
        findings.append(finding("cashflow.case-unknown", name=inputs.case, known=tuple(sorted(deal.assumptions))))
    if inputs.settlement is not None and inputs.settlement < deal.structure.closing:
        told = finding("cashflow.settlement-early", settlement=inputs.settlement, closing=deal.structure.closing)
        findings.append(told)
    if pool is None or has_errors(findings):
        return Outcome(value=None, findings=tuple(findings))
    if not pool.months:
        return Outcome(value=None, findings=(*findings, finding("cashflow.pool-empty")))
    base = Assumptions.filed(deal.assumptions[inputs.case])
    findings += (*check_projectable(pool, inputs.case, base), *check_speeds(inputs, base, pool))
    if has_errors(findings):
        return Outcome(value=None, findings=placed(findings, files[DEAL_FILE], file=DEAL_FILE))
    try:
        run = project(deal, pool, base, call=inputs.call)
    except STOPS as error:
        findings.append(stopped(error, deal.structure, case=inputs.case))
        return Outcome(value=None, findings=placed(findings, files[DEAL_FILE], file=DEAL_FILE))
    findings += check_triggers(deal.structure, run.ledger, inputs.case)
    study = Study(deal=deal, pool=pool, base=base, inputs=inputs, run=run, stressed=StressedRuns(deal, pool, base))
    sheets, figures, stands = list[Sheet](), list[Figure](), dict[str, Survived]()
    parts = parts_of(inputs, base, files)
    for number, part in enumerate(parts):
        if progress is not None:
            progress(part, number, len(parts))
        (made, found), drawn = _part(part, study, files, stands)
        sheets.extend(made)
        figures.extend(drawn)
        findings.extend(found)
    value = Analysed(deal=deal, case=inputs.case, sheets=tuple(sheets), figures=tuple(figures))
    return Outcome(value=value, findings=placed(dict.fromkeys(findings), files[DEAL_FILE], file=DEAL_FILE))


def _part(part: str, study: Study, files: Mapping[str, bytes], stands: dict[str, Survived]) -> _Part:
    try:
        return _made(part, study, files, stands)
    except AnalyticsError as error:
        refused: tuple[Finding, ...] = (error.finding,)
    except SpeedError as error:
        refused = (finding("cashflow.speed-asked", reason=str(error)),)
    except STOPS as error:
        refused = (stopped(error, study.deal.structure, case=study.inputs.case),)
    return ((), refused), ()


def _made(part: str, study: Study, files: Mapping[str, bytes], stands: dict[str, Survived]) -> _Part:
    match part:
        case "yields" | "decrement":
            sheets = yield_sheets(study) if part == "yields" else decrement_sheets(study)
            return sheets, speed_figures(study, sheets[0])
        case "break-even":
            sheets, stood = break_even_sheets(study)
            stands.update(stood)
            return sheets, pictures.break_even(study, stood)
        case "losses":
            sheets, found = loss_sheets(study, stands)
            return sheets, () if found is None else pictures.losses(study, found)
        case "vintages":
            sheets, pools = vintage_sheets(study, files.get(HISTORY_FILE))
            return sheets, () if pools is None else pictures.vintages(study, pools)
        case "funding":
            sheets, costs = funding_sheets(study, files.get(FUNDING_FILE))
            return sheets, () if costs is None else pictures.funding(study, costs)
    makers = {
        "classes": class_sheets,
        "standing": standing_sheets,
        "spreads": spread_sheets,
        "coverage": coverage_sheets,
        "grid": grid_sheets,
        "shocks": shock_sheets,
        "solve": solve_sheets,
    }
    sheets = makers[part](study)
    return sheets, pictures.of_sheets(study, sheets[0])
