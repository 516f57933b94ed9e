"""The group `role`: keys of members, and acts of roles that several hold, proposed, signed and carried out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import typer

from tallystick.evidence.findings import finding
from tallystick.evidence.persons import Side
from tallystick.shell.cli.command import Verb, command, verbs
from tallystick.shell.cli.render import Reply, facts, heading
from tallystick.shell.cli.session import Acting, Call, HomeChoice, WrongCallError
from tallystick.shell.operations.issuance.roles.acts import SignedAct, execute_act, propose_act, sign_act
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.ports.folders import MissingFolderError
from tallystick.shell.operations.ports.ledgers.roles import RoleAct

__all__ = ["register"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_Out = Annotated[str, typer.Option("--out", metavar="DIR")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked of which contract, until when."""

    contract: Annotated[str, typer.Option("--contract", metavar="NAME")]
    target: Annotated[str, typer.Option("--target", metavar="ADDRESS")]
    function: Annotated[str, typer.Option("--function", metavar="NAME")]
    until: Annotated[str, typer.Option("--until", metavar="MOMENT")]
    argument: Annotated[list[str] | None, typer.Option("--argument", metavar="VALUE")] = None


def register(app: typer.Typer, operations: Operations) -> None:
    """Add the verbs, as a group of their own."""
    group = verbs("role")
    made: Mapping[str, Callable[..., Reply]]
    made = {"member": _member, "deploy": _deploy, "propose": _propose, "approve": _approve, "execute": _execute}
    for name, verb in made.items():
        group.command(name, cls=Verb)(command(operations, verb))
    app.add_typer(group)


def _member(call: Call, out: _Out, name: Annotated[str, typer.Option("--name", metavar="NAME")]) -> Reply:
    call.destination(out)
    _unused(call, out, name)
    address, content = call.operations.members().create(call.passphrase(name, new=True))
    written = call.write(out, {f"{name}.json": content})
    rows = [(call.say("cli.role.address"), address)]
    return Reply(outcome=Outcome(value=address, written=written), value={"address": address}, body=(facts(rows),))


def _unused(call: Call, out: str, name: str) -> None:
    """See that a key can be written under a name, and that none is there: it may hold units, or be a member.

    Raises:
        WrongCallError: the name cannot be that of a file, or a key stands there.
    """
    if not _NAME.fullmatch(name):
        raise WrongCallError(finding("deal.identifier-unreadable", value=name))
    try:
        call.file(f"{out}/{name}.json")
    except MissingFolderError:
        return
    raise WrongCallError(finding("cli.key-there", file=f"{name}.json", name=name))


def _deploy(
    call: Call,
    label: Annotated[str, typer.Argument(metavar="LABEL")],
    member: Annotated[list[str], typer.Option("--member", metavar="ADDRESS")],
    threshold: Annotated[int, typer.Option("--threshold", metavar="NUMBER")],
    choice: HomeChoice,
    acting: Acting,
    days: Annotated[int, typer.Option("--days", metavar="NUMBER")] = 2,
) -> Reply:
    with call.installation(choice, side=Side.OVERSEAS) as home, home.ledger() as ledger:
        role = ledger.deploy_role(label, member, threshold, delay=days * 86_400, at=call.at(acting))
    rows = [(call.say("cli.role.address"), role)]
    return Reply(outcome=Outcome(value=role), value={"address": role}, body=(facts(rows),))


def _propose(
    call: Call,
    role: Annotated[str, typer.Argument(metavar="ADDRESS")],
    asked: _Asked,
    choice: HomeChoice,
    out: _Out,
) -> Reply:
    call.destination(out)
    until = call.at(Acting(at=asked.until))
    with call.installation(choice, side=Side.OVERSEAS) as home, home.ledger() as ledger:
        act = RoleAct(
            chain_id=ledger.chain_id(),
            role=role,
            contract=asked.contract,
            target=asked.target,
            function=asked.function,
            arguments=tuple(asked.argument or ()),
            nonce=ledger.next_act(role),
            until=until,
        )
        told = propose_act(call.operations.members(), act, ledger.signers(act))
    return _written(call, told, out)


def _approve(
    call: Call,
    act: Annotated[str, typer.Argument(metavar="FILE")],
    key: Annotated[str, typer.Option("--key", metavar="FILE")],
    out: _Out,
) -> Reply:
    call.destination(out)
    content, held = call.file(act), call.file(key)
    told = sign_act(call.operations.members(), content, held, call.passphrase(key), file=act)
    return _written(call, told, out)


def _execute(
    call: Call,
    acts: Annotated[list[str], typer.Argument(metavar="FILE")],
    choice: HomeChoice,
    acting: Acting,
) -> Reply:
    contents = {each: call.file(each) for each in acts}
    with call.installation(choice, side=Side.OVERSEAS) as home, home.ledger() as ledger:
        told = execute_act(call.operations.members(), ledger, contents, at=call.at(acting))
    if told.value is None:
        return Reply(outcome=told)
    rows = [(call.say("cli.role.transaction"), told.value.transaction)]
    value = {"transaction": told.value.transaction, "repeated": told.value.repeated}
    return Reply(outcome=told, value=value, body=(heading(call.say("cli.role.done")), facts(rows)))


def _written(call: Call, told: Outcome[SignedAct], out: str) -> Reply:
    signed = told.value
    if signed is None:
        return Reply(outcome=told)
    act = signed.act
    written = call.write(out, {f"act-{act.nonce}.json": signed.content()})
    rows = [
        (call.say("cli.role.act"), f"{act.contract}.{act.function}({', '.join(act.arguments)})"),
        (call.say("cli.role.target"), act.target),
        (call.say("cli.role.number"), str(act.nonce)),
        (call.say("cli.role.until"), act.until.isoformat()),
        (call.say("cli.role.digest"), signed.digest),
        (call.say("cli.role.signed"), ", ".join(sorted(signed.signatures)) or "-"),
    ]
    value = {"digest": signed.digest, "nonce": act.nonce, "signed": sorted(signed.signatures)}
    outcome = Outcome(value=signed, findings=told.findings, written=written)
    return Reply(outcome=outcome, value=value, body=(heading(call.say("cli.role.title")), facts(rows)))
