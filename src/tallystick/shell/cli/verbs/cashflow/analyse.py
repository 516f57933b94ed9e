"""`analyse`: what the runs of a deal mean, in sheets on the terminal, in files and in charts."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, heading, table
from tallystick.shell.cli.session import Call
from tallystick.shell.cli.verbs.cashflow.analysis_options import AnalysisOptions, inputs_of
from tallystick.shell.operations.cashflow.analysis.analyse import Analysed, analyse_files
from tallystick.shell.operations.cashflow.chart_data import chart_data
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.shell.operations.ports.sheets import Kind, Sheet, exact, written

__all__ = ["register"]

_MOST_ROWS = 30


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("analyse", cls=Verb)(command(operations, _analyse))


def _analyse(
    call: Call,
    deal: Annotated[str, typer.Argument(metavar="DEAL")],
    options: AnalysisOptions,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    inputs = inputs_of(call, options)
    files, refused = call.folder(deal)
    with call.progress() as progress:
        outcome = analyse_files(files, inputs, progress=progress)
    findings, analysed = (*refused, *outcome.findings), outcome.value
    if analysed is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    files_written: tuple[str, ...] = ()
    if out is not None and has_errors(findings):
        findings = (*findings, finding("cli.analysis-unwritten", folder=out))
    elif out is not None and analysed.sheets:
        files_written = call.write(out, _files(call, analysed))
    return Reply(
        outcome=Outcome(value=analysed, findings=findings, written=files_written),
        value=_value(call, analysed),
        body=tuple(_body(call, analysed)),
    )


def _body(call: Call, analysed: Analysed) -> Iterator[RenderableType]:
    name, case = call.name(analysed.deal.name), shown(analysed.case, call.language)
    yield heading(call.say("cli.analyse.title", name=name, case=case))
    for sheet in analysed.sheets:
        yield heading(call.name(sheet.title))
        yield _table(call, sheet)
        if len(sheet.rows) > _MOST_ROWS and not call.whole:
            yield Prose(call.say("cli.analyse.rows", shown=_MOST_ROWS, count=len(sheet.rows)), "dim")
        for note in sheet.notes:
            yield Prose(call.name(note), "dim")


def _table(call: Call, sheet: Sheet) -> RenderableType:
    rows = sheet.rows if call.whole else sheet.rows[:_MOST_ROWS]
    told = [
        [
            shown(written(cell, each.kind, call.language), call.language)
            for cell, each in zip(row, sheet.columns, strict=True)
        ]
        for row in rows
    ]
    right = [place for place, each in enumerate(sheet.columns) if each.kind is not Kind.TEXT]
    return table([call.name(each.title) for each in sheet.columns], told, right=right)


def _files(call: Call, analysed: Analysed) -> dict[str, bytes]:
    documents, language = call.operations.documents, call.language
    made = {"analysis.xlsx": documents.workbook(analysed.sheets, language)}
    for sheet in analysed.sheets:
        head = [each.id for each in sheet.columns]
        made[f"{sheet.id}.csv"] = documents.table(head, [[exact(cell, language) for cell in row] for row in sheet.rows])
        made[f"{sheet.id}.parquet"] = documents.parquet(sheet, language)
    for figure in analysed.figures:
        made[f"{figure.id}.svg"] = documents.chart(figure, language)
        made[f"{figure.id}.json"] = chart_data(figure)
    return made


def _value(call: Call, analysed: Analysed) -> dict[str, object]:
    return {
        "deal": analysed.deal.id,
        "case": analysed.case,
        "sheets": {sheet.id: _plain(call, sheet) for sheet in analysed.sheets},
    }


def _plain(call: Call, sheet: Sheet) -> dict[str, object]:
    heads = [each.id for each in sheet.columns]
    rows = [
        {head: None if cell is None else exact(cell, call.language) for head, cell in zip(heads, row, strict=True)}
        for row in sheet.rows
    ]
    return {"rows": rows, "notes": [call.name(note) for note in sheet.notes]}
