"""`tieout`: a run beside published figures, those of an issuer or those of the ACTUS standard."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.cashflow.analytics.decrement import printed
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

_MORE = 2
"""How many decimals beyond the printed ones a difference is told to."""


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
            "title": tied.published.source.title,
            "document": tied.published.source.document,
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
    figures = [cell for cell in cells if cell.day is None and cell.figure not in CERTIFIED]
    for name in dict.fromkeys(cell.figure for cell in figures):
        yield heading(call.say(f"cli.tieout.{name}"))
        yield _figures(call, [cell for cell in figures if cell.figure == name])
    certified = [cell for cell in cells if cell.figure in CERTIFIED]
    for month in dict.fromkeys(cell.scenario for cell in certified):
        yield heading(call.say("cli.tieout.certificate", period=month))
        yield _certificate(call, [cell for cell in certified if cell.scenario == month])
    yield heading(call.say("cli.tieout.precision"))
    yield _precision(call, cells)
    yield Prose(call.say("cli.tieout.note"), "dim")


def _figures(call: Call, cells: Sequence[CellTie]) -> RenderableType:
    given = any(cell.given for cell in cells)
    names = ("class", "speed", "call", *(("given",) if given else ()), "computed", "printed", "difference")
    rows = [
        (
            shown(each.class_id, call.language),
            each.scenario.upper(),
            each.call or "–",
            *((each.given or "–",) if given else ()),
            *_beside(each),
        )
        for each in cells
    ]
    return table([call.say(f"cli.tieout.{name}") for name in names], rows, right=range(len(names) - 3, len(names)))


def _certificate(call: Call, cells: Sequence[CellTie]) -> RenderableType:
    heads = [call.say(f"cli.tieout.{name}") for name in ("figure", "of", "computed", "printed", "difference")]
    rows = [
        (call.say(f"cli.tieout.figure.{each.figure}"), shown(each.class_id, call.language), *_beside(each))
        for each in cells
    ]
    return table(heads, rows, right=(2, 3, 4))


def _precision(call: Call, cells: Sequence[CellTie]) -> RenderableType:
    """Say of each kind of figure to how many decimals it is printed, and how near the run is before rounding."""
    heads = [call.say(f"cli.tieout.{name}") for name in ("figure", "decimals", "cells", "equal", "largest")]
    rows = []
    for name, decimals in dict.fromkeys((cell.figure, cell.decimals) for cell in cells):
        alike = [cell for cell in cells if (cell.figure, cell.decimals) == (name, decimals)]
        apart = [abs(cell.difference) for cell in alike if cell.difference is not None]
        largest = printed(max(apart), decimals + _MORE) if apart else "–"
        equal = str(sum(cell.matches for cell in alike))
        rows.append((call.say(f"cli.tieout.figure.{name}"), str(decimals), str(len(alike)), equal, largest))
    return table(heads, rows, right=(1, 2, 3, 4))


def _beside(cell: CellTie) -> tuple[str, str, str]:
    """Return the computed figure, the printed one, and how far apart they are before rounding."""
    apart = "–" if cell.difference is None else printed(cell.difference, cell.decimals + _MORE)
    return _told(cell), cell.published, apart


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
    return cell.computed if cell.matches else f"× {cell.computed or '–'} ({cell.published})"


def _cell_value(cell: CellTie) -> dict[str, object]:
    return {
        "figure": cell.figure,
        "class": cell.class_id,
        "scenario": cell.scenario,
        "call": cell.call,
        "day": None if cell.day is None else cell.day.isoformat(),
        "published": cell.published,
        "computed": cell.computed,
        "given": cell.given,
        "decimals": cell.decimals,
        "exact": None if cell.exact is None else str(cell.exact),
        "difference": None if cell.difference is None else printed(cell.difference, cell.decimals + _MORE),
        "matches": cell.matches,
        "off": cell.off,
    }
