"""`restate`: a correction of a month that was closed, with its trail; a later month carries the difference."""

from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.restating.restate import Restated, restate

__all__ = ["register"]

_COLUMNS = ("period", "item", "old", "new", "carried")


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
            by=(people[0], people[1]),
            signers=(first, second),
            at=at,
        )
    findings = (*prepared.findings, *told.findings)
    if told.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    written = call.write(out, told.value.files) if out is not None else ()
    heads = [call.say(f"cli.restate.{name}") for name in _COLUMNS]
    rows = [
        (str(each.period), each.item, str(each.old), str(each.new), str(each.carried_in))
        for each in told.value.corrections
    ]
    changed = sum(len(trail) for trail in told.value.trails.values())
    return Reply(
        outcome=Outcome(value=told.value, findings=findings, written=written),
        value=_value(told.value),
        body=(
            heading(call.say("cli.restate.title")),
            table(heads, rows, right=(2, 3)),
            facts([(call.say("cli.restate.differences"), str(changed))]),
        ),
    )


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
