"""`witness`, `cosign`, `timestamp`, `serve-witness`: others vouch for the head of a home's log."""

import time
from collections.abc import Iterator
from typing import Annotated

import typer

from tallystick.evidence.findings import finding
from tallystick.shell.cli.command import Verb, command
from tallystick.shell.cli.prose import Prose, shown
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.evidence.cosigning import ADD_CHECKPOINT, Gathered
from tallystick.shell.operations.evidence.roles import Part, unfit
from tallystick.shell.operations.evidence.witness import Witness, answer_head
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.services.outside import Stamp
from tallystick.shell.operations.vouching.heads import (
    Asked,
    StampedHead,
    cosign_heads,
    gather_heads,
    signed_heads,
    stamp_heads,
)

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
            refused = cosign_heads(home, witness, signer, at=call.at(acting), memory=memory)
            if refused is not None:
                return Reply(outcome=Outcome(value=None, findings=(refused,)))
        heads = {log.key.name: log.size() for log in signed_heads(home).values()}
        size = home.evidence.log.size()
    body = facts([(call.say("cli.witness.head", log=log), str(leaves)) for log, leaves in heads.items()])
    return Reply(outcome=Outcome(value=size), value={"size": size, "heads": heads}, body=(body,))


def _cosign(
    call: Call,
    policy: Annotated[str, typer.Option("--policy", metavar="FILE")],
    choice: HomeChoice,
) -> Reply:
    wanted = call.policy(policy)
    with call.installation(choice) as home:
        outcome = gather_heads(home, wanted, call.operations.outside)
    heads = outcome.value or ()
    enough = all(each.gathered is None or each.gathered.enough for each in heads)
    value = {"enough": enough, "heads": [{"log": each.log, **_told(each.gathered)} for each in heads]}
    title = heading(call.say("cli.cosign.enough" if enough else "cli.cosign.short"))
    rows = [row for each in heads for row in _rows(call, each)]
    return Reply(outcome=outcome, value=value, body=(title, facts(rows)))


def _told(gathered: Gathered | None) -> dict[str, object]:
    if gathered is None:
        return {"asked": False}
    return {
        "asked": True,
        "size": gathered.size,
        "cosigned": [str(each) for each in gathered.cosigned],
        "missing": list(gathered.missing),
        "enough": gathered.enough,
    }


def _rows(call: Call, asked: Asked) -> Iterator[tuple[str, str]]:
    head = call.say("cli.witness.head", log=asked.log)
    if asked.gathered is None:
        yield head, call.say("cli.cosign.unasked")
        return
    yield head, str(asked.gathered.size)
    yield from ((call.say("cli.cosign.cosigned"), each.name) for each in asked.gathered.cosigned)
    yield from ((call.say("cli.cosign.missing"), each) for each in asked.gathered.missing)


def _timestamp(
    call: Call,
    tsa: Annotated[str, typer.Option("--tsa", metavar="URL")],
    tsa_roots: Annotated[str, typer.Option("--tsa-roots", metavar="FILE")],
    choice: HomeChoice,
) -> Reply:
    times = call.timestamps(tsa_roots)
    with call.installation(choice) as home:
        outcome = stamp_heads(home, tsa, call.operations.outside, times)
    heads = outcome.value or ()
    rows = [row for each in heads for row in _stamp_rows(call, each)]
    value = {"heads": [{"log": each.log, "size": each.size, **_stamp(each.stamp)} for each in heads]}
    return Reply(outcome=outcome, value=value, body=(facts(rows),) if rows else ())


def _stamp(stamp: Stamp) -> dict[str, object]:
    return {"at": stamp.at.isoformat(), "authority": stamp.authority, "trusted": stamp.trusted}


def _stamp_rows(call: Call, head: StampedHead) -> Iterator[tuple[str, str]]:
    yield call.say("cli.witness.head", log=head.log), str(head.size)
    yield call.say("cli.timestamp.at"), head.stamp.at.isoformat()
    yield call.say("cli.timestamp.authority"), shown(head.stamp.authority, call.language)


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
