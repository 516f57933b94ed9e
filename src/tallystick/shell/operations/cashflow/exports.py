"""What a projection leaves behind when it is asked to: tables for a spreadsheet and charts, case by case."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tallystick.cashflow.scenarios.loan_months import loan_months
from tallystick.deal.terms import terms_hash
from tallystick.evidence.wording import Language
from tallystick.filing.gathering import scenario_input
from tallystick.filing.report.content import Figure
from tallystick.filing.report.forecast import balance_figure, forecast_sections
from tallystick.filing.report.inputs import ScenarioInput
from tallystick.filing.report.wordings import both
from tallystick.shell.operations.cashflow.chart_data import chart_data
from tallystick.shell.operations.cashflow.pool import LOAN
from tallystick.shell.operations.cashflow.project import Projected
from tallystick.shell.operations.cashflow.tables import (
    class_table,
    group_table,
    pool_table,
    sheet_of,
    step_table,
    texts,
)
from tallystick.shell.operations.ports.documents import Documents
from tallystick.shell.operations.ports.sheets import Sheet

__all__ = ["loan_tables", "projection_charts", "projection_tables"]


def projection_tables(
    projected: Projected, documents: Documents, language: Language, *, by: str | None = None
) -> dict[str, bytes]:
    """Return pool, classes and steps of every case as CSV, as Parquet and as one workbook, by file name.

    Args:
        projected: the cases.
        documents: the makers of files.
        language: of the workbook's titles.
        by: the field by which the pool was also divided; None where it was not.
    """
    made, sheets = dict[str, bytes](), list[Sheet]()
    for case in projected.cases:
        tables = {"pool": pool_table(case), "classes": class_table(case), "steps": step_table(case)}
        if by is not None:
            tables[f"by-{by}"] = group_table(case, by)
        for name, table in tables.items():
            sheet = sheet_of(f"{case.id}-{name}", both(f"{case.id}: {name}"), table)
            made[f"{sheet.id}.csv"] = documents.table(*texts(table))
            made[f"{sheet.id}.parquet"] = documents.parquet(sheet, language)
            sheets.append(sheet)
    made["projection.xlsx"] = documents.workbook(sheets, language)
    return made


def loan_tables(
    projected: Projected, documents: Documents, *, parquet: bool, progress: Callable[[str, int, int], None]
) -> dict[str, bytes]:
    """Return every loan of every case month by month, by file name; amounts in major units, single precision."""
    made, pool = {}, projected.pool
    unit = np.float32(10**pool.balance.currency.exponent)
    for number, case in enumerate(projected.cases):
        progress(f"{case.id}-loans", number, len(projected.cases))
        parts = list(loan_months(pool, case.assumptions, name=LOAN))
        columns: dict[str, Any] = {
            "loan": np.concatenate([part.loan for part in parts]),
            "month": np.concatenate([part.month for part in parts]),
            "balance": np.concatenate([part.balance for part in parts]) / unit,
            "cash": np.concatenate([part.cash for part in parts]) / unit,
        }
        made[f"{case.id}-loans.{'parquet' if parquet else 'csv'}"] = documents.columns(columns, parquet=parquet)
    return made


def projection_charts(projected: Projected, documents: Documents, language: Language) -> dict[str, bytes]:
    """Return the charts of every case as SVG and as data, by file name; for the base case cash and coverage too."""
    charts = {}
    for scenario, figures in _figures(projected):
        for figure in figures:
            charts[f"{scenario}-{figure.id}.svg"] = documents.chart(figure, language)
            charts[f"{scenario}-{figure.id}.json"] = chart_data(figure)
    return charts


def _figures(projected: Projected) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    scenarios = tuple(_scenarios(projected))
    for scenario in scenarios:
        yield scenario.id, tuple(balance_figure(scenario, each) for each in scenario.vehicles if each.periods)
    sections = forecast_sections(projected.deal, scenarios)
    yield scenarios[0].id, tuple(block for each in sections for block in each.blocks if isinstance(block, Figure))


def _scenarios(projected: Projected) -> Iterator[ScenarioInput]:
    run, structure = terms_hash(projected.deal), projected.deal.structure
    schedule = projected.base.flows.ledger
    for case in projected.cases:
        base = None if case is projected.base else schedule
        yield scenario_input(case.flows.ledger, structure, case=case.id, run=run, base=base)
