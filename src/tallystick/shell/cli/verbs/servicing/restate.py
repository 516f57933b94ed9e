"""`restate`: a correction of a month that was closed, with its trail; a later month carries the difference."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.persons import Name, Side
from tallystick.servicing.collections import ITEMS
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.restating.restate import Restated, restate
from tallystick.units.periods import Period

__all__ = ["register"]

_COLUMNS = ("period", "item", "old", "new", "difference", "carried")
_CLASSES = ("period", "class", "interest", "interest-new", "principal", "principal-new")
_TRAIL = ("period", "section", "entry", "measure", "reported", "replayed")


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("restate", cls=Verb)(command(operations, _restate))


def _restate(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    file: Annotated[str, typer.Option("--file", metavar="CSV")],
    placement: Annotated[str, typer.Option("--placement", metavar="DIR")],
    reported: Annotated[str, typer.Option("--reported", metavar="DIR")],
    choice: HomeChoice,
    acting: Acting,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    crossed, _ = call.folder(export)
    placed, _ = call.folder(placement)
    collections, _ = call.folder(reported)
    content, at = call.file(file), call.at(acting)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        prepared = prepare(crossed, placed, at=at, evidence=home.evidence)
        if prepared.value is None:
            return Reply(outcome=Outcome(value=None, findings=prepared.findings))
        people = call.actors(acting, collections)
        if len(people) != 2:
            raise WrongCallError(finding("cli.persons-two", given=len(people)))
        first, second = call.signers(home, people)
        told = restate(
            home.evidence,
            prepared.value,
            collections,
            content,
            name=file,
            by=(people[0], people[1]),
            signers=(first, second),
            at=at,
        )
    findings = (*prepared.findings, *told.findings)
    if told.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    files = {**told.value.files, **_trails(call, told.value)}
    written = call.write(out, files) if out is not None else ()
    return Reply(
        outcome=Outcome(value=told.value, findings=findings, written=written),
        value=_value(told.value),
        body=tuple(_body(call, told.value)),
    )


def _body(call: Call, restated: Restated) -> Iterator[RenderableType]:
    """Yield what is corrected, what each class of the month was paid and would have been, and how much else."""
    yield heading(call.say("cli.restate.title"))
    rows = [
        (str(each.period), _item(call, each.item), *map(str, (each.old, each.new, each.difference, each.carried_in)))
        for each in restated.corrections
    ]
    yield table([call.say(f"cli.restate.{name}") for name in _COLUMNS], rows, right=(2, 3, 4))
    beside = [
        (
            str(period),
            f"{was.vehicle} {was.token_class}",
            *(str(each) for each in (was.interest, new.interest, was.principal, new.principal)),
        )
        for period, was, new in restated.beside
    ]
    if beside:
        yield heading(call.say("cli.restate.beside"))
        yield table([call.say(f"cli.restate.{name}") for name in _CLASSES], beside, right=(2, 3, 4, 5))
    changed = sum(len(trail) for trail in restated.trails.values())
    yield facts([(call.say("cli.restate.differences"), str(changed))])


def _item(call: Call, item: str) -> str:
    return call.say(f"servicing.item.{item}") if item in ITEMS else item


def _trails(call: Call, restated: Restated) -> dict[str, bytes]:
    """Return the trail of each month as a table: which figure of the certificate would have been which other."""
    heads = [call.say(f"cli.restate.{name}") for name in _TRAIL]
    stems = {Period.parse(name.split("-", 1)[1][:7]): name.removesuffix(".json") for name in restated.files}
    return {
        f"{stems[period]}.csv": call.operations.documents.table(heads, [_line(call, each) for each in trail])
        for period, trail in restated.trails.items()
    }


def _line(call: Call, told: Finding) -> tuple[str, ...]:
    arguments = dict(told.arguments)
    values = (arguments.get(name, "") for name in _TRAIL)
    return tuple(call.name(value) if isinstance(value, Name) else str(value) for value in values)


def _value(restated: Restated) -> dict[str, object]:
    return {
        "corrections": [
            {
                "period": str(each.period),
                "item": each.item,
                "old": str(each.old),
                "new": str(each.new),
                "carried_in": str(each.carried_in),
                "reason": {"zh": each.reason_zh, "en": each.reason_en},
            }
            for each in restated.corrections
        ],
        "differences": {str(period): len(trail) for period, trail in restated.trails.items()},
    }
