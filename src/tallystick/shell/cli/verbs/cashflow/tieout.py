"""`tieout`: a run beside published figures, those of an issuer or those of the ACTUS standard."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.cashflow.published import CERTIFIED
from tallystick.cashflow.tieout import CellTie
from tallystick.evidence.findings import finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, heading, table
from tallystick.shell.cli.session import Call, WrongCallError
from tallystick.shell.cli.verbs.cashflow.actus import actus_reply
from tallystick.shell.operations.cashflow.tieout import TiedOut, tie_out_files
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("tieout", cls=Verb)(command(operations, _tieout))


def _tieout(
    call: Call,
    deal: Annotated[str | None, typer.Argument(metavar="DEAL")] = None,
    actus: Annotated[str | None, typer.Option("--actus", metavar="FILE")] = None,
    contract: Annotated[str | None, typer.Option("--contract", metavar="NAME")] = None,
) -> Reply:
    if actus is not None and deal is None:
        return actus_reply(call, actus, contract)
    if deal is None or actus is not None or contract is not None:
        raise WrongCallError(finding("cli.tieout-one"))
    files, refused = call.folder(deal)
    outcome = tie_out_files(files)
    findings = (*refused, *outcome.findings)
    tied = outcome.value
    if tied is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    result = tied.result
    closing = call.say("cli.tieout.result", matched=result.matched, count=len(result.cells))
    return Reply(
        outcome=Outcome(value=tied, findings=findings),
        value={
            "deal": tied.deal.id,
            "matched": result.matched,
            "count": len(result.cells),
            "cells": [_cell_value(cell) for cell in result.cells],
        },
        body=tuple(_tied(call, tied)),
        closing=(heading(f"{'✓' if not result.differing() else '×'} {closing}"),),
        failed=bool(result.differing()),
    )


def _tied(call: Call, tied: TiedOut) -> Iterator[RenderableType]:
    yield heading(call.say("cli.tieout.title", name=call.name(tied.deal.name)))
    yield Prose(shown(f"{tied.published.source.title} · {tied.published.source.document}", call.language), "dim")
    cells = tied.result.cells
    for class_id in dict.fromkeys(cell.class_id for cell in cells if cell.day is not None):
        yield heading(call.say("cli.tieout.outstanding", name=shown(class_id, call.language)))
        yield _decrement(call, [cell for cell in cells if cell.day is not None and cell.class_id == class_id])
    lives = [cell for cell in cells if cell.figure == "average-life"]
    if lives:
        yield heading(call.say("cli.tieout.lives"))
        heads = [call.say(f"cli.tieout.{name}") for name in ("class", "speed", "call", "computed", "printed")]
        rows = [
            (shown(each.class_id, call.language), each.scenario.upper(), each.call or "–", _told(each), each.published)
            for each in lives
        ]
        yield table(heads, rows, right=(3, 4))
    certified = [cell for cell in cells if cell.figure in CERTIFIED]
    for month in dict.fromkeys(cell.scenario for cell in certified):
        yield heading(call.say("cli.tieout.certificate", period=month))
        yield _certificate(call, [cell for cell in certified if cell.scenario == month])
    yield Prose(call.say("cli.tieout.note"), "dim")


def _certificate(call: Call, cells: Sequence[CellTie]) -> RenderableType:
    heads = [call.say(f"cli.tieout.{name}") for name in ("figure", "of", "computed", "printed")]
    rows = [
        (call.say(f"cli.tieout.figure.{each.figure}"), shown(each.class_id, call.language), _told(each), each.published)
        for each in cells
    ]
    return table(heads, rows, right=(2, 3))


def _decrement(call: Call, cells: Sequence[CellTie]) -> RenderableType:
    """Lay the shares out as the offering document does: a row a date, a column a speed."""
    columns = list(dict.fromkeys((cell.scenario, cell.call) for cell in cells))
    days = sorted({cell.day for cell in cells if cell.day is not None})
    at = {(cell.day, cell.scenario, cell.call): cell for cell in cells}
    heads = [
        call.say("cli.tieout.date"),
        *(f"{speed.upper()}{f' / {share}' if share else ''}" for speed, share in columns),
    ]
    rows = [
        (day.isoformat(), *(_told(at[day, *column]) if (day, *column) in at else "–" for column in columns))
        for day in days
    ]
    return table(heads, rows, right=range(1, len(heads)))


def _told(cell: CellTie) -> str:
    """Return the computed figure; where it differs, with the printed one beside it."""
    return cell.computed if cell.matches else f"× {cell.computed} ({cell.published})"


def _cell_value(cell: CellTie) -> dict[str, object]:
    return {
        "figure": cell.figure,
        "class": cell.class_id,
        "scenario": cell.scenario,
        "call": cell.call,
        "day": None if cell.day is None else cell.day.isoformat(),
        "published": cell.published,
        "computed": cell.computed,
        "exact": str(cell.exact),
        "matches": cell.matches,
        "off": cell.off,
    }
