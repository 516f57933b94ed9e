"""What the report says of a projection: every case through both vehicles, and what its base case means.

Sheets of the analysis become tables of the report cell by cell, so that both say the same; every number names the run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from tallystick.cashflow.scenarios.stressed import StressedRuns
from tallystick.evidence.digests import sha256_hex
from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language
from tallystick.filing.gathering import scenario_input
from tallystick.filing.report.content import Block, Column, Figure, Note, Source, Table
from tallystick.filing.report.content import Cell as ReportCell
from tallystick.filing.report.inputs import BreakEvenInput, ScenarioInput
from tallystick.filing.report.wordings import named_structure
from tallystick.shell.operations.cashflow.analysis import pictures
from tallystick.shell.operations.cashflow.analysis.class_sheets import class_sheets
from tallystick.shell.operations.cashflow.analysis.funding_sheets import funding_sheets
from tallystick.shell.operations.cashflow.analysis.inputs import FUNDING_FILE, AnalysisInputs
from tallystick.shell.operations.cashflow.analysis.stress_sheets import grid_sheets
from tallystick.shell.operations.cashflow.analysis.study import Study
from tallystick.shell.operations.cashflow.project import Projected
from tallystick.shell.operations.deal.opened import DEAL_FILE
from tallystick.shell.operations.ports.sheets import Cell, Figured, Kind, Sheet, written
from tallystick.tape.reading.files.kinds import TAPE_FILES
from tallystick.units.money import Money

__all__ = ["analysis_blocks", "run_name", "scenario_inputs"]

_POOLS = ("mapping.yaml", "replines.csv")

_POINTS = 10_000
"""Basis points in one."""
_WIDTHS = {"item": 5, "source": 4, "value": 3}


def scenario_inputs(projected: Projected, files: Mapping[str, bytes]) -> Iterator[ScenarioInput]:
    """Yield every case for the report, base first.

    Args:
        projected: the cases.
        files: the deal folder, by whose digests a run is named.
    """
    run, base = run_name(files), projected.base.flows.ledger
    for case in projected.cases:
        survived = (
            BreakEvenInput(class_id=name, multiple=multiple, defaulted=share.value)
            for name, (multiple, share) in case.break_even.items()
            if multiple is not None
        )
        ledger, structure = case.flows.ledger, named_structure(projected.deal)
        yield scenario_input(ledger, structure, case=case.id, run=run, base=base, break_even=tuple(survived))


def run_name(files: Mapping[str, bytes], *others: str) -> str:
    """Return what a projection is computed from, each file with the beginning of its digest.

    Args:
        files: the deal folder.
        others: names of further files that a figure rests on.
    """
    named = (name for name in (DEAL_FILE, *TAPE_FILES, *_POOLS, *others) if name in files)
    return ", ".join(f"{name} {sha256_hex(files[name])[:16]}" for name in named)


def analysis_blocks(projected: Projected, files: Mapping[str, bytes]) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Return lives and yields, the grid of stresses, and the cost of funding where the folder states its terms.

    Args:
        projected: whose base case is analysed.
        files: the deal folder.
    """
    base = projected.base
    inputs = AnalysisInputs(case=base.id)
    deal, pool, case = projected.deal, projected.pool, base.assumptions
    stressed = StressedRuns(deal, pool, case)
    study = Study(deal=deal, pool=pool, base=case, inputs=inputs, run=base.flows, stressed=stressed)
    (classes, found), (grid, more) = class_sheets(study), grid_sheets(study)
    grid = tuple(sheet for sheet in grid if _moves(sheet))
    figures = pictures.of_sheets(study, (*classes, *grid))
    funding: tuple[Sheet, ...] = ()
    if FUNDING_FILE in files:
        (funding, wrong), costs = funding_sheets(study, files[FUNDING_FILE])
        more = (*more, *wrong)
        figures += () if costs is None else pictures.funding(study, costs)
    blocks: list[Block] = []
    for sheet in (*classes, *grid, *funding):
        run = run_name(files, *((FUNDING_FILE,) if sheet in funding else ()))
        blocks += [
            block for block in _blocks(sheet, study, figures, run) if not isinstance(block, Note) or block not in blocks
        ]
    return tuple(blocks), (*found, *more)


def _moves(sheet: Sheet) -> bool:
    """Tell whether a grid says more than one thing of some class: no multiple of nothing moves anything."""
    place = next(index for index, each in enumerate(sheet.columns) if each.id == "class")
    return len({row[place:] for row in sheet.rows}) > len({row[place] for row in sheet.rows})


def _blocks(sheet: Sheet, study: Study, figures: tuple[Figure, ...], run: str) -> Iterator[Block]:
    """Yield a sheet as a table, its notes and its figure, all of one source."""
    source = Source(kind="projection", reference=f"{run} {study.inputs.case} {sheet.id}")
    yield Table(
        id=f"analysis-{sheet.id}",
        caption=sheet.title,
        columns=tuple(
            Column(title=each.title, numeric=each.kind is not Kind.TEXT, width=_WIDTHS.get(each.id, 2))
            for each in sheet.columns
        ),
        rows=tuple(
            tuple(_cell(cell, each.kind, source) for cell, each in zip(row, sheet.columns, strict=True))
            for row in sheet.rows
        ),
    )
    yield from (Note(text=note) for note in sheet.notes)
    yield from (replace(figure, source=source) for figure in figures if figure.id == sheet.id)


def _cell(cell: Cell, kind: Kind, source: Source) -> ReportCell:
    text = Name(zh=written(cell, kind, Language.ZH), en=written(cell, kind, Language.EN))
    return ReportCell(text=text, source=None if kind is Kind.TEXT else source, value=_exact(cell, kind))


def _exact(cell: Cell, kind: Kind) -> Money | Fraction | date | None:
    """Return the value behind a cell, in the unit in which it is written; None for words."""
    match cell:
        case Figured():
            return _exact(cell.value, cell.kind)
        case Fraction() | int():
            return Fraction(cell) * (_POINTS if kind is Kind.POINTS else 1)
        case Money() | date():
            return cell
    return None
