"""`receive`: put an export edition that arrived on record overseas."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.issuance.receive import receive
from tallystick.shell.operations.issuance.receiving.received import Received
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome, has_errors

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verb."""
    app.command("receive", cls=Verb)(command(operations, _receive))


def _receive(
    call: Call,
    export: Annotated[str, typer.Argument(metavar="EXPORT")],
    acting: Acting,
    choice: HomeChoice,
) -> Reply:
    crossed, refused = call.folder(export)
    if has_errors(refused):  # what is no ordinary file cannot have crossed, and would not be kept
        return Reply(outcome=Outcome(value=None, findings=refused))
    people = call.actors(acting, {})
    if len(people) != 1:
        raise WrongCallError(finding("cli.handover-one-person", given=len(people)))
    with call.installation(choice, side=Side.OVERSEAS) as home:
        (signer,) = call.signers(home, people)
        outcome = receive(home.evidence, crossed, by=people[0], signer=signer, at=call.at(acting))
    outcome = replace(outcome, findings=(*refused, *outcome.findings))
    received = outcome.value
    if received is None:
        return Reply(outcome=outcome)
    edition = received.edition
    rows = [
        (call.say("cli.package.root"), edition.root),
        (call.say("cli.package.root-sm3"), edition.root_sm3),
        *_told(call, received),
    ]
    title = heading(call.say("cli.receive.title", filing=edition.head.filing))
    value = {
        "filing": edition.head.filing,
        "root": edition.root,
        "files": len(received.files),
        "standing": received.standing or None,
        "notice": received.notice_record.get("number"),
        "specimen": received.notice_record.get("specimen"),
    }
    return Reply(outcome=outcome, value=value, body=(title, facts(rows)))


def _told(call: Call, received: Received) -> Iterator[tuple[str, str]]:
    """Say on the strength of what it crossed: a rehearsal decides nothing, a specimen is no notice."""
    standing, notice = received.standing, received.notice_record
    decided = call.say(f"cli.filing.standing.{standing}") if standing else call.say("cli.receive.undecided")
    yield call.say("cli.filing.standing"), decided
    if not notice:
        yield call.say("cli.filing.notice"), call.say("cli.receive.unpublished")
        return
    word = "cli.filing.specimen" if notice.get("specimen") else "cli.filing.notice"
    yield call.say(word), shown(f"{notice.get('number')}  {notice.get('date')}", call.language)
