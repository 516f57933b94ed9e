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
from tallystick.shell.operations.cashflow.pool import LOAN
from tallystick.shell.operations.cashflow.project import Projected
from tallystick.shell.operations.cashflow.tables import class_table, group_table, pool_table, step_table
from tallystick.shell.operations.ports.documents import Documents

__all__ = ["group_tables", "loan_tables", "projection_charts", "projection_tables"]


def projection_tables(projected: Projected, documents: Documents) -> dict[str, bytes]:
    """Return pool, classes and steps of every case as CSV, by file name."""
    makers = (("pool", pool_table), ("classes", class_table), ("steps", step_table))
    return {
        f"{case.id}-{name}.csv": documents.table(*table(case)) for case in projected.cases for name, table in makers
    }


def group_tables(projected: Projected, documents: Documents, *, by: str) -> dict[str, bytes]:
    """Return the pool of every case by group as CSV, by file name."""
    return {f"{case.id}-by-{by}.csv": documents.table(*group_table(case, by)) for case in projected.cases}


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
    """Return the charts of every case as SVG, by file name: class balances; for the base case cash and coverage too."""
    charts = {}
    for scenario, figures in _figures(projected):
        for figure in figures:
            charts[f"{scenario}-{figure.id}.svg"] = documents.chart(figure, language)
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
