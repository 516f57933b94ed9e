"""`order`: put on record overseas what `watch` ordered of an issue, or lift it."""

from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.evidence.pairs import Pair
from tallystick.shell.operations.issuance.later.orders import lift, put_order
from tallystick.shell.operations.issuance.receiving.received import open_received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors
from tallystick.supervision.watching.orders import Order

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("order", cls=Verb)(command(operations, _order))


def _order(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    paper: Annotated[str, typer.Option("--paper", metavar="FILE")],
    choice: HomeChoice,
    acting: Acting,
    lifted: Annotated[str | None, typer.Option("--lift", metavar="FILE")] = None,
) -> Reply:
    opened = open_received(call.folder(export)[0])
    received = opened.value
    if received is None or has_errors(opened.findings):
        return Reply(outcome=Outcome(value=None, findings=opened.findings))
    people, wanted = call.actors(acting, {}), 1 if lifted is None else 2
    if len(people) != wanted:
        raise WrongCallError(finding("cli.persons-one" if wanted == 1 else "cli.persons-two", given=len(people)))
    order, why, at = call.paper(paper), call.paper(lifted) if lifted is not None else b"", call.at(acting)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        signers = call.signers(home, people)
        if lifted is None:
            told = put_order(home.evidence, received, order, by=people[0], signer=signers[0], at=at)
        else:
            pair = Pair(by=(people[0], people[1]), signers=(signers[0], signers[1]))
            told = lift(home.evidence, received, order, why, pair=pair, at=at)
    return _reply(call, told, lifted=lifted is not None)


def _reply(call: Call, told: Outcome[Order], *, lifted: bool) -> Reply:
    order = told.value
    if order is None:
        return Reply(outcome=told)
    title = heading(call.say("cli.order.lifted" if lifted else "cli.order.title"))
    rows = [
        (call.say("cli.order.measure"), call.say(f"cli.order.{order.measure}")),
        (call.say("cli.order.rules"), ", ".join(order.rules)),
        (call.say("cli.order.digest"), order.digest),
    ]
    value = {"measure": order.measure.value, "rules": list(order.rules), "digest": order.digest, "lifted": lifted}
    return Reply(outcome=told, value=value, body=(title, facts(rows)))
