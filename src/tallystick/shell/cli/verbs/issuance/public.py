"""`complete` and `publish`: the report of a completed issue, signed; and what anybody needs to check the issue."""

from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.prepare import Prepared, prepare
from tallystick.shell.operations.issuance.reporting.completion import complete
from tallystick.shell.operations.operations import Installation, Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.supervision.public.publish import publish

__all__ = ["register"]

_Export = Annotated[str, typer.Argument(metavar="EXPORT")]
_Placement = Annotated[str, typer.Option("--placement", metavar="DIR")]
_Out = Annotated[str, typer.Option("--out", metavar="DIR")]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("complete", cls=Verb)(command(operations, _complete))
    app.command("publish", cls=Verb)(command(operations, _publish))


def _complete(
    call: Call, export: _Export, placement: _Placement, out: _Out, choice: HomeChoice, acting: Acting
) -> Reply:
    call.destination(out)
    with call.installation(choice, side=Side.OVERSEAS) as home:
        ready = _prepared(call, export, placement, home, acting)
        if ready.value is None:
            return Reply(outcome=ready)
        told = complete(_desk(call, home, ready.value, acting), call.operations.documents, ready.value)
    findings = (*ready.findings, *told.findings)
    if told.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    written = call.write(out, told.value.files)
    rows = {"report": told.value.digest, "signed": ", ".join(told.value.signed_by)}
    return Reply(
        outcome=Outcome(value=told.value, findings=findings, written=written),
        value={"report": told.value.digest, "signed_by": list(told.value.signed_by)},
        body=(
            heading(call.say("cli.public.title-complete")),
            facts([(call.say(f"cli.public.{name}"), text) for name, text in rows.items()]),
        ),
    )


def _publish(
    call: Call,
    export: _Export,
    placement: _Placement,
    out: _Out,
    choice: HomeChoice,
    acting: Acting,
    reported: Annotated[str | None, typer.Option("--reported", metavar="DIR")] = None,
) -> Reply:
    call.destination(out)
    crossed, _ = call.folder(export)
    months = call.folder(reported)[0] if reported is not None else {}
    with call.installation(choice, side=Side.OVERSEAS) as home:
        ready = _prepared(call, export, placement, home, acting)
        if ready.value is None:
            return Reply(outcome=ready)
        roll = call.people(acting, {})
        told = publish(_desk(call, home, ready.value, acting), ready.value, months, roll)
    findings = (*ready.findings, *told.findings)
    if told.value is None:
        return Reply(outcome=Outcome(value=None, findings=findings))
    written = call.write(out, {**crossed, **told.value})
    rows = {"files": str(len(told.value))}
    return Reply(
        outcome=Outcome(value=told.value, findings=findings, written=written),
        value={"files": len(told.value)},
        body=(
            heading(call.say("cli.public.title-publish")),
            facts([(call.say(f"cli.public.{name}"), text) for name, text in rows.items()]),
        ),
    )


def _prepared(call: Call, export: str, placement: str, home: Installation, acting: Acting) -> Outcome[Prepared]:
    crossed, _ = call.folder(export)
    placed, _ = call.folder(placement)
    return prepare(crossed, placed, at=call.at(acting), evidence=home.evidence)


def _desk(call: Call, home: Installation, prepared: Prepared, acting: Acting) -> Desk:
    """Return the desk of the two people who act.

    Raises:
        WrongCallError: not exactly two people were named.
    """
    people = call.actors(acting, {})
    if len(people) != 2:
        raise WrongCallError(finding("cli.persons-two", given=len(people)))
    first, second = call.signers(home, people)
    return Desk(
        evidence=home.evidence,
        filing=prepared.received.edition.head.filing,
        by=(people[0], people[1]),
        signers=(first, second),
        at=call.at(acting),
    )
