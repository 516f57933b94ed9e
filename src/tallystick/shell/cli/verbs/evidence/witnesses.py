"""`witness`, `cosign`, `timestamp`, `serve-witness`: others vouch for the head of a home's log."""

import time
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType

from tallystick.evidence.findings import finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.evidence.cosigning import ADD_CHECKPOINT, Gathered, cosign, gather
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.evidence.timestamps import stamp_head
from tallystick.shell.operations.evidence.witness import Witness, answer_head
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome

__all__ = ["register"]


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs."""
    app.command("witness", cls=Verb)(command(operations, _witness))
    app.command("cosign", cls=Verb)(command(operations, _cosign))
    app.command("timestamp", cls=Verb)(command(operations, _timestamp))
    app.command("serve-witness", cls=Verb)(command(operations, _serve_witness))


def _witness(
    call: Call,
    keys: Annotated[str, typer.Option("--keys", metavar="DIR")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    """Sign with keys of the witnesses' own home; nobody has a key on the side of the log they watch."""
    witnesses = call.actors(acting, {})
    with call.installation(HomeChoice(home=keys, side=witnesses[0].side)) as own:
        signers, memory = call.signers(own, witnesses), own.memory
    with call.installation(choice) as home:
        for witness, signer in zip(witnesses, signers, strict=True):
            refused = cosign(home.evidence.log, witness, signer, at=call.at(acting), memory=memory)
            if refused is not None:
                return Reply(outcome=Outcome(value=None, findings=(refused,)))
        size = home.evidence.log.size()
    body = facts([(call.say("cli.witness.size"), str(size))])
    return Reply(outcome=Outcome(value=size), value={"size": size}, body=(body,))


def _cosign(
    call: Call,
    policy: Annotated[str, typer.Option("--policy", metavar="FILE")],
    choice: HomeChoice,
) -> Reply:
    asked = call.policy(policy)
    with call.installation(choice) as home:
        outcome = gather(home.evidence.log, asked, call.operations.outside)
    gathered = outcome.value
    if gathered is None:
        return Reply(outcome=outcome)
    value = {
        "size": gathered.size,
        "cosigned": [str(each) for each in gathered.cosigned],
        "missing": list(gathered.missing),
        "enough": gathered.enough,
    }
    return Reply(outcome=outcome, value=value, body=tuple(_gathered(call, gathered)))


def _gathered(call: Call, gathered: Gathered) -> Iterator[RenderableType]:
    yield heading(call.say("cli.cosign.enough" if gathered.enough else "cli.cosign.short"))
    rows = [(call.say("cli.witness.size"), str(gathered.size))]
    rows += [(call.say("cli.cosign.cosigned"), each.name) for each in gathered.cosigned]
    rows += [(call.say("cli.cosign.missing"), each) for each in gathered.missing]
    yield facts(rows)


def _timestamp(
    call: Call,
    tsa: Annotated[str, typer.Option("--tsa", metavar="URL")],
    tsa_roots: Annotated[str, typer.Option("--tsa-roots", metavar="FILE")],
    choice: HomeChoice,
) -> Reply:
    times = call.timestamps(tsa_roots)
    with call.installation(choice) as home:
        outcome = stamp_head(home.evidence.log, tsa, call.operations.outside, times)
        size = home.evidence.log.size()
    stamp = outcome.value
    if stamp is None:
        return Reply(outcome=outcome)
    rows = [
        (call.say("cli.witness.size"), str(size)),
        (call.say("cli.timestamp.at"), stamp.at.isoformat()),
        (call.say("cli.timestamp.authority"), shown(stamp.authority, call.language)),
    ]
    value = {"size": size, "at": stamp.at.isoformat(), "authority": stamp.authority, "trusted": stamp.trusted}
    return Reply(outcome=outcome, value=value, body=(facts(rows),))


def _serve_witness(
    call: Call,
    logs: Annotated[str, typer.Option("--logs", metavar="FILE")],
    listen: Annotated[str, typer.Option("--listen", metavar="HOST:PORT")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    """Answer until interrupted; the witness's own home is held for as long."""
    watched = call.policy(logs)
    if not watched.logs:
        raise WrongCallError(finding("cli.no-logs", name=logs))
    (person, *_) = people = call.actors(acting, {})
    with call.installation(choice) as own:
        signer = call.signers(own, people)[0]
        refused = unfit((person,), (Part.WITNESS,), (signer,))
        if refused is not None:
            return Reply(outcome=Outcome(value=None, findings=(refused,)))
        witness = Witness(signer=signer, logs=watched, memory=own.memory, now=call.operations.now)
        serving = call.operations.outside.serve(listen, ADD_CHECKPOINT, lambda asked: answer_head(witness, asked))
        with serving as address:
            typer.echo(f"witness {signer.person} {witness.key} {address}")
            _until_interrupted()
    return Reply(outcome=Outcome(value=None), body=(Prose(call.say("cli.serve-witness.ended")),))


def _until_interrupted() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
