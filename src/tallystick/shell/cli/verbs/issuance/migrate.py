"""`migrate`: the tokens of a filing go over to those of a later one."""

from typing import Annotated

import typer

from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading, table
from tallystick.shell.cli.session import Acting, Call, HomeChoice
from tallystick.shell.cli.verbs.issuance.later import desk_of
from tallystick.shell.operations.issuance.migrating.migrate import migrate
from tallystick.shell.operations.issuance.prepare import prepare
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("migrate", cls=Verb)(command(operations, _migrate))


def _migrate(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    placement: Annotated[str, typer.Option("--placement", metavar="DIR")],
    paper: Annotated[str, typer.Option("--paper", metavar="FILE")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    crossed, (placed, _), content = call.folder(export)[0], call.folder(placement), call.paper(paper)
    with desk_of(call, export, choice, acting) as (desk, ledger):
        prepared = prepare(crossed, placed, at=desk.at, evidence=desk.evidence)
        if prepared.value is None:
            return Reply(outcome=prepared)
        told = migrate(desk, ledger, prepared.value, content)
    found = Outcome(value=told.value, findings=(*prepared.findings, *told.findings))
    if told.value is None:
        return Reply(outcome=found)
    moved = told.value.moved
    rows = [(name, token, f"{moved[name]:,}" if name in moved else "") for name, token in told.value.tokens.items()]
    heads = [call.say(f"cli.{key}") for key in ("project.class", "issue.token", "migrate.moved")]
    about = facts([(call.say("cli.migrate.state"), call.say(f"cli.migrate.state-{told.value.state}"))])
    title = heading(call.say("cli.migrate.title", deal=prepared.value.received.deal.id))
    value = {"tokens": dict(told.value.tokens), "moved": {name: str(each) for name, each in moved.items()}}
    return Reply(
        outcome=found,
        value={**value, "left": list(told.value.left), "state": told.value.state},
        body=(title, table(heads, rows, right=(2,)), about),
    )
